//! WooCommerce: webhooks with the whole order; a shop's own REST API.

mod api;
mod map;
mod push;

use url::{Host, Url};

use crate::digest::sha256;
use crate::error::EnvelopeError;
use crate::json::{Json, Node};
use crate::needs::{ConnectionKey, MadeSecret, Need, Needs, ShopForm};
use crate::signature::{Encoding, KeyForm, Scheme};
use crate::spec::{CartSpec, Payload, PollCall, ProbeCall, PushCall, RateLimit, StatusCall, SubscribeCall, Topic, TopicSpec, Tracking};
use crate::webhook::{Envelope, Webhook};

/// So many bytes of a body's digest tell two deliveries apart.
const DIGEST_BYTES: usize = 16;

/// A shop's address, and the key and secret that it gives for its API.
const NEEDS: Needs = Needs {
    shop: Some(ShopForm {
        is_needed: true,
        expected: "the address of the shop, such as https://shop.example.com or https://example.com/shop",
        read: shop,
    }),
    keys: &[
        (ConnectionKey::ClientId, Need::Always),
        (ConnectionKey::ClientSecret, Need::Always),
        (ConnectionKey::WebhookSecret, Need::Optional),
    ],
    makes_secret: Some(MadeSecret::Letters(40)),
};

/// What is declared of WooCommerce.
pub(crate) static SPEC: CartSpec = CartSpec {
    id: "woocommerce",
    label: "WooCommerce",
    needs: NEEDS,
    schemes: &[Scheme::Body {
        headers: &["x-wc-webhook-signature"],
        encoding: Encoding::Base64,
        key: KeyForm::HtmlDecoded,
    }],
    signs_with_client_secret: false,
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
    set_status: Some(StatusCall { request: api::set_status, is_status: api::is_status, expected: "a status such as processing, in small letters" }),
    subscribe: Some(SubscribeCall {
        requests: api::subscribe,
        read: api::subscribed,
        enable: Some(|access, id, _, secret| api::enable(access, id, secret)),
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

/// The address of a shop without its last slash, and nothing behind it but the beginning of a path that a shop without
/// permanent links takes.
fn shop(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let is_local = match url.host()? {
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
        Host::Domain(name) => name == "localhost",
    };
    let is_open = url.scheme() == "https" || (is_local && url.scheme() == "http");
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_path = url.path().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~%".contains(&byte));
    if !is_open || !is_bare || !is_path {
        return None;
    }
    match url.query() {
        None | Some("rest_route=" | "rest_route=/") => Some(url.as_str().trim_end_matches('/').to_owned()),
        Some(_) => None,
    }
}
