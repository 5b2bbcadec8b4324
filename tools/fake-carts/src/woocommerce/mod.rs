//! A shop of WooCommerce, with what plugins it has.

mod tracking;

use anyhow::Result;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::call::{Call, Cause, Refusal, Reply};
use crate::contract::Input;
use crate::notice::{Notice, SignedNotice, base64_of, mac};
use crate::reading::{id_of, page, set, sort_by_time, text_of};
use crate::shop::{Hook, Shop};
use crate::vendor::Api;

/// The shop's own time is so many hours behind.
const HOURS_BEHIND: i64 = 5;

/// How a shop without permanent links is addressed.
const ROUTE: &str = "rest_route";

pub(crate) const API: Api = Api {
    document: include_str!("api.yaml"),
    address,
    admit,
    answer,
    refuse,
    throttle: |_| {
        Reply::json(429, json!({"code": "too_many_requests", "message": "Too many requests"})).with("retry-after", &30)
    },
    put,
    status: |order| text_of(order, "status"),
    notice: |shop, notice| Ok(signed(shop, notice)),
};

/// The address of a shop without permanent links is made that of one with them; the folder a shop lies in goes.
fn address(call: &mut Call) {
    if let Some(place) = call.query.iter().position(|(name, _)| name == ROUTE) {
        let (_, route) = call.query.remove(place);
        call.path = format!("/wp-json{route}");
    } else if let Some(place) = call.path.find("/wp-json") {
        call.path.drain(..place);
    }
}

fn admit(shop: &Shop, call: &Call) -> Result<(), Refusal> {
    let keys = base64_of(format!("{}:{}", shop.keys.client_id, shop.keys.client_secret).as_bytes());
    if call.header("authorization") == format!("Basic {keys}") {
        return Ok(());
    }
    Err(Refusal::new(Cause::Keys, "authorization", "Sorry, you cannot list resources."))
}

fn refuse(_: &Call, refusal: &Refusal) -> Reply {
    let (status, code) = match refusal.cause {
        Cause::NoRoute => (404, "rest_no_route"),
        Cause::Keys => (401, "woocommerce_rest_cannot_view"),
        Cause::Header | Cause::Field | Cause::ContentType => (400, "rest_invalid_param"),
        Cause::Gone => (404, "woocommerce_rest_shop_order_invalid_id"),
        Cause::Conflict => (400, "woocommerce_rest_cannot_create"),
    };
    let mut about = json!({"status": status});
    if !refusal.field.is_empty() {
        set(&mut about, "params", json!({refusal.field.clone(): refusal.message}));
    }
    Reply::json(status, json!({"code": code, "message": refusal.message, "data": about}))
}

fn answer(shop: &mut Shop, input: &Input) -> Result<Reply, Refusal> {
    match input.operation {
        "index" => Ok(Reply::json(200, index(shop))),
        "list_orders" => Ok(list(shop, input)),
        "list_webhooks" => Ok(Reply::json(200, shop.hooks.iter().map(written_hook).collect())),
        "create_webhook" => Ok(Reply::json(201, create_hook(shop, &input.body))),
        "update_webhook" => update_hook(shop, input.step(0), &input.body),
        "get_product" => Err(Refusal::gone("the product")),
        _ => of_order(shop, input),
    }
}

fn of_order(shop: &mut Shop, input: &Input) -> Result<Reply, Refusal> {
    let now = shop.now();
    let id = input.step(0);
    let Some(order) = shop.orders.get_mut(id) else { return Err(Refusal::gone("Invalid ID.")) };
    match input.operation {
        "get_order" => Ok(Reply::json(200, order.clone())),
        "update_order" => {
            for (key, value) in input.body.as_object().into_iter().flatten() {
                set(order, key, value.clone());
            }
            touch(order, now);
            Ok(Reply::json(200, order.clone()))
        }
        _ => tracking::answer(shop, input),
    }
}

/// Says when an order changed, in the shop's own time and in UTC.
fn touch(order: &mut Value, now: Timestamp) {
    let own = now.checked_sub(SignedDuration::from_hours(HOURS_BEHIND)).unwrap_or(now);
    set(order, "date_modified_gmt", time_text(now));
    set(order, "date_modified", time_text(own));
}

fn time_text(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A time without a zone, in UTC.
fn time(text: &str) -> Option<Timestamp> {
    let read: Option<DateTime> = text.trim_end_matches('Z').parse().ok();
    read?.in_tz("UTC").ok().map(|zoned| zoned.timestamp())
}

/// What changed after a moment, not at it. Without `dates_are_gmt` moments are the shop's own.
fn list(shop: &Shop, input: &Input) -> Reply {
    let is_gmt = input.query.get("dates_are_gmt") == Some(&Value::Bool(true));
    let key = if is_gmt { "date_modified_gmt" } else { "date_modified" };
    let (after, status) = (time(input.text("modified_after")), input.text("status"));
    let is_wanted = |order: &&Value| {
        let is_later = after.is_none_or(|after| time(&text_of(order, key)) > Some(after));
        let is_status = matches!(status, "" | "any") || text_of(order, "status") == status;
        is_later && is_status && (status == "trash" || text_of(order, "status") != "trash")
    };
    let mut orders = match input.text("orderby") {
        "modified" => {
            sort_by_time(shop.orders.values().filter(is_wanted), |order| time(&text_of(order, "date_modified_gmt")))
        }
        _ => sort_by_time(shop.orders.values().filter(is_wanted), |order| time(&text_of(order, "date_created_gmt"))),
    };
    if input.text("order") != "asc" {
        orders.reverse();
    }
    let size = input.number("per_page", 10);
    let found: Vec<Value> = page(&orders, size, input.number("page", 1)).into_iter().cloned().collect();
    let pages = orders.len().div_ceil(size.max(1));
    Reply::json(200, Value::Array(found)).with("x-wp-total", &orders.len()).with("x-wp-totalpages", &pages)
}

/// What parts the shop's API has.
fn index(shop: &Shop) -> Value {
    let (core, plugins): (Vec<&String>, Vec<&String>) = shop.plugins.iter().partition(|name| *name == "fulfillments");
    let own = ["oembed/1.0", "wc/v1", "wc/v2", "wc/v3", "wp/v2"].map(str::to_owned);
    let namespaces: Vec<String> = own.into_iter().chain(plugins.into_iter().cloned()).collect();
    let mut routes = json!({"/": {}, "/wc/v3/orders": {}, "/wc/v3/orders/(?P<id>[\\d]+)": {}});
    if !core.is_empty() {
        set(&mut routes, "/wc/v3/orders/(?P<order_id>[\\d]+)/fulfillments", json!({"namespace": "wc/v3"}));
    }
    json!({"name": "A shop", "url": shop.keys.shop, "namespaces": namespaces, "routes": routes})
}

fn create_hook(shop: &mut Shop, body: &Value) -> Value {
    let hook = Hook {
        id: shop.next_id().to_string(),
        topics: vec![text_of(body, "topic")],
        address: text_of(body, "delivery_url"),
        secret: text_of(body, "secret"),
        is_active: !matches!(text_of(body, "status").as_str(), "paused" | "disabled"),
    };
    let written = written_hook(&hook);
    shop.hooks.push(hook);
    written
}

fn update_hook(shop: &mut Shop, id: &str, body: &Value) -> Result<Reply, Refusal> {
    let Some(hook) = shop.hooks.iter_mut().find(|hook| hook.id == id) else { return Err(Refusal::gone("the webhook")) };
    let entry = |key: &str| Some(text_of(body, key)).filter(|text| !text.is_empty());
    if let Some(address) = entry("delivery_url") {
        hook.address = address;
    }
    if let Some(secret) = entry("secret") {
        hook.secret = secret;
    }
    if let Some(status) = entry("status") {
        hook.is_active = status == "active";
    }
    Ok(Reply::json(200, written_hook(hook)))
}

/// Without its secret, which a shop never shows.
fn written_hook(hook: &Hook) -> Value {
    let topic = hook.topics.first().cloned().unwrap_or_default();
    let event = topic.split('.').nth(1).unwrap_or_default();
    let id: u64 = hook.id.parse().unwrap_or_default();
    json!({
        "id": id,
        "name": format!("Webhook {id}"),
        "status": if hook.is_active { "active" } else { "disabled" },
        "topic": topic,
        "resource": "order",
        "event": event,
        "hooks": [],
        "delivery_url": hook.address,
    })
}

fn put(shop: &mut Shop, order: Value) -> Result<String> {
    let id = id_of(&order, "id")?;
    shop.orders.insert(id.clone(), order);
    Ok(id)
}

/// The body is the order as its API has it; of a deleted one its id alone. The topic `ping` is the form that a shop tries an
/// address with.
fn signed(shop: &Shop, notice: &Notice) -> SignedNotice {
    let hook_id = shop.hooks.first().map_or("17", |hook| hook.id.as_str());
    if notice.topic == "ping" {
        let form = SignedNotice { headers: vec![], body: format!("webhook_id={hook_id}").into_bytes() };
        return form.with("content-type", &"application/x-www-form-urlencoded");
    }
    let order = match (&notice.body, shop.orders.get(&notice.order_id)) {
        (Some(body), _) => body.clone(),
        (None, Some(order)) if notice.topic != "order.deleted" => order.clone(),
        _ => json!({"id": notice.order_id.parse::<u64>().unwrap_or_default()}),
    };
    let signed = SignedNotice::new(order.to_string().into_bytes());
    // A shop decodes HTML's entities in the secret; those that are made up here have none.
    let secret = if notice.secret.is_empty() { &shop.keys.client_secret } else { &notice.secret };
    let signature = base64_of(&mac(secret.as_bytes(), &signed.body));
    signed
        .with("user-agent", &"WooCommerce/10.9.0 Hookshot (WordPress/6.9)")
        .with("x-wc-webhook-source", &format!("{}/", shop.keys.shop))
        .with("x-wc-webhook-topic", &notice.topic)
        .with("x-wc-webhook-resource", &"order")
        .with("x-wc-webhook-event", &notice.topic.split('.').nth(1).unwrap_or_default())
        .with("x-wc-webhook-signature", &signature)
        .with("x-wc-webhook-id", &hook_id)
        .with("x-wc-webhook-delivery-id", &"0123456789abcdef0123456789abcdef")
}
