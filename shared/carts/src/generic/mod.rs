//! Any system that sends JSON: an order as the API has it, or with a map of where it has what.

mod field_map;
mod map;

pub use field_map::{BadFieldMap, FieldMap};

use crate::digest::sha256;
use crate::error::EnvelopeError;
use crate::json::{Json, Node};
use crate::needs::{ConnectionKey, MadeSecret, Need, Needs};
use crate::signature::{Encoding, KeyForm, Scheme};
use crate::spec::{CartSpec, Payload, RateLimit, Topic, TopicSpec};
use crate::webhook::{Envelope, Webhook};

/// So many bytes of a body's digest tell two deliveries apart.
const DIGEST_BYTES: usize = 16;

/// What a webhook that names no event tells.
const USUAL_EVENT: &str = "order.created";

/// Whoever sends needs to know what to sign with, and nothing else.
const NEEDS: Needs = Needs {
    shop: None,
    keys: &[(ConnectionKey::WebhookSecret, Need::Optional)],
    makes_secret: Some(MadeSecret::StandardWebhooks),
};

/// What is declared of any system that sends JSON. It is told of shipments by our own posts.
pub(crate) static SPEC: CartSpec = CartSpec {
    id: "generic",
    label: "JSON",
    needs: NEEDS,
    schemes: &[
        Scheme::StandardWebhooks { key: KeyForm::Base64After("whsec_") },
        Scheme::Body { headers: &["x-signature"], encoding: Encoding::Hex("sha256="), key: KeyForm::Utf8 },
    ],
    signs_with_client_secret: false,
    topics: &[
        TopicSpec::new("order.created", Topic::OrderCreated, Payload::Order),
        TopicSpec::new("order.updated", Topic::OrderChanged, Payload::Order),
        TopicSpec::new("order.canceled", Topic::OrderCanceled, Payload::Order),
    ],
    rate_limit: RateLimit::new(1, 1),
    is_ping: |_| false,
    envelope,
    map: map::map,
    fetch: None,
    poll: None,
    push: None,
    set_status: None,
    subscribe: None,
    refresh: None,
    probe: None,
};

fn envelope(webhook: &Webhook) -> Result<Envelope, EnvelopeError> {
    let body = Json::read(webhook.body)?;
    let document = map::document(&body, webhook.field_map);
    let node = Node::root(&document);
    let event = node.text("event");
    let mut envelope = Envelope::of(&SPEC, if event.is_empty() { USUAL_EVENT } else { &event });
    envelope.order_id = map::order_id(&node);
    envelope.version = map::version(&node);
    let own = webhook.headers.first(&["webhook-id", "idempotency-key"]).map(str::to_owned);
    let of_body = || format!("{} {}", envelope.order_id, sha256(webhook.body, DIGEST_BYTES));
    envelope.delivery_ids = vec![own.unwrap_or_else(of_body)];
    envelope.checked()
}
