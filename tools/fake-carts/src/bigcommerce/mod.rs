//! A store of BigCommerce.

mod shipments;

use anyhow::Result;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::call::{Call, Cause, Refusal, Reply};
use crate::contract::Input;
use crate::notice::{Notice, SignedNotice, hex_of};
use crate::reading::{id_of, list_of, page, set, sort_by_time, text_of, whole_of};
use crate::shop::{Hook, Shop};
use crate::vendor::{Api, as_documented};

/// What an order is put in with, and answered at an address of its own.
const PARTS: [&str; 2] = ["products", "shipping_addresses"];

/// The statuses of an order by their numbers.
const STATUSES: [&str; 15] = [
    "Incomplete",
    "Pending",
    "Shipped",
    "Partially Shipped",
    "Refunded",
    "Cancelled",
    "Declined",
    "Awaiting Payment",
    "Awaiting Pickup",
    "Awaiting Shipment",
    "Completed",
    "Awaiting Fulfillment",
    "Manual Verification Required",
    "Disputed",
    "Partially Refunded",
];

pub(crate) const API: Api = Api {
    document: include_str!("api.yaml"),
    address: as_documented,
    admit,
    answer,
    refuse,
    throttle,
    put,
    status: |order| text_of(order, "status"),
    notice,
};

/// Without an `Accept` of JSON the vendor writes XML, which nobody here reads.
fn admit(shop: &Shop, call: &Call) -> Result<(), Refusal> {
    if call.header("x-auth-token") != shop.keys.token || !call.path.starts_with(&format!("/stores/{}/", shop.keys.shop))
    {
        return Err(Refusal::new(Cause::Keys, "x-auth-token", "Unauthorized"));
    }
    if call.header("accept") != "application/json" {
        return Err(Refusal::new(Cause::Header, "accept", "the answer would be XML"));
    }
    Ok(())
}

fn refuse(call: &Call, refusal: &Refusal) -> Reply {
    let status = match refusal.cause {
        Cause::NoRoute | Cause::Gone => 404,
        Cause::Keys => 401,
        Cause::Header => 406,
        Cause::ContentType => 415,
        Cause::Field if call.path.contains("/v3/") => 422,
        Cause::Field => 400,
        Cause::Conflict => 409,
    };
    if call.path.contains("/v2/") && status != 401 {
        let message = format!("The field '{}' is invalid: {}", refusal.field, refusal.message);
        return Reply::json(status, json!([{"status": status, "message": message}]));
    }
    let kind = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes";
    let mut body = json!({"status": status, "title": refusal.message, "type": kind});
    if !refusal.field.is_empty() {
        set(&mut body, "errors", json!({refusal.field.clone(): refusal.message}));
    }
    Reply::json(status, body)
}

fn throttle(_: &Call) -> Reply {
    Reply::json(429, json!({"status": 429, "title": "Too Many Requests"}))
        .with("x-rate-limit-time-window-ms", &30_000)
        .with("x-rate-limit-time-reset-ms", &15_000)
        .with("x-rate-limit-requests-quota", &150)
        .with("x-rate-limit-requests-left", &0)
}

fn answer(shop: &mut Shop, input: &Input) -> Result<Reply, Refusal> {
    match input.operation {
        "list_orders" => Ok(listed(&orders(shop, input))),
        "list_hooks" => Ok(Reply::json(200, json!({"data": hooks(shop), "meta": {}}))),
        "create_hook" => Ok(create_hook(shop, &input.body)),
        "update_hook" => update_hook(shop, input.step(1), &input.body),
        "update_order" => update_order(shop, input.step(1), &input.body),
        _ => {
            let Some(order) = shop.orders.get(input.step(1)) else {
                return Err(Refusal::gone("The requested resource"));
            };
            let part = |key: &str| {
                let all: Vec<&Value> = list_of(order, key).iter().collect();
                listed(&page(&all, input.number("limit", 50), input.number("page", 1)))
            };
            match input.operation {
                "get_order" => Ok(Reply::json(200, without_parts(order, &shop.keys.shop))),
                "list_products" => Ok(part("products")),
                "list_addresses" => Ok(part("shipping_addresses")),
                _ => shipments::answer(shop, input),
            }
        }
    }
}

fn update_order(shop: &mut Shop, id: &str, body: &Value) -> Result<Reply, Refusal> {
    let (now, hash) = (shop.now(), shop.keys.shop.clone());
    let order = shop.orders.get_mut(id).ok_or_else(|| Refusal::gone("The requested resource"))?;
    for (key, value) in body.as_object().into_iter().flatten() {
        set(order, key, value.clone());
    }
    let status = usize::try_from(whole_of(order, "status_id")).ok().and_then(|place| STATUSES.get(place));
    set(order, "status", status.copied().unwrap_or_default());
    set(order, "date_modified", time_text(now));
    Ok(Reply::json(200, without_parts(order, &hash)))
}

/// A list; an empty one is no body at all.
fn listed(entries: &[&Value]) -> Reply {
    if entries.is_empty() {
        return Reply::empty(204);
    }
    Reply::json(200, entries.iter().map(|entry| (*entry).clone()).collect())
}

/// What changed at a moment or later.
fn orders<'s>(shop: &'s Shop, input: &Input) -> Vec<&'s Value> {
    let since = time(input.text("min_date_modified"));
    let is_wanted = |order: &&Value| since.is_none_or(|since| modified(order) >= Some(since));
    let sort = input.text("sort");
    let mut orders = sort_by_time(shop.orders.values().filter(is_wanted), modified);
    if !sort.starts_with("date_modified") {
        orders.sort_by_key(|order| text_of(order, "id").parse::<u64>().unwrap_or_default());
    }
    if sort.ends_with(":desc") {
        orders.reverse();
    }
    page(&orders, input.number("limit", 50), input.number("page", 1))
}

fn modified(order: &Value) -> Option<Timestamp> {
    time(&text_of(order, "date_modified"))
}

/// A moment, by RFC 2822 or by ISO 8601.
fn time(text: &str) -> Option<Timestamp> {
    rfc2822::parse(text).map(|zoned| zoned.timestamp()).ok().or_else(|| text.parse().ok())
}

fn time_text(at: Timestamp) -> String {
    rfc2822::to_string(&at.to_zoned(TimeZone::UTC)).unwrap_or_default()
}

/// An order names the addresses of its parts.
fn without_parts(order: &Value, hash: &str) -> Value {
    let (id, mut order) = (text_of(order, "id"), order.clone());
    for part in PARTS {
        let resource = format!("/orders/{id}/{part}");
        let url = format!("https://api.bigcommerce.com/stores/{hash}/v2{resource}");
        set(&mut order, part, json!({"url": url, "resource": resource}));
    }
    order
}

fn hooks(shop: &Shop) -> Vec<Value> {
    shop.hooks.iter().map(|hook| written_hook(shop, hook)).collect()
}

fn create_hook(shop: &mut Shop, body: &Value) -> Reply {
    let hook = Hook {
        id: shop.next_id().to_string(),
        topics: vec![text_of(body, "scope")],
        address: text_of(body, "destination"),
        secret: String::new(),
        is_active: body.get("is_active") != Some(&Value::Bool(false)),
    };
    let written = written_hook(shop, &hook);
    shop.hooks.push(hook);
    Reply::json(200, json!({"data": written, "meta": {}}))
}

fn update_hook(shop: &mut Shop, id: &str, body: &Value) -> Result<Reply, Refusal> {
    let Some(hook) = shop.hooks.iter_mut().find(|hook| hook.id == id) else { return Err(Refusal::gone("the hook")) };
    if let Some(address) = body.get("destination").and_then(Value::as_str) {
        address.clone_into(&mut hook.address);
    }
    if let Some(is_active) = body.get("is_active").and_then(Value::as_bool) {
        hook.is_active = is_active;
    }
    let hook = hook.clone();
    Ok(Reply::json(200, json!({"data": written_hook(shop, &hook), "meta": {}})))
}

fn written_hook(shop: &Shop, hook: &Hook) -> Value {
    json!({
        "id": hook.id.parse::<u64>().unwrap_or_default(),
        "client_id": shop.keys.client_id,
        "store_hash": shop.keys.shop,
        "scope": hook.topics.first(),
        "destination": hook.address,
        "is_active": hook.is_active,
        "headers": null,
        "created_at": shop.now().as_second(),
        "updated_at": shop.now().as_second(),
    })
}

/// An order with `products` and `shipping_addresses` as lists, which are answered at addresses of their own.
fn put(shop: &mut Shop, order: Value) -> Result<String> {
    let id = id_of(&order, "id")?;
    for part in PARTS {
        anyhow::ensure!(order.get(part).is_some_and(Value::is_array), "{part} of the order is no list");
    }
    shop.orders.insert(id.clone(), order);
    Ok(id)
}

/// The body names the order alone. The key is the app's secret as it is.
fn notice(shop: &Shop, notice: &Notice) -> Result<SignedNotice> {
    let id: u64 = notice.order_id.parse()?;
    let sent_at = shop.now().as_second();
    let about = match notice.topic.as_str() {
        topic if topic.starts_with("store/shipment/") => json!({"type": "shipment", "id": 1, "orderId": id}),
        "store/order/refund/created" => json!({"type": "refund", "order_id": id, "refund_id": 1}),
        _ => json!({"type": "order", "id": id}),
    };
    let hash =
        hex_of(ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, about.to_string().as_bytes()).as_ref());
    let written = json!({
        "scope": notice.topic,
        "store_id": "1000000001",
        "data": about,
        "hash": hash,
        "created_at": sent_at,
        "producer": format!("stores/{}", shop.keys.shop),
    });
    let body = notice.body.clone().unwrap_or(written);
    let secret = if notice.secret.is_empty() { &shop.keys.client_secret } else { &notice.secret };
    let webhook_id = format!("msg_{hash}_{sent_at}_{}", notice.topic.replace('/', "."));
    Ok(SignedNotice::new(body.to_string().into_bytes()).standard(secret.as_bytes(), &webhook_id, sent_at))
}
