//! A shop on Etsy.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::call::{Call, Cause, Refusal, Reply};
use crate::contract::Input;
use crate::notice::{Notice, SignedNotice};
use crate::reading::{id_of, push, set, text_of, whole_of};
use crate::shop::{ShippedParcel, Shop};
use crate::vendor::{Api, as_documented};

const TOKEN_PATH: &str = "/v3/public/oauth/token";

/// What a secret of a webhook begins with.
const SECRET_PREFIX: &str = "whsec_";

/// What webhooks are signed with when nothing else is given.
const USUAL_SECRET: &str = "whsec_ZXRzeS13ZWJob29rLXNlY3JldC0wMDAx";

/// A token is good for so long.
const TOKEN_SECONDS: u64 = 3_600;

/// Orders of the United States above so many cents need a number and a carrier.
const NUMBERED_ABOVE_CENTS: u64 = 1_000;

pub(crate) const API: Api = Api {
    document: include_str!("api.yaml"),
    address: as_documented,
    admit,
    answer,
    refuse,
    throttle,
    put,
    status: |receipt| text_of(receipt, "status"),
    notice,
};

/// The app's keystring and shared secret together, and the shop's token. For a token the form alone counts.
fn admit(shop: &Shop, call: &Call) -> Result<(), Refusal> {
    if call.path == TOKEN_PATH {
        return Ok(());
    }
    if call.header("x-api-key") != format!("{}:{}", shop.keys.client_id, shop.keys.client_secret) {
        return Err(Refusal::new(Cause::Header, "x-api-key", "Shared secret is required in x-api-key header."));
    }
    if call.header("authorization") != format!("Bearer {}", shop.keys.token) {
        return Err(Refusal::new(Cause::Keys, "authorization", "The access token is invalid or expired"));
    }
    Ok(())
}

fn refuse(_: &Call, refusal: &Refusal) -> Reply {
    let message = format!("{} {}", refusal.field, refusal.message);
    let error = message.trim();
    match refusal.cause {
        Cause::NoRoute | Cause::Gone => Reply::json(404, json!({"error": error})),
        Cause::Keys => Reply::json(401, json!({"error": "invalid_token", "error_description": error})),
        Cause::Header => Reply::json(403, json!({"error": error})),
        Cause::Field | Cause::ContentType => Reply::json(400, json!({"error": error})),
        Cause::Conflict => Reply::json(409, json!({"error": error})),
    }
}

fn throttle(_: &Call) -> Reply {
    Reply::json(429, json!({"error": "You have exceeded your quota of requests per second"}))
        .with("retry-after", &1)
        .with("x-limit-per-second", &10)
        .with("x-remaining-this-second", &0)
        .with("x-limit-per-day", &10_000)
        .with("x-remaining-today", &8_123)
}

fn answer(shop: &mut Shop, input: &Input) -> Result<Reply, Refusal> {
    if input.operation == "token" {
        return token(shop, &input.body);
    }
    if input.step(0) != shop.keys.shop {
        return Err(Refusal::gone("the shop"));
    }
    match input.operation {
        "list_receipts" => Ok(list(shop, input)),
        "get_receipt" => {
            let receipt = shop.orders.get(input.step(1)).ok_or_else(|| Refusal::gone("the receipt"))?;
            Ok(Reply::json(200, receipt.clone()))
        }
        _ => create_shipment(shop, input.step(1), &input.body),
    }
}

fn list(shop: &Shop, input: &Input) -> Reply {
    let since = input.query.get("min_last_modified").and_then(Value::as_u64).unwrap_or(0);
    let until = input.query.get("max_last_modified").and_then(Value::as_u64).unwrap_or(u64::MAX);
    let is_flag = |receipt: &Value, asked: &str, key: &str| {
        input.query.get(asked).is_none_or(|wanted| receipt.get(key).unwrap_or(&Value::Bool(false)) == wanted)
    };
    let is_wanted = |receipt: &&Value| {
        let at = whole_of(receipt, "updated_timestamp");
        let is_in_time = (since..=until).contains(&at);
        is_in_time && is_flag(receipt, "was_paid", "is_paid") && is_flag(receipt, "was_shipped", "is_shipped")
    };
    let key = match input.text("sort_on") {
        "updated" => "updated_timestamp",
        "receipt_id" => "receipt_id",
        _ => "created_timestamp",
    };
    let mut receipts: Vec<&Value> = shop.orders.values().filter(is_wanted).collect();
    receipts.sort_by_key(|receipt| whole_of(receipt, key));
    if !matches!(input.text("sort_order"), "asc" | "ascending" | "up") {
        receipts.reverse();
    }
    let page = receipts.iter().skip(input.number("offset", 0)).take(input.number("limit", 25));
    let page: Vec<Value> = page.map(|receipt| (*receipt).clone()).collect();
    Reply::json(200, json!({"count": receipts.len(), "results": page}))
}

/// Each call is a mail to the buyer.
fn create_shipment(shop: &mut Shop, id: &str, body: &Value) -> Result<Reply, Refusal> {
    let (now, shipping_id) = (shop.now().as_second(), shop.next_id());
    let Some(receipt) = shop.orders.get_mut(id) else { return Err(Refusal::gone("the receipt")) };
    if text_of(receipt, "status").eq_ignore_ascii_case("canceled") {
        return Err(Refusal::new(Cause::Conflict, "", "The receipt is canceled."));
    }
    let number = text_of(body, "tracking_code");
    let is_dear = receipt.get("grandtotal").is_some_and(|total| whole_of(total, "amount") > NUMBERED_ABOVE_CENTS);
    let country = text_of(receipt, "country_iso");
    if number.is_empty() && (country == "IN" || (country == "US" && is_dear)) {
        let message = "tracking_code and carrier_name are required for this order.";
        return Err(Refusal::new(Cause::Field, "tracking_code", message));
    }
    let entry = json!({
        "receipt_shipping_id": shipping_id,
        "shipment_notification_timestamp": now,
        "carrier_name": body.get("carrier_name"),
        "tracking_code": body.get("tracking_code"),
    });
    push(receipt, "shipments", entry.clone());
    set(receipt, "is_shipped", true);
    set(receipt, "status", "Completed");
    set(receipt, "update_timestamp", now);
    set(receipt, "updated_timestamp", now);
    let answer = receipt.clone();
    let parcel = ShippedParcel {
        id: shipping_id.to_string(),
        tracking_number: number,
        carrier: text_of(body, "carrier_name"),
        items: vec![],
        is_mailed: true,
        written: entry,
    };
    shop.add_parcel(id, parcel);
    Ok(Reply::json(200, answer))
}

fn token(shop: &mut Shop, body: &Value) -> Result<Reply, Refusal> {
    let is_ours = text_of(body, "client_id") == shop.keys.client_id;
    if !is_ours || text_of(body, "refresh_token") != shop.keys.refresh_token {
        return Err(Refusal::new(Cause::Field, "refresh_token", "invalid_grant: the refresh token is used or expired"));
    }
    let serial = shop.next_id();
    shop.keys.token = format!("111.token-{serial}");
    shop.keys.refresh_token = format!("111.refresh-token-{serial}");
    Ok(Reply::json(
        200,
        json!({
            "access_token": shop.keys.token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "refresh_token": shop.keys.refresh_token,
        }),
    ))
}

fn put(shop: &mut Shop, receipt: Value) -> Result<String> {
    let id = id_of(&receipt, "receipt_id")?;
    shop.orders.insert(id.clone(), receipt);
    Ok(id)
}

/// The body has the receipt's address alone. The key is what the base64 behind `whsec_` stands for.
fn notice(shop: &Shop, notice: &Notice) -> Result<SignedNotice> {
    let secret = if notice.secret.is_empty() { USUAL_SECRET } else { &notice.secret };
    let key = secret.strip_prefix(SECRET_PREFIX).context("the secret does not begin with whsec_")?;
    let key = STANDARD.decode(key).context("the secret is no base64")?;
    let resource =
        format!("https://openapi.etsy.com/v3/application/shops/{}/receipts/{}", shop.keys.shop, notice.order_id);
    let shop_id: u64 = shop.keys.shop.parse().unwrap_or_default();
    let written = json!({"event_type": notice.topic, "resource_url": resource, "shop_id": shop_id});
    let body = notice.body.clone().unwrap_or(written);
    let sent_at = shop.now().as_second();
    let id = format!("msg_{}_{}_{sent_at}", notice.topic, notice.order_id);
    Ok(SignedNotice::new(body.to_string().into_bytes()).standard(&key, &id, sent_at))
}
