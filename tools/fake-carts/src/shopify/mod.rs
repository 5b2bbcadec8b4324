//! A shop of Shopify. Orders are put in as its webhooks write them, and are asked for by GraphQL.

mod cost;
mod execute;
mod fulfill;
mod node;

use anyhow::Result;
use serde_json::{Value, json};

use crate::call::{Call, Cause, Refusal, Reply};
use crate::contract::Input;
use crate::notice::{Notice, SignedNotice, base64_of, hex_of, mac};
use crate::reading::{id_of, text_of};
use crate::shop::Shop;
use crate::vendor::{Api, as_documented};

const TOKEN_PATH: &str = "/admin/oauth/access_token";

/// A token is good for so long: a day, less a second.
const TOKEN_SECONDS: u64 = 86_399;

/// The version that webhooks are written in.
const VERSION: &str = "2026-10";

pub(crate) const API: Api = Api {
    document: include_str!("api.yaml"),
    address: as_documented,
    admit,
    answer,
    refuse,
    throttle,
    put,
    status: |order| text_of(order, "fulfillment_status"),
    notice: |shop, notice| Ok(signed(shop, notice)),
};

fn admit(shop: &Shop, call: &Call) -> Result<(), Refusal> {
    if call.path == TOKEN_PATH || call.header("x-shopify-access-token") == shop.keys.token {
        return Ok(());
    }
    let message = "[API] Invalid API key or access token (unrecognized login or wrong password)";
    Err(Refusal::new(Cause::Keys, "x-shopify-access-token", message))
}

/// What GraphQL refuses comes with status 200.
fn refuse(call: &Call, refusal: &Refusal) -> Reply {
    if call.path == TOKEN_PATH {
        return Reply::json(400, json!({"error": "invalid_request", "error_description": refusal.message}));
    }
    match refusal.cause {
        Cause::NoRoute | Cause::Gone => Reply::json(404, json!({"errors": "Not Found"})),
        Cause::Keys => Reply::json(401, json!({"errors": refusal.message})),
        Cause::ContentType => Reply::json(400, json!({"errors": {"query": "Required parameter missing or invalid"}})),
        Cause::Header | Cause::Field | Cause::Conflict => {
            let error = json!({"message": refusal.message, "extensions": {"code": refusal.field}});
            Reply::json(200, json!({"errors": [error]}))
        }
    }
}

fn throttle(call: &Call) -> Reply {
    if call.path == TOKEN_PATH {
        return Reply::json(429, json!({"errors": "Exceeded rate limit"})).with("retry-after", &"2.0");
    }
    let error = json!({"message": "Throttled", "extensions": {
        "code": "THROTTLED",
        "documentation": "https://shopify.dev/api/usage/rate-limits",
    }});
    Reply::json(200, json!({"errors": [error], "extensions": {"cost": cost::of_throttled()}}))
}

fn answer(shop: &mut Shop, input: &Input) -> Result<Reply, Refusal> {
    if input.operation == "token" {
        return token(shop, &input.body);
    }
    execute::answer(shop, &input.body)
}

fn token(shop: &mut Shop, body: &Value) -> Result<Reply, Refusal> {
    let is_ours = [("client_id", &shop.keys.client_id), ("client_secret", &shop.keys.client_secret)];
    if is_ours.iter().any(|(key, own)| text_of(body, key) != **own) {
        return Err(Refusal::new(Cause::Field, "client_id", "the client is unknown or its secret is another"));
    }
    shop.keys.token = format!("shpat_{}", shop.next_id());
    let scope = "read_orders,write_merchant_managed_fulfillment_orders";
    Ok(Reply::json(200, json!({"access_token": shop.keys.token, "scope": scope, "expires_in": TOKEN_SECONDS})))
}

/// An order as webhooks write it. `fulfillment_orders` beside it may say from which locations its lines go, as
/// `[{"location": 11, "lines": [{"id": 9001, "quantity": 2}]}]`; else all go from one.
fn put(shop: &mut Shop, mut order: Value) -> Result<String> {
    let id = id_of(&order, "id")?;
    let locations = order.as_object_mut().and_then(|entries| entries.remove(fulfill::LOCATIONS));
    let orders = match shop.orders.get(&id).and_then(|before| before.get(fulfill::WRITTEN)) {
        Some(before) if locations.is_none() => before.clone(),
        _ => fulfill::orders_of(shop, &order, locations.as_ref()),
    };
    crate::reading::set(&mut order, fulfill::WRITTEN, orders);
    shop.orders.insert(id.clone(), order);
    Ok(id)
}

/// The body is the order by REST; of a deleted one its id, of a fulfillment or a refund the newest.
fn signed(shop: &Shop, notice: &Notice) -> SignedNotice {
    let order = shop.orders.get(&notice.order_id).cloned().unwrap_or_default();
    let id: u64 = notice.order_id.parse().unwrap_or_default();
    let newest = |key: &str| crate::reading::list_of(&order, key).last().cloned();
    let written = match notice.topic.as_str() {
        "orders/delete" => json!({"id": id}),
        "orders/edited" => json!({"order_edit": {"id": 1, "app_id": null, "order_id": id}}),
        topic if topic.starts_with("fulfillments/") => {
            newest("fulfillments").unwrap_or(json!({"id": 1, "order_id": id}))
        }
        "refunds/create" => newest("refunds").unwrap_or(json!({"id": 1, "order_id": id})),
        topic if topic.starts_with("orders/") => node::without_ours(&order),
        _ => json!({"id": 1, "domain": shop.keys.shop}),
    };
    let signed = SignedNotice::new(notice.body.clone().unwrap_or(written).to_string().into_bytes());
    let secret = if notice.secret.is_empty() { &shop.keys.client_secret } else { &notice.secret };
    let signature = base64_of(&mac(secret.as_bytes(), &signed.body));
    let event = hex_of(&mac(b"event", &signed.body));
    let webhook = hex_of(&mac(notice.topic.as_bytes(), &signed.body));
    let uuid = |digits: &str| -> String {
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    };
    signed
        .with("x-shopify-topic", &notice.topic)
        .with("x-shopify-hmac-sha256", &signature)
        .with("x-shopify-shop-domain", &shop.keys.shop)
        .with("x-shopify-api-version", &VERSION)
        .with("x-shopify-webhook-id", &uuid(&webhook))
        .with("x-shopify-event-id", &uuid(&event))
        .with("x-shopify-triggered-at", &shop.now())
}
