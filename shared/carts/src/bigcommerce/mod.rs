//! BigCommerce: webhooks that name an order, which is fetched in several parts.

mod api;
mod map;
mod push;

use crate::error::EnvelopeError;
use crate::json::{Json, Node};
use crate::needs::{self, ConnectionKey, Need, Needs, ShopForm};
use crate::signature::{KeyForm, Scheme};
use crate::spec::{CartSpec, Payload, PollCall, PushCall, RateLimit, StatusCall, SubscribeCall, Topic, TopicSpec, Tracking};
use crate::webhook::{Envelope, Webhook};

/// A store's API account, whose secret signs webhooks.
const NEEDS: Needs = Needs {
    shop: Some(ShopForm {
        is_needed: true,
        expected: "the store's hash, such as abc123xyz, as in store-abc123xyz.mybigcommerce.com",
        read: shop,
    }),
    keys: &[
        (ConnectionKey::ClientId, Need::Optional),
        (ConnectionKey::ClientSecret, Need::Always),
        (ConnectionKey::Token, Need::Always),
    ],
    makes_secret: None,
};

/// What is declared of BigCommerce.
pub(crate) static SPEC: CartSpec = CartSpec {
    id: "bigcommerce",
    label: "BigCommerce",
    needs: NEEDS,
    // The app's secret as it is; its own library decodes base64 only because its documents encode it first.
    schemes: &[Scheme::StandardWebhooks { key: KeyForm::Utf8 }],
    signs_with_client_secret: true,
    topics: &[
        TopicSpec::new("store/order/created", Topic::OrderCreated, Payload::IdOnly),
        TopicSpec::new("store/order/updated", Topic::OrderChanged, Payload::IdOnly),
        TopicSpec::new("store/order/statusUpdated", Topic::OrderChanged, Payload::IdOnly),
        TopicSpec::new("store/order/refund/created", Topic::OrderChanged, Payload::IdOnly),
        TopicSpec::new("store/shipment/created", Topic::OrderChanged, Payload::IdOnly),
        TopicSpec::new("store/shipment/updated", Topic::OrderChanged, Payload::IdOnly),
        TopicSpec::new("store/shipment/deleted", Topic::OrderChanged, Payload::IdOnly),
        TopicSpec::new("store/order/archived", Topic::OrderRemoved, Payload::Nothing),
        TopicSpec::new("store/app/uninstalled", Topic::Disconnected, Payload::Nothing),
    ],
    rate_limit: RateLimit::new(150, 30),
    is_ping: |_| false,
    envelope,
    map: map::map,
    fetch: Some(api::fetch),
    poll: Some(PollCall { request: api::poll, read: api::page }),
    push: Some(PushCall { tracking: Tracking::Items, look: push::look, plan: push::plan, read: push::read }),
    set_status: Some(StatusCall { request: api::set_status, is_status: api::is_status, expected: "the number of a status, such as 11" }),
    subscribe: Some(SubscribeCall { requests: api::subscribe, read: api::subscribed, enable: Some(|access, id, address, _| api::enable(access, id, address)) }),
    refresh: None,
    probe: None,
};

fn envelope(webhook: &Webhook) -> Result<Envelope, EnvelopeError> {
    let body = Json::read(webhook.body)?;
    let node = Node::root(&body);
    let scope = node.text("scope");
    if scope.is_empty() {
        return Err(EnvelopeError::Missing("scope"));
    }
    let mut envelope = Envelope::of(&SPEC, &scope);
    let about = node.get("data");
    let of_order = about.first_text(&["orderId", "order_id"]);
    envelope.order_id = match about.text("type").as_str() {
        _ if !of_order.is_empty() => of_order,
        "order" => about.text("id"),
        _ => String::new(),
    };
    let producer = node.text("producer");
    producer.strip_prefix("stores/").unwrap_or_default().clone_into(&mut envelope.shop);
    envelope.version = node.time("created_at");
    let own = webhook.headers.filled("webhook-id").map(str::to_owned);
    // The hash alone is the same for two notices of one change.
    let of_body = || format!("{} {}", node.text("hash"), node.text("created_at"));
    envelope.delivery_ids = vec![own.unwrap_or_else(of_body)];
    envelope.checked()
}

fn shop(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    needs::is_word(&text, 30, b"").then_some(text)
}
