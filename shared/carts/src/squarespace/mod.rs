//! Squarespace: webhooks that name an order, which is fetched.

mod api;
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

/// An API key, or the tokens of an app.
const NEEDS: Needs = Needs {
    shop: Some(ShopForm { is_needed: false, expected: "the website's id, 24 letters and digits", read: shop }),
    keys: &[
        (ConnectionKey::ClientId, Need::With(ConnectionKey::RefreshToken)),
        (ConnectionKey::ClientSecret, Need::With(ConnectionKey::RefreshToken)),
        (ConnectionKey::Token, Need::Without(ConnectionKey::RefreshToken)),
        (ConnectionKey::RefreshToken, Need::Optional),
        (ConnectionKey::WebhookSecret, Need::Optional),
    ],
    makes_secret: None,
};

/// What is declared of Squarespace.
pub(crate) static SPEC: CartSpec = CartSpec {
    id: "squarespace",
    label: "Squarespace",
    needs: NEEDS,
    schemes: &[Scheme::Body {
        headers: &["squarespace-signature"],
        encoding: Encoding::Hex(""),
        key: KeyForm::Hex,
    }],
    signs_with_client_secret: false,
    topics: &[
        TopicSpec::new("order.create", Topic::OrderCreated, Payload::IdOnly),
        TopicSpec::new("order.update", Topic::OrderChanged, Payload::IdOnly),
        TopicSpec::new("extension.uninstall", Topic::Disconnected, Payload::Nothing),
    ],
    rate_limit: RateLimit::new(300, 60),
    is_ping: |_| false,
    envelope,
    map: map::map,
    fetch: Some(api::fetch),
    poll: Some(PollCall { request: api::poll, read: api::page }),
    push: Some(PushCall { tracking: Tracking::Order, look: push::look, plan: push::plan, read: push::read }),
    set_status: None,
    subscribe: Some(SubscribeCall { requests: api::subscribe, read: api::subscribed, enable: None }),
    refresh: Some(RefreshCall { request: api::refresh, read: api::refreshed }),
    probe: None,
};

fn envelope(webhook: &Webhook) -> Result<Envelope, EnvelopeError> {
    let body = Json::read(webhook.body)?;
    let node = Node::root(&body);
    let topic = node.text("topic");
    if topic.is_empty() {
        return Err(EnvelopeError::Missing("topic"));
    }
    let mut envelope = Envelope::of(&SPEC, &topic);
    let about = node.get("data");
    envelope.order_id = about.text("orderId");
    if about.text("update") == "CANCELED" {
        envelope.topic = Topic::OrderCanceled;
    }
    envelope.shop = node.text("websiteId");
    envelope.version = node.time("createdOn");
    envelope.delivery_ids = Some(node.text("id")).filter(|id| !id.is_empty()).into_iter().collect();
    envelope.checked()
}

fn shop(text: &str) -> Option<String> {
    let text = text.trim();
    needs::is_word(text, 64, b"").then(|| text.to_owned())
}
