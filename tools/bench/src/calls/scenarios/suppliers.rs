//! Suppliers, and what they see of their orders.

use anyhow::Result;
use http::Operation;
use serde_json::{Value, json};

use super::MANY;
use crate::calls::desk::{Ask, Desk, part, text};

/// The header that has the key.
const KEY: &str = "orderdesk-api-key";

/// One of these calls. What is shown, replaced, removed or submitted to is made before, and so is what stands there.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    match operation {
        Operation::AddSupplier => return Ok(ask.body(&supplier("Harbor Mugs", &[]))),
        Operation::ListSuppliers => {
            for number in 0..MANY {
                add(desk, &format!("Supplier {number}"), &[]).await?;
            }
            return Ok(ask.ten());
        }
        Operation::ShowSupplier | Operation::RemoveSupplier => {
            return Ok(ask.at("supplier_id", &add(desk, "Harbor Mugs", &[]).await?));
        }
        Operation::ReplaceSupplier => {
            let ask = ask.at("supplier_id", &add(desk, "Harbor Mugs", &[]).await?);
            return Ok(ask.body(&supplier("Harbor Cups", &[])));
        }
        _ => {}
    }
    let count = if operation == Operation::ListSupplierOrders { MANY } else { 1 };
    let orders = desk.orders(count).await?;
    let supplier = add(desk, "Harbor Mugs", &codes_of(&orders)).await?;
    let first = orders.first().map(|order| text(order, "id")).unwrap_or_default();
    if operation == Operation::SubmitOrder {
        return Ok(submit(&first, &supplier));
    }
    for order in &orders {
        desk.call(submit(&text(order, "id"), &supplier)).await?;
    }
    let key = key(desk, &supplier).await?;
    // The first use of a key in an hour is noted.
    desk.call(Ask::new(Operation::ListSupplierOrders, "").header(KEY, key.clone())).await?;
    let ask = ask.header(KEY, key);
    Ok(match operation {
        Operation::ListSupplierOrders => ask.ten(),
        Operation::ShipSupplierOrder => ask.at("order_id", &first).body(&json!({ "tracking_number": "bench-1" })),
        Operation::CancelSupplierOrder => ask.at("order_id", &first).body(&json!({ "note": "Sold out" })),
        _ => ask.at("order_id", &first),
    })
}

fn submit(order: &str, supplier: &str) -> Ask {
    let ask = Ask::new(Operation::SubmitOrder, "").at("order_id", order);
    ask.body(&json!({ "supplier_id": supplier }))
}

fn supplier(name: &str, codes: &[String]) -> Value {
    json!({ "name": name, "item_codes": codes, "product_code_match": "MUG-01=HM-100" })
}

async fn add(desk: &mut Desk<'_>, name: &str, codes: &[String]) -> Result<String> {
    let ask = Ask::new(Operation::AddSupplier, "").body(&supplier(name, codes));
    Ok(text(&part(desk.call(ask).await?, "supplier")?, "id"))
}

async fn key(desk: &mut Desk<'_>, supplier: &str) -> Result<String> {
    let body = json!({ "name": "Harbor Mugs", "scope": "supplier", "supplier_id": supplier });
    let made = desk.call(Ask::new(Operation::AddKey, "").body(&body)).await?;
    Ok(text(&made, "api_key"))
}

/// The codes of all items of some orders.
fn codes_of(orders: &[Value]) -> Vec<String> {
    let items = orders.iter().filter_map(|order| order.get("order_items")?.as_array()).flatten();
    let mut codes: Vec<String> = items.map(|item| text(item, "code")).filter(|code| !code.is_empty()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
