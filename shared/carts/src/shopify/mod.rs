//! Shopify: webhooks with the whole order as its REST API wrote it; GraphQL for all that is asked.

mod account;
mod fetch;
mod graphql;
mod map;
mod push;

use crate::error::EnvelopeError;
use crate::json::{Json, Node};
use crate::needs::{self, ConnectionKey, Need, Needs, ShopForm};
use crate::signature::{Encoding, KeyForm, Scheme};
use crate::spec::{
    CartSpec, Payload, PollCall, PushCall, RateLimit, RefreshCall, SubscribeCall, Topic, TopicSpec, Tracking,
};
use crate::webhook::{Envelope, Webhook};

/// An app of the merchant's own has an id and a secret, which bring tokens; one of before 2026 a token that stays.
const NEEDS: Needs = Needs {
    shop: Some(ShopForm { is_needed: true, expected: "the shop's own address, such as example.myshopify.com", read: shop }),
    keys: &[
        (ConnectionKey::ClientId, Need::Without(ConnectionKey::Token)),
        (ConnectionKey::ClientSecret, Need::Always),
        (ConnectionKey::Token, Need::Optional),
        // Webhooks that were made by hand in the shop's settings are signed with a secret of the shop's.
        (ConnectionKey::WebhookSecret, Need::Optional),
    ],
    makes_secret: None,
};

/// What is declared of Shopify.
pub(crate) static SPEC: CartSpec = CartSpec {
    id: "shopify",
    label: "Shopify",
    needs: NEEDS,
    schemes: &[Scheme::Body {
        // Its successor, "Events", leaves the `X-` away.
        headers: &["x-shopify-hmac-sha256", "shopify-hmac-sha256"],
        encoding: Encoding::Base64,
        key: KeyForm::Utf8,
    }],
    signs_with_client_secret: true,
    topics: &TOPICS,
    // Its limit is in points, of which a query of ours takes up to a thousand and a second brings a hundred.
    rate_limit: RateLimit::new(2, 1),
    is_ping: |_| false,
    envelope,
    map: map::map,
    fetch: Some(fetch::fetch),
    poll: Some(PollCall { request: fetch::poll, read: fetch::page }),
    push: Some(PushCall { tracking: Tracking::Items, look: push::look, plan: push::plan, read: push::read }),
    set_status: None,
    subscribe: Some(SubscribeCall { requests: account::subscribe, read: account::subscribed, enable: None }),
    refresh: Some(RefreshCall { request: account::refresh, read: account::refreshed }),
    probe: None,
};

const TOPICS: [TopicSpec; 12] = [
    TopicSpec::new("orders/create", Topic::OrderCreated, Payload::Order),
    TopicSpec::new("orders/updated", Topic::OrderChanged, Payload::Order),
    TopicSpec::new("orders/cancelled", Topic::OrderCanceled, Payload::Order),
    TopicSpec::new("orders/edited", Topic::OrderChanged, Payload::IdOnly),
    TopicSpec::new("orders/delete", Topic::OrderRemoved, Payload::Nothing),
    TopicSpec::new("refunds/create", Topic::OrderChanged, Payload::IdOnly),
    TopicSpec::new("fulfillments/create", Topic::OrderChanged, Payload::IdOnly),
    TopicSpec::new("fulfillments/update", Topic::OrderChanged, Payload::IdOnly),
    TopicSpec::new("app/uninstalled", Topic::Disconnected, Payload::Nothing),
    TopicSpec::new("customers/data_request", Topic::Privacy, Payload::Nothing),
    TopicSpec::new("customers/redact", Topic::Privacy, Payload::Nothing),
    TopicSpec::new("shop/redact", Topic::Privacy, Payload::Nothing),
];

fn envelope(webhook: &Webhook) -> Result<Envelope, EnvelopeError> {
    let header = |with: &str, without: &str| webhook.headers.first(&[with, without]).unwrap_or_default().to_owned();
    let topic = header("x-shopify-topic", "shopify-topic");
    if topic.is_empty() {
        return Err(EnvelopeError::Missing("X-Shopify-Topic"));
    }
    let body = Json::read(webhook.body)?;
    let node = Node::root(&body);
    let mut envelope = Envelope::of(&SPEC, &topic);
    envelope.shop = header("x-shopify-shop-domain", "shopify-shop-domain");
    envelope.order_id = match envelope.payload {
        Payload::IdOnly => order_id_of_part(&node),
        _ if envelope.cart_topic.starts_with("orders/") => node.text("id"),
        _ => String::new(),
    };
    let triggered = || domain::time::parse(&header("x-shopify-triggered-at", "shopify-triggered-at"));
    envelope.version = node.time("updated_at").or_else(triggered);
    let webhook_id = header("x-shopify-webhook-id", "shopify-webhook-id");
    let event_id = header("x-shopify-event-id", "shopify-event-id");
    // One event's id is shared by all topics that tell of it.
    let of_topic = (!event_id.is_empty()).then(|| format!("{topic} {event_id}"));
    envelope.delivery_ids = Some(webhook_id).filter(|id| !id.is_empty()).into_iter().chain(of_topic).collect();
    envelope.checked()
}

/// The order that a refund, a fulfillment or an edit is of.
fn order_id_of_part(node: &Node) -> String {
    let of_edit = node.at(["order_edit", "order_id"]).own_text();
    if of_edit.is_empty() { node.text("order_id") } else { of_edit }
}

/// A shop as it is written here, and nothing that leads elsewhere.
fn shop(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let name = text.strip_suffix(".myshopify.com")?;
    let is_name = !name.starts_with('-') && !name.ends_with('-') && needs::is_word(name, 60, b"-");
    is_name.then_some(text)
}
