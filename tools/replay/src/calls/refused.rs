//! Calls that are refused: each address with every method, without credentials, with ids nobody has, with bodies that
//! are none.

use anyhow::Result;
use serde_json::{Value, json};

use crate::stores;
use crate::world::{Call, World};

/// An id nothing has.
const NOBODY: &str = "4503599627370499";

const CALLS: [(&str, &str); 43] = [
    ("GET", "/api/v2/test"),
    ("GET", "/api/v2/store"),
    ("GET", "/api/v2/orders"),
    ("POST", "/api/v2/orders"),
    ("GET", "/api/v2/orders/{id}"),
    ("PUT", "/api/v2/orders/{id}"),
    ("DELETE", "/api/v2/orders/{id}"),
    ("POST", "/api/v2/orders/{id}/order-history"),
    ("GET", "/api/v2/orders/{id}/order-items"),
    ("POST", "/api/v2/orders/{id}/order-items"),
    ("PUT", "/api/v2/orders/{id}/order-items/{id}"),
    ("DELETE", "/api/v2/orders/{id}/order-items/{id}"),
    ("GET", "/api/v2/orders/{id}/shipments"),
    ("POST", "/api/v2/orders/{id}/shipments"),
    ("PUT", "/api/v2/orders/{id}/shipments/{id}"),
    ("POST", "/api/v2/batch-shipments"),
    ("GET", "/api/v2/inventory-items"),
    ("POST", "/api/v2/inventory-items"),
    ("PUT", "/api/v2/inventory-items/{id}"),
    ("PUT", "/api/v2/batch-inventory-items"),
    ("POST", "/api/v2/move-orders"),
    ("GET", "/openapi.json"),
    ("POST", "/v1/stores"),
    ("PATCH", "/v1/store"),
    ("PUT", "/v1/folders"),
    ("POST", "/v1/folders"),
    ("DELETE", "/v1/folders/{id}"),
    ("PATCH", "/v1/folders/{id}"),
    ("POST", "/v1/keys"),
    ("POST", "/v1/keys/{id}/rotate"),
    ("DELETE", "/v1/keys/{id}"),
    ("GET", "/v1/orders/{id}"),
    ("PUT", "/v1/orders/{id}"),
    ("PATCH", "/v1/orders/{id}"),
    ("POST", "/v1/orders/{id}/cancel"),
    ("POST", "/v1/orders/{id}/shipments"),
    ("POST", "/v1/bulk/orders"),
    ("PATCH", "/v1/bulk/orders"),
    ("POST", "/v1/bulk/shipments"),
    ("POST", "/v1/rules"),
    ("PUT", "/v1/rules/{id}"),
    ("POST", "/v1/appointments/{id}/retry"),
    ("GET", "/v1/nothing/{id}"),
];

pub(super) async fn all(world: &mut World) -> Result<()> {
    world.kind = "set-up";
    let account = stores::open(world, "refused", json!({ "rate_limit": "off" })).await?;
    let made = world.ask(&account, "POST", "/v1/keys", &json!({ "name": "reads", "scope": "read" })).await?;
    let reader = made.json["api_key"].as_str().unwrap_or_default().to_owned();
    world.kind = "contract";
    for (number, (method, path)) in CALLS.into_iter().enumerate() {
        let path = path.replace("{id}", if number % 5 == 4 { "abc" } else { NOBODY });
        let call = Call::of(&account, method, &path, &Value::Null);
        let wrong = if number % 2 == 0 { "orderdesk-api-key" } else { "orderdesk-store-id" };
        world.call(call.clone().header(wrong, if number % 3 == 0 { "" } else { "77" })).await?;
        world.call(call.clone().header("orderdesk-api-key", &reader)).await?;
        let broken = [&b"{\"name\":"[..], b"[]", b"\"\xff\"", b"{}"];
        let body = broken.into_iter().cycle().nth(number).unwrap_or_default().to_vec();
        world.call(Call { body, ..call.clone() }).await?;
        world.call(Call { body: b"{\"name\":7,\"orders\":[{}],\"order_items\":[1]}".to_vec(), ..call.clone() }).await?;
        let other = ["PATCH", "OPTIONS", "DELETE", "HEAD"].into_iter().cycle().nth(number).unwrap_or("PATCH");
        world.call(Call { method: other.to_owned(), ..call }).await?;
    }
    let long = json!({ "order_notes": [{ "content": "x".repeat(1_100_000) }] });
    for (method, path) in [("POST", "/api/v2/orders"), ("PATCH", "/v1/store"), ("POST", "/v1/bulk/shipments")] {
        world.ask(&account, method, path, &long).await?;
    }
    Ok(())
}
