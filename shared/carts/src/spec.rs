//! What is declared of a cart: what it is called, how it signs, and which functions read what it sends and make what is
//! asked of it.

use std::time::Duration;

use crate::error::{EnvelopeError, MapError};
use crate::json::Json;
use crate::mapped::{MapOptions, MappedOrder};
use crate::needs::Needs;
use crate::request::{
    Access, CartError, CartReply, CartRequest, Cursor, Fetch, PollPage, PushPlan, ShipmentPush, Subscription, Token,
    TrackingWay,
};
use crate::signature::Scheme;
use crate::webhook::{Envelope, Webhook};

/// What a cart is, declared once.
#[derive(Debug, Clone, Copy)]
pub struct CartSpec {
    /// Its id, as in the address webhooks come to: small letters.
    pub id: &'static str,
    /// Its name: the `source_name` of its orders.
    pub label: &'static str,
    /// What a connection to one of its shops has to be given.
    pub needs: Needs,
    /// How its webhooks are signed; the first whose header is there counts.
    pub schemes: &'static [Scheme],
    /// Whether the app's own secret signs webhooks, beside secrets for webhooks alone.
    pub signs_with_client_secret: bool,
    /// What its webhooks are about, by the names it gives them.
    pub topics: &'static [TopicSpec],
    /// How often it may be called for one shop.
    pub rate_limit: RateLimit,
    /// Whether a webhook is a trial of the address alone, which is answered 200 before any signature is looked at.
    pub is_ping: fn(&Webhook) -> bool,
    /// What a webhook says of itself, once its signature is known to be right.
    pub envelope: fn(&Webhook) -> Result<Envelope, EnvelopeError>,
    /// Maps an order, as it came in a webhook, from [`FetchCall`] or from a poll.
    pub map: fn(&Json, &MapOptions) -> Result<MappedOrder, MapError>,
    /// How one order is fetched, where the cart can be asked.
    pub fetch: Option<FetchCall>,
    /// How orders are listed by when they changed, where that can be done.
    pub poll: Option<PollCall>,
    /// How the shop is told of a shipment.
    pub push: Option<PushCall>,
    /// How an order's status is set, where that can be done.
    pub set_status: Option<StatusCall>,
    /// How webhooks are subscribed to, where a call does it; else a person does.
    pub subscribe: Option<SubscribeCall>,
    /// How its token is refreshed, where it ends.
    pub refresh: Option<RefreshCall>,
    /// How the shop is looked at for what it can do, where shops of this cart differ.
    pub probe: Option<ProbeCall>,
}

/// What one kind of webhook means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicSpec {
    /// The cart's name for it.
    pub name: &'static str,
    /// What it means to us.
    pub topic: Topic,
    /// What its body holds.
    pub payload: Payload,
}

/// What a webhook tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// An order is new.
    OrderCreated,
    /// Something of an order changed: its payment, its items, a refund, a shipment.
    OrderChanged,
    /// An order was canceled.
    OrderCanceled,
    /// An order was removed in the shop, and can't be fetched any more.
    OrderRemoved,
    /// The shop takes our access away.
    Disconnected,
    /// A person asks for what is kept of them, or for its removal: a duty by law, and nothing about an order.
    Privacy,
    /// Something that is not for us.
    Other,
}

/// What the body of a webhook holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    /// The whole order.
    Order,
    /// The id of an order, which has to be fetched.
    IdOnly,
    /// No order at all.
    Nothing,
}

/// How one order is fetched: with the cart's id of it and all answers so far, what to ask next, or the order.
pub type FetchCall = fn(&Access, &str, &[CartReply]) -> Result<Fetch, CartError>;

/// How orders are listed by when they changed.
#[derive(Debug, Clone, Copy)]
pub struct PollCall {
    /// Asks for the page at a cursor.
    pub request: fn(&Access, &Cursor) -> CartRequest,
    /// Reads the page that was asked for at that cursor.
    pub read: fn(&Cursor, &CartReply) -> Result<PollPage, CartError>,
}

/// How a shop is told of a shipment: what it has is read, and what is missing is sent.
#[derive(Debug, Clone, Copy)]
pub struct PushCall {
    /// How exactly the shop can be told.
    pub tracking: Tracking,
    /// Asks what the cart has of the order.
    pub look: fn(&Access, &ShipmentPush) -> Vec<CartRequest>,
    /// What is still to be sent, by the answers to those, in their sequence.
    pub plan: fn(&Access, &ShipmentPush, &[CartReply]) -> Result<PushPlan, CartError>,
    /// Reads the answer to one of those: the cart's id of the shipment, where it gives one.
    pub read: fn(&CartReply) -> Result<Option<String>, CartError>,
}

/// How the status of an order is set.
#[derive(Debug, Clone, Copy)]
pub struct StatusCall {
    /// Gives the order of this id this status.
    pub request: fn(&Access, &str, &str) -> CartRequest,
    /// Whether the cart may have such a status.
    pub is_status: fn(&str) -> bool,
    /// What a status is, for people: `must be …`.
    pub expected: &'static str,
}

/// How a webhook is switched on: by its id, at this address and, where the cart takes one, with this secret.
pub type EnableCall = fn(&Access, &str, &str, &str) -> CartRequest;

/// How webhooks are subscribed to.
#[derive(Debug, Clone, Copy)]
pub struct SubscribeCall {
    /// Asks for all webhooks we need, at this address and, where the cart takes one, with this secret.
    pub requests: fn(&Access, &str, &str) -> Vec<CartRequest>,
    /// Reads the answer to one of them.
    pub read: fn(&CartReply) -> Result<Subscription, CartError>,
    /// Switches a webhook on after the shop switched it off, where that can be done.
    pub enable: Option<EnableCall>,
}

/// How a token is refreshed before it ends.
#[derive(Debug, Clone, Copy)]
pub struct RefreshCall {
    /// Asks for the next one.
    pub request: fn(&Access) -> CartRequest,
    /// Reads it.
    pub read: fn(&CartReply) -> Result<Token, CartError>,
}

/// How a shop is looked at for what it can do.
#[derive(Debug, Clone, Copy)]
pub struct ProbeCall {
    /// Asks what it has.
    pub request: fn(&Access) -> CartRequest,
    /// Reads how it takes tracking numbers.
    pub read: fn(&CartReply) -> Result<TrackingWay, CartError>,
}

/// How exactly a cart can be told of a shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tracking {
    /// For the order as a whole: whatever is told first makes it shipped.
    Order,
    /// Parcel by parcel, without what is in them.
    Parcels,
    /// With the items of each parcel, where the shop can keep them.
    Items,
}

/// How often a cart may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// So many calls …
    pub calls: u32,
    /// … within this time.
    pub within: Duration,
}

impl RateLimit {
    /// So many calls within so many seconds.
    pub(crate) const fn new(calls: u32, seconds: u64) -> Self {
        Self { calls, within: Duration::from_secs(seconds) }
    }
}

impl TopicSpec {
    /// What webhooks of this name mean.
    pub(crate) const fn new(name: &'static str, topic: Topic, payload: Payload) -> Self {
        Self { name, topic, payload }
    }
}

impl CartSpec {
    /// Whether its shops can be asked for anything.
    pub fn is_called(&self) -> bool {
        self.fetch.is_some() || self.poll.is_some()
    }

    /// What a webhook of this name means; of one that nobody knows, nothing.
    pub fn topic(&self, name: &str) -> TopicSpec {
        let known = self.topics.iter().find(|topic| topic.name.eq_ignore_ascii_case(name)).copied();
        known.unwrap_or(TopicSpec::new("", Topic::Other, Payload::Nothing))
    }
}
