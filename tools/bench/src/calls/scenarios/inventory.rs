//! What calls of the inventory need.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{Ask, Desk, MANY, Operation, part, set, text};

pub(super) fn inventory(code: &str) -> Value {
    json!({ "name": "Tide Mug", "code": code, "price": 12.5, "cost": "4.20", "weight": 0.4, "stock": 31 })
}

pub(super) async fn stock(desk: &mut Desk<'_>, count: usize) -> Result<Vec<Value>> {
    let mut items = vec![];
    for number in 1..=count {
        let ask = Ask::new(Operation::AddInventoryItem, "").body(&inventory(&format!("MUG-{number:02}")));
        items.push(part(desk.call(ask).await?, "inventory_item")?);
    }
    Ok(items)
}

pub(super) async fn stocked(desk: &mut Desk<'_>, ask: Ask, code: &str) -> Result<Ask> {
    let ask_for = Ask::new(Operation::AddInventoryItem, "").body(&inventory(code));
    let item = part(desk.call(ask_for).await?, "inventory_item")?;
    Ok(ask.at("inventory_item_id", &text(&item, "id")))
}

pub(super) async fn inventory_lists(desk: &mut Desk<'_>) -> Result<Vec<Ask>> {
    stock(desk, MANY).await?;
    let ask = |what, query: &str| Ask::new(Operation::ListInventoryItems, what).query(query);
    Ok(vec![ask("ten", ""), ask("by `code`", "code=MUG-01"), ask("by `search`", "search=mug")])
}

pub(super) async fn inventory_changes(desk: &mut Desk<'_>) -> Result<Vec<Ask>> {
    let items = stock(desk, 1).await?;
    let item = items.first().context("no item")?;
    let ask = |what, code| {
        let ask = Ask::new(Operation::ReplaceInventoryItem, what).at("inventory_item_id", &text(item, "id"));
        let mut body = inventory(code);
        set(&mut body, "stock", json!(7));
        ask.body(&body)
    };
    Ok(vec![ask("its stock", "MUG-01"), ask("its code", "MUG-99")])
}

/// Of a new key.
pub(super) async fn many_inventory_changes(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let mut items = stock(desk, MANY).await?;
    for item in &mut items {
        set(item, "stock", json!(7));
    }
    Ok(ask.ten().body(&json!(items)))
}
