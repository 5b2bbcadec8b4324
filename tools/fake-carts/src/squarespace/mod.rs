//! A website of Squarespace.

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::call::{Call, Cause, Refusal, Reply};
use crate::contract::Input;
use crate::notice::{Notice, SignedNotice, base64_of, hex_of, mac};
use crate::reading::{id_of, list_of, push, set, text_of};
use crate::shop::{Hook, ShippedParcel, Shop};
use crate::vendor::{Api, as_documented};

const TOKEN_PATH: &str = "/api/1/login/oauth/provider/tokens";

/// So many orders are on a page.
const PAGE_SIZE: usize = 50;

/// A token is good for so long.
const TOKEN_MINUTES: i64 = 30;

/// A refresh token is good for so long, and once.
const REFRESH_DAYS: i64 = 7;

pub(crate) const API: Api = Api {
    document: include_str!("api.yaml"),
    address: as_documented,
    admit,
    answer,
    refuse,
    throttle: |_| Reply::json(429, error("RATE_LIMIT_EXCEEDED", "Too many requests")).with("retry-after", &60),
    put,
    status: |order| text_of(order, "fulfillmentStatus"),
    notice,
};

fn error(kind: &str, message: &str) -> Value {
    json!({"type": kind, "subtype": null, "message": message, "details": null, "contextId": "0123456789abcdef"})
}

/// Who calls must say who it is.
fn admit(shop: &Shop, call: &Call) -> Result<(), Refusal> {
    if call.header("user-agent").is_empty() {
        return Err(Refusal::new(Cause::Header, "user-agent", "A User-Agent header is required"));
    }
    let keys = base64_of(format!("{}:{}", shop.keys.client_id, shop.keys.client_secret).as_bytes());
    let wanted = if call.path == TOKEN_PATH { format!("Basic {keys}") } else { format!("Bearer {}", shop.keys.token) };
    if call.header("authorization") == wanted {
        return Ok(());
    }
    Err(Refusal::new(Cause::Keys, "authorization", "You are not authorized to do that."))
}

fn refuse(call: &Call, refusal: &Refusal) -> Reply {
    let (status, kind) = match refusal.cause {
        Cause::NoRoute | Cause::Gone => (404, "NOT_FOUND"),
        Cause::Keys => (401, "AUTHORIZATION_ERROR"),
        Cause::Header | Cause::Field | Cause::ContentType => (400, "INVALID_REQUEST_ERROR"),
        Cause::Conflict => (409, "CONFLICT_ERROR"),
    };
    if call.path == TOKEN_PATH {
        return Reply::json(status, json!({"error": "invalid_grant", "error_description": refusal.message}));
    }
    let message = format!("{} {}", refusal.field, refusal.message);
    Reply::json(status, error(kind, message.trim()))
}

fn answer(shop: &mut Shop, input: &Input) -> Result<Reply, Refusal> {
    let hook = |shop: &Shop| shop.hooks.iter().position(|hook| hook.id == input.step(0));
    match input.operation {
        "list_orders" => list(shop, input),
        "get_order" => {
            let order = shop.orders.get(input.step(0)).ok_or_else(|| Refusal::gone("the order"))?;
            Ok(Reply::json(200, order.clone()))
        }
        "fulfill_order" => fulfill(shop, input.step(0), &input.body),
        "token" => token(shop, &input.body),
        "create_hook" => Ok(create_hook(shop, &input.body)),
        "rotate_secret" => {
            let secret = new_secret(shop);
            let place = hook(shop).ok_or_else(|| Refusal::gone("the subscription"))?;
            if let Some(hook) = shop.hooks.get_mut(place) {
                hook.secret.clone_from(&secret);
            }
            Ok(Reply::json(200, json!({"secret": secret})))
        }
        _ => {
            let written = |hook: &Hook| json!({"id": hook.id, "endpointUrl": hook.address, "topics": hook.topics});
            Ok(Reply::json(200, json!({"webhookSubscriptions": shop.hooks.iter().map(written).collect::<Vec<_>>()})))
        }
    }
}

/// The newest first, page by page. The cursor holds the times it began with.
fn list(shop: &Shop, input: &Input) -> Result<Reply, Refusal> {
    let (after, before, cursor) = (input.text("modifiedAfter"), input.text("modifiedBefore"), input.text("cursor"));
    let has_times = !after.is_empty() || !before.is_empty();
    if has_times && !cursor.is_empty() {
        return Err(Refusal::new(Cause::Field, "cursor", "it can't be combined with modifiedAfter and modifiedBefore"));
    }
    if after.is_empty() != before.is_empty() {
        return Err(Refusal::new(Cause::Field, "modifiedBefore", "modifiedAfter and modifiedBefore go together"));
    }
    let begin = format!("{after}|{before}|0");
    let cursor = if cursor.is_empty() { begin } else { cursor.to_owned() };
    let mut parts = cursor.split('|');
    let mut moment = || parts.next().and_then(|part| part.parse::<Timestamp>().ok());
    let (after, before) = (moment(), moment());
    let seen: usize = parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
    let modified = |order: &Value| text_of(order, "modifiedOn").parse::<Timestamp>().ok();
    let is_wanted = |order: &&Value| {
        let at = modified(order);
        after.is_none_or(|after| at >= Some(after)) && before.is_none_or(|before| at <= Some(before))
    };
    let mut orders: Vec<&Value> = shop.orders.values().filter(is_wanted).collect();
    orders.sort_by_key(|order| std::cmp::Reverse(modified(order)));
    let page: Vec<Value> = orders.iter().skip(seen).take(PAGE_SIZE).map(|order| (*order).clone()).collect();
    let behind = seen.saturating_add(page.len());
    let has_more = behind < orders.len();
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let next = format!("{}|{}|{behind}", text(after), text(before));
    let pagination = json!({
        "hasNextPage": has_more,
        "nextPageCursor": has_more.then_some(&next),
        "nextPageUrl": has_more.then(|| format!("https://api.squarespace.com/1.0/commerce/orders?cursor={next}")),
    });
    Ok(Reply::json(200, json!({"result": page, "pagination": pagination})))
}

/// Whatever is told first makes the whole order fulfilled.
fn fulfill(shop: &mut Shop, id: &str, body: &Value) -> Result<Reply, Refusal> {
    let now = shop.now();
    let Some(order) = shop.orders.get_mut(id) else { return Err(Refusal::gone("the order")) };
    if text_of(order, "fulfillmentStatus") == "CANCELED" {
        return Err(Refusal::new(Cause::Conflict, "", "The order is canceled."));
    }
    let shipments = list_of(body, "shipments");
    for shipment in shipments {
        push(order, "fulfillments", shipment.clone());
    }
    for (key, value) in [
        ("fulfillmentStatus", "FULFILLED".to_owned()),
        ("fulfilledOn", now.to_string()),
        ("modifiedOn", now.to_string()),
    ] {
        set(order, key, value);
    }
    let parcel = |shipment: &Value| ShippedParcel {
        id: String::new(),
        tracking_number: text_of(shipment, "trackingNumber"),
        carrier: text_of(shipment, "carrierName"),
        items: vec![],
        is_mailed: body.get("shouldSendNotification") == Some(&Value::Bool(true)),
        written: shipment.clone(),
    };
    for shipment in shipments {
        shop.add_parcel(id, parcel(shipment));
    }
    Ok(Reply::empty(204))
}

/// A refresh token is good once.
fn token(shop: &mut Shop, body: &Value) -> Result<Reply, Refusal> {
    if text_of(body, "refresh_token") != shop.keys.refresh_token {
        return Err(Refusal::new(Cause::Field, "refresh_token", "the refresh token is used or expired"));
    }
    let serial = shop.next_id();
    shop.keys.token = format!("token-{serial}");
    shop.keys.refresh_token = format!("refresh-token-{serial}");
    let until = |duration: SignedDuration| shop.now().checked_add(duration).map_or(0, Timestamp::as_second);
    Ok(Reply::json(
        200,
        json!({
            "token": shop.keys.token,
            "access_token": shop.keys.token,
            "access_token_expires_at": until(SignedDuration::from_mins(TOKEN_MINUTES)),
            "refresh_token": shop.keys.refresh_token,
            "refresh_token_expires_at": until(SignedDuration::from_hours(REFRESH_DAYS * 24)),
            "token_type": "bearer",
            "account_id": "64f000000000000000000001",
        }),
    ))
}

/// A secret that the vendor makes up: 64 hexadecimal digits.
fn new_secret(shop: &mut Shop) -> String {
    hex_of(&mac(b"squarespace", shop.next_id().to_string().as_bytes()))
}

fn create_hook(shop: &mut Shop, body: &Value) -> Reply {
    let hook = Hook {
        id: format!("{:024x}", shop.next_id()),
        topics: list_of(body, "topics").iter().map(crate::reading::text).collect(),
        address: text_of(body, "endpointUrl"),
        secret: new_secret(shop),
        is_active: true,
    };
    let now = shop.now().to_string();
    let written = json!({
        "id": hook.id,
        "endpointUrl": hook.address,
        "topics": hook.topics,
        "secret": hook.secret,
        "createdOn": now,
        "updatedOn": now,
    });
    shop.hooks.push(hook);
    Reply::json(201, written)
}

fn put(shop: &mut Shop, order: Value) -> Result<String> {
    let id = id_of(&order, "id")?;
    shop.orders.insert(id.clone(), order);
    Ok(id)
}

/// The body names the order alone. The key is what the secret's hexadecimal digits stand for.
fn notice(shop: &Shop, notice: &Notice) -> Result<SignedNotice> {
    let own = shop.hooks.first().map_or("", |hook| hook.secret.as_str());
    let secret = if notice.secret.is_empty() { own } else { &notice.secret };
    let mut about = json!({"orderId": notice.order_id});
    if !notice.update.is_empty() {
        set(&mut about, "update", notice.update.clone());
    }
    let now = shop.now();
    let name = format!("{}{}{}{now}", notice.topic, notice.order_id, notice.update);
    let id: String = hex_of(&mac(b"notification", name.as_bytes())).chars().take(24).collect();
    let written = json!({
        "id": id,
        "websiteId": shop.keys.shop,
        "subscriptionId": shop.hooks.first().map(|hook| &hook.id),
        "topic": notice.topic,
        "createdOn": now.to_string(),
        "data": about,
    });
    let signed = SignedNotice::new(notice.body.clone().unwrap_or(written).to_string().into_bytes());
    let signature = hex_of(&mac(&bytes_of(secret).context("the secret is no hexadecimal digits")?, &signed.body));
    Ok(signed.with("squarespace-signature", &signature))
}

/// What hexadecimal digits stand for; nothing of what are none.
fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pair = |place: usize| u8::from_str_radix(digits.get(place..place.checked_add(2)?)?, 16).ok();
    let is_whole = !digits.is_empty() && digits.len().is_multiple_of(2);
    is_whole.then(|| (0..digits.len()).step_by(2).map(pair).collect::<Option<Vec<u8>>>())?
}
