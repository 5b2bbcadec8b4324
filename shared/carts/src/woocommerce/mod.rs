//! WooCommerce: webhooks with the whole order; a shop's own REST API.

mod api;
mod map;
mod push;

use crate::digest::sha256;
use crate::error::EnvelopeError;
use crate::json::{Json, Node};
use crate::signature::{Encoding, KeyForm, Scheme};
use crate::spec::{CartSpec, Payload, PollCall, ProbeCall, PushCall, RateLimit, SubscribeCall, Topic, TopicSpec, Tracking};
use crate::webhook::{Envelope, Webhook};

/// So many bytes of a body's digest tell two deliveries apart.
const DIGEST_BYTES: usize = 16;

/// What is declared of WooCommerce.
pub(crate) static SPEC: CartSpec = CartSpec {
    id: "woocommerce",
    label: "WooCommerce",
    schemes: &[Scheme::Body {
        headers: &["x-wc-webhook-signature"],
        encoding: Encoding::Base64,
        key: KeyForm::HtmlDecoded,
    }],
    topics: &[
        TopicSpec::new("order.created", Topic::OrderCreated, Payload::Order),
        TopicSpec::new("order.updated", Topic::OrderChanged, Payload::Order),
        TopicSpec::new("order.restored", Topic::OrderChanged, Payload::Order),
        TopicSpec::new("order.deleted", Topic::OrderRemoved, Payload::Nothing),
    ],
    // Its vendor has no limit; a shop on a small machine has.
    rate_limit: RateLimit::new(2, 1),
    is_ping,
    envelope,
    map: map::map,
    fetch: Some(api::fetch),
    poll: Some(PollCall { request: api::poll, read: api::page }),
    push: Some(PushCall { tracking: Tracking::Items, look: push::look, plan: push::plan, read: push::read }),
    subscribe: Some(SubscribeCall {
        requests: api::subscribe,
        read: api::subscribed,
        enable: Some(|access, id, _| api::enable(access, id)),
    }),
    refresh: None,
    probe: Some(ProbeCall { request: api::probe, read: api::probed }),
};

/// When a webhook is saved, the shop tries its address with a form that has no signature and no topic.
fn is_ping(webhook: &Webhook) -> bool {
    let is_form = webhook.headers.get("content-type").is_some_and(|it| it.starts_with("application/x-www-form-urlencoded"));
    let is_bare = ["x-wc-webhook-signature", "x-wc-webhook-topic"].iter().all(|name| webhook.headers.get(name).is_none());
    is_form && is_bare && webhook.body.starts_with(b"webhook_id=")
}

fn envelope(webhook: &Webhook) -> Result<Envelope, EnvelopeError> {
    let header = |name: &str| webhook.headers.get(name).unwrap_or_default();
    let topic = header("x-wc-webhook-topic");
    if topic.is_empty() {
        return Err(EnvelopeError::Missing("X-WC-Webhook-Topic"));
    }
    let body = Json::read(webhook.body)?;
    let node = Node::root(&body);
    let mut envelope = Envelope::of(&SPEC, topic);
    envelope.order_id = node.text("id");
    if envelope.order_id.is_empty() && !node.text("code").is_empty() {
        return Err(EnvelopeError::ShopError { code: node.text("code"), message: node.text("message") });
    }
    envelope.version = node.time("date_modified_gmt");
    // Its own delivery id is the same for two orders of one second.
    let parts = [
        header("x-wc-webhook-id"),
        topic,
        &envelope.order_id,
        &node.text("date_modified_gmt"),
        &sha256(webhook.body, DIGEST_BYTES),
    ];
    envelope.delivery_ids = vec![parts.join(" ")];
    envelope.checked()
}
