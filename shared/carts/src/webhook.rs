//! A webhook as it came, and what it says before anything is mapped.

use jiff::Timestamp;

use crate::error::EnvelopeError;
use crate::generic::FieldMap;
use crate::headers::Headers;
use crate::spec::{CartSpec, Payload, Topic};

/// A webhook as it came.
#[derive(Debug, Clone, Copy)]
pub struct Webhook<'a> {
    /// Its headers.
    pub headers: &'a Headers,
    /// Its body, byte by byte as the cart sent it: what the gateway wrapped in base64 is unwrapped.
    pub body: &'a [u8],
    /// Where other people's JSON has what; for the generic cart alone.
    pub field_map: Option<&'a FieldMap>,
}

impl<'a> Webhook<'a> {
    /// A webhook of these headers and this body.
    pub fn new(headers: &'a Headers, body: &'a [u8]) -> Self {
        Self { headers, body, field_map: None }
    }
}

/// What a webhook says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What it tells.
    pub topic: Topic,
    /// The cart's own name for that.
    pub cart_topic: String,
    /// The cart's id of the order; blank where it is about none.
    pub order_id: String,
    /// Which shop it says it comes from, in the form of [`Access::shop`](crate::Access::shop); blank where it doesn't.
    pub shop: String,
    /// What a repetition of it has too. One of them being known is enough, each is of one topic alone.
    pub delivery_ids: Vec<String>,
    /// When what it tells was so, by the cart's clock.
    pub version: Option<Timestamp>,
    /// What its body holds.
    pub payload: Payload,
}

impl Envelope {
    /// A webhook of this kind, about nothing yet.
    pub(crate) fn of(spec: &CartSpec, cart_topic: &str) -> Self {
        let meant = spec.topic(cart_topic);
        Self {
            topic: meant.topic,
            cart_topic: cart_topic.to_owned(),
            order_id: String::new(),
            shop: String::new(),
            delivery_ids: vec![],
            version: None,
            payload: meant.payload,
        }
    }

    /// The same, refused where it should be about an order and names none.
    pub(crate) fn checked(self) -> Result<Self, EnvelopeError> {
        let is_about_order = self.payload != Payload::Nothing || self.topic == Topic::OrderRemoved;
        if is_about_order && self.order_id.is_empty() {
            return Err(EnvelopeError::Missing("id of the order"));
        }
        Ok(self)
    }

    /// Whether it may come from the shop of this id: it names that one, or none. Letters' case does not count.
    pub fn is_of_shop(&self, shop: &str) -> bool {
        self.shop.is_empty() || shop.is_empty() || self.shop.eq_ignore_ascii_case(shop)
    }
}
