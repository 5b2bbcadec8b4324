//! Etsy: receipts, found by polls or by webhooks that name one.

mod api;
mod map;
mod push;

use url::Url;

use crate::error::EnvelopeError;
use crate::json::{Json, Node};
use crate::needs::{ConnectionKey, Need, Needs, ShopForm};
use crate::signature::{KeyForm, Scheme};
use crate::spec::{CartSpec, Payload, PollCall, PushCall, RateLimit, RefreshCall, Topic, TopicSpec, Tracking};
use crate::webhook::{Envelope, Webhook};

/// An app's two keys, and what brings the shop's tokens, which last an hour.
const NEEDS: Needs = Needs {
    shop: Some(ShopForm { is_needed: true, expected: "the shop's id, digits", read: shop }),
    keys: &[
        (ConnectionKey::ClientId, Need::Always),
        (ConnectionKey::ClientSecret, Need::Always),
        (ConnectionKey::Token, Need::Optional),
        (ConnectionKey::RefreshToken, Need::Always),
        (ConnectionKey::WebhookSecret, Need::Optional),
    ],
    makes_secret: None,
};

/// What is declared of Etsy. Webhooks are for apps with commercial access, and a person sets them up.
pub(crate) static SPEC: CartSpec = CartSpec {
    id: "etsy",
    label: "Etsy",
    needs: NEEDS,
    schemes: &[Scheme::StandardWebhooks { key: KeyForm::Base64After("whsec_") }],
    signs_with_client_secret: false,
    topics: &[
        TopicSpec::new("order.paid", Topic::OrderCreated, Payload::IdOnly),
        TopicSpec::new("order.canceled", Topic::OrderCanceled, Payload::IdOnly),
        TopicSpec::new("order.shipped", Topic::OrderChanged, Payload::IdOnly),
        TopicSpec::new("order.delivered", Topic::OrderChanged, Payload::IdOnly),
    ],
    rate_limit: RateLimit::new(5, 1),
    is_ping: |_| false,
    envelope,
    map: map::map,
    fetch: Some(api::fetch),
    poll: Some(PollCall { request: api::poll, read: api::page }),
    push: Some(PushCall { tracking: Tracking::Parcels, look: push::look, plan: push::plan, read: push::read }),
    set_status: None,
    subscribe: None,
    refresh: Some(RefreshCall { request: api::refresh, read: api::refreshed }),
    probe: None,
};

fn envelope(webhook: &Webhook) -> Result<Envelope, EnvelopeError> {
    let body = Json::read(webhook.body)?;
    let node = Node::root(&body);
    let event = node.text("event_type");
    if event.is_empty() {
        return Err(EnvelopeError::Missing("event_type"));
    }
    let mut envelope = Envelope::of(&SPEC, &event);
    envelope.shop = node.text("shop_id");
    // The address is never called: whose it is is not known. Only the ids are taken of it.
    if let Some((shop, receipt)) = ids_of(&node.text("resource_url")) {
        if envelope.shop.is_empty() {
            envelope.shop = shop;
        } else if envelope.shop != shop {
            return Err(EnvelopeError::Missing("one shop"));
        }
        envelope.order_id = receipt;
    }
    envelope.version = webhook.headers.get("webhook-timestamp").and_then(domain::time::parse);
    envelope.delivery_ids = webhook.headers.filled("webhook-id").map(str::to_owned).into_iter().collect();
    envelope.checked()
}

/// The ids of shop and receipt in an address such as `https://openapi.etsy.com/v3/application/shops/1/receipts/2`.
fn ids_of(address: &str) -> Option<(String, String)> {
    let url = Url::parse(address).ok()?;
    let steps: Vec<&str> = url.path_segments()?.collect();
    let behind = |name: &str| {
        let place = steps.iter().position(|step| *step == name)?;
        let id = steps.get(place.checked_add(1)?)?;
        let is_id = !id.is_empty() && id.len() < 20 && id.bytes().all(|byte| byte.is_ascii_digit());
        is_id.then(|| (*id).to_owned())
    };
    Some((behind("shops")?, behind("receipts")?))
}

fn shop(text: &str) -> Option<String> {
    let text = text.trim();
    let is_id = (1..20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| text.to_owned())
}
