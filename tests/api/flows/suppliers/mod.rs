//! Suppliers: orders are submitted to them, reach them, and come back shipped or canceled (orderdesk-app 10.2, 12). `F…` are
//! rows of the checklist.

mod canceling;
mod files;
mod mailing;
mod months;
mod own;
mod splitting;
mod submitting;

use serde_json::Value;
use waybill::http::Reply;

use crate::shop::{Shop, text};

/// Calls the supplier's API with the key of a supplier.
async fn call_as(shop: &Shop, key: &str, method: &str, path: &str, body: Option<&Value>) -> Reply {
    let headers =
        [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", key), ("content-type", "application/json")];
    let body = body.map(Value::to_string);
    shop.world.call(method, path, &headers, body.as_deref().map(str::as_bytes)).await
}

/// What the supplier's API answers, which must be a success.
async fn get_as(shop: &Shop, key: &str, path: &str) -> Value {
    let reply = call_as(shop, key, "GET", path, None).await;
    assert_eq!(reply.status, 200, "GET {path}: {}", reply.text());
    reply.json().unwrap()
}

/// The ids of the orders in an answer.
fn ids_of(answer: &Value) -> Vec<String> {
    answer["orders"].as_array().unwrap().iter().map(|order| text(&order["id"])).collect()
}

/// An order as it is now.
async fn order_of(shop: &Shop, id: &str) -> Value {
    shop.get(&format!("/api/v2/orders/{id}")).await["order"].clone()
}
