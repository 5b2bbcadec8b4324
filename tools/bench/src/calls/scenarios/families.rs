//! What calls need that make orders of others.

use anyhow::Result;
use serde_json::json;

use super::{Ask, Desk, of_order, text};

pub(super) async fn splits(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let order = desk.order().await?;
    let item = order.pointer("/order_items/0").cloned().unwrap_or_default();
    Ok(of_order(ask, &order).body(&json!({ "items": [{ "id": text(&item, "id"), "quantity": 1 }] })))
}

pub(super) async fn merges(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let ids: Vec<_> = desk.orders(2).await?.iter().map(|order| text(order, "id")).collect();
    Ok(ask.body(&json!({ "ids": ids })))
}
