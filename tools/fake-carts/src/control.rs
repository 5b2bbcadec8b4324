//! What a test or a person asks of a shop behind the vendor's back, at addresses no vendor has.

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::call::{Call, Reply};
use crate::failure::Failure;
use crate::notice::{self, Delivery, Notice};
use crate::server::Served;
use crate::shop::Keys;

/// The same webhook is sent at most so often.
const MAX_TIMES: u32 = 100;

/// Answers a call of `/_fake/…`.
pub(crate) async fn answer(served: &Served, path: &str, call: &Call) -> Reply {
    let done = match (call.method.as_str(), path) {
        ("POST", "webhooks") => webhooks(served, call).await,
        _ => at_once(served, path, call),
    };
    done.unwrap_or_else(|error| Reply::json(400, json!({"error": format!("{error:#}")})))
}

fn at_once(served: &Served, path: &str, call: &Call) -> Result<Reply> {
    let mut shop = served.shop();
    let api = shop.vendor.api();
    let shown = match (call.method.as_str(), path) {
        ("PUT", "orders") => json!({"id": (api.put)(&mut shop, body(call)?)?}),
        ("GET", "orders") => Value::Array(shop.orders.values().cloned().collect()),
        ("POST", "fail") => {
            shop.failures.push(body::<Failure>(call)?);
            json!(shop.failures)
        }
        ("DELETE", "fail") => {
            shop.failures.clear();
            json!([])
        }
        ("GET", "requests") => json!(shop.requests),
        ("DELETE", "requests") => {
            shop.requests.clear();
            json!([])
        }
        ("GET", "shipments") => json!(shop.shipped(api.status)),
        ("GET", "hooks") => json!(shop.hooks),
        ("GET", "keys") => json!(shop.keys),
        ("PUT", "keys") => {
            shop.keys = body::<Keys>(call)?;
            json!(shop.keys)
        }
        ("PUT", "plugins") => {
            shop.plugins = body(call)?;
            json!(shop.plugins)
        }
        ("PUT", "clock") => {
            shop.clock = body(call)?;
            json!(shop.now().to_string())
        }
        _ => return Ok(Reply::json(404, json!({"error": format!("no {} /_fake/{path}", call.method)}))),
    };
    Ok(Reply::json(200, shown))
}

fn body<T: DeserializeOwned>(call: &Call) -> Result<T> {
    serde_json::from_slice(&call.body).context("the body can't be read")
}

async fn webhooks(served: &Served, call: &Call) -> Result<Reply> {
    Ok(Reply::json(200, json!(deliver(served, body(call)?).await?)))
}

/// Sends a webhook, to its address or to all hooks of its topic.
pub(crate) async fn deliver(served: &Served, notice: Notice) -> Result<Vec<Delivery>> {
    let mut deliveries = vec![];
    for notice in addressed(served, notice) {
        let signed = {
            let shop = served.shop();
            (shop.vendor.api().notice)(&shop, &notice)?
        };
        for _ in 0..notice.times.unwrap_or(1).min(MAX_TIMES) {
            deliveries.push(notice::send(&notice.url, &signed).await?);
        }
    }
    Ok(deliveries)
}

/// One for each address.
fn addressed(served: &Served, notice: Notice) -> Vec<Notice> {
    if !notice.url.is_empty() {
        return vec![notice];
    }
    let shop = served.shop();
    let of_topic = shop.hooks.iter().filter(|hook| hook.is_active && hook.topics.contains(&notice.topic));
    of_topic
        .map(|hook| {
            let secret = if notice.secret.is_empty() { hook.secret.clone() } else { notice.secret.clone() };
            Notice { url: hook.address.clone(), secret, ..notice.clone() }
        })
        .collect()
}
