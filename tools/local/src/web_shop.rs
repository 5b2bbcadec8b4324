//! The demo's web shop: an order comes in by a signed webhook of Shopify's, and the shop is told of its parcel.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use waybill::{Cart, Cloud, Project, http};

use crate::demo::{self, Store, patiently, text};

/// Tells how an order of it comes and how its parcel is told, on another order each time.
pub(crate) async fn tell(project: &Project, cloud: &Cloud, store: &Store, order_id: u64) -> Result<()> {
    let shop = Cart::start(project, cloud).await?;
    let hook = hook(cloud, store, &shop).await?;
    let number = format!("#{order_id}");
    println!(
        "\nThe store has a shop of Shopify as well, {}. Somebody orders there, and it sends a signed webhook:",
        Cart::SHOP
    );
    shop.ask::<Value>("PUT", "orders", Some(&order(order_id, &number))).await?;
    let notice =
        json!({"url": format!("{}{hook}", cloud.api()), "topic": "orders/create", "order_id": order_id.to_string()});
    let sent: Value = shop.ask("POST", "webhooks", Some(&notice)).await?;
    println!("  POST {} → {}", masked(&hook), text(&sent, "/0/status")?);
    let id = patiently("the shop's order did not come", async || {
        demo::find_order(cloud, store, &order_id.to_string()).await
    })
    .await?;
    println!(
        "It is stored as order {id}, in {}. It is shipped, and the shop is told:",
        demo::folder_of(cloud, store, &id).await?
    );
    demo::post_shipment(cloud, store, &id).await?;
    let shown = patiently("the shop was not told", async || {
        let shown: Value = shop.ask("GET", "shipments", None).await?;
        Ok(shown.get(0).cloned())
    })
    .await?;
    println!(
        "  order {number} there: {}, parcel {} by {}",
        text(&shown, "/status")?,
        text(&shown, "/parcels/0/tracking_number")?,
        text(&shown, "/parcels/0/carrier")?,
    );
    ensure!(text(&shown, "/calls")? == "1", "the shop was told more than once: {shown}");
    Ok(())
}

/// The path that the shop's webhooks come to. It is connected the first time.
async fn hook(cloud: &Cloud, store: &Store, shop: &Cart) -> Result<String> {
    let kept: Value = store.call(cloud, http::get, "/v1/connections").send().await?.accepted()?;
    if let Ok(path) = text(&kept, "/connections/0/webhook_path") {
        return Ok(path);
    }
    let keys: Value = shop.ask("GET", "keys", None).await?;
    let key = |name: &str| keys.get(name).cloned().unwrap_or_default();
    let connection = json!({
        "cart": "shopify", "name": "Harbor Prints on Shopify", "shop": key("shop"), "every": "never",
        "orders_from": "2026-11-01T00:00:00Z",
        "client_id": key("client_id"), "client_secret": key("client_secret"), "token": key("token"),
    });
    let reply = store.call(cloud, http::post, "/v1/connections").json(&connection)?.send().await?;
    text(&reply.accepted().context("the shop was not connected")?, "/connection/webhook_path")
}

/// A path without the key at its end: who knows it is still refused, but a log is no place for it.
fn masked(hook: &str) -> String {
    hook.rsplit_once('/').map_or_else(String::new, |(path, _)| format!("{path}/…"))
}

/// An order as Shopify writes it into its webhooks.
fn order(id: u64, number: &str) -> Value {
    let address = json!({
        "first_name": "Di", "last_name": "Pier", "address1": "3 Mole Road", "city": "Portland", "province_code": "ME",
        "country_code": "US", "zip": "04101",
    });
    json!({
        "id": id, "admin_graphql_api_id": format!("gid://shopify/Order/{id}"), "name": number, "order_number": id,
        "email": "di@example.com", "created_at": "2026-11-25T09:00:00Z", "processed_at": "2026-11-25T09:00:00Z",
        "updated_at": "2026-11-25T09:00:00Z", "test": false, "currency": "USD", "financial_status": "paid",
        "fulfillment_status": null, "subtotal_price": "24.00", "total_price": "24.00", "total_tax": "0.00",
        "total_discounts": "0.00", "shipping_lines": [], "shipping_address": address, "billing_address": address,
        "line_items": [{
            "id": id + 1, "title": "Harbor at dusk, A3", "name": "Harbor at dusk, A3", "sku": "PRINT-A3-DUSK",
            "quantity": 1, "current_quantity": 1, "fulfillable_quantity": 1, "price": "24.00", "grams": 300,
            "requires_shipping": true, "gift_card": false,
        }],
    })
}
