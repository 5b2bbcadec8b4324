//! Orders that are deleted or go to another store, and the links between stores.

use anyhow::{Context, Result};
use http::Operation;
use serde_json::json;

use super::desk::{Ask, Desk, text};
use super::scenarios::{MANY, new_store, of_order};

/// An order that was deleted.
pub(super) async fn deleted(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let order = desk.order().await?;
    desk.call(of_order(Ask::new(Operation::DeleteOrder, ""), &order)).await?;
    Ok(of_order(ask, &order))
}

/// An order that goes to a linked store.
pub(super) async fn transferred(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let (order, other) = (desk.order().await?, other_store(desk).await?);
    desk.call(link_to(Ask::new(Operation::AddLink, ""), &other)).await?;
    Ok(of_order(ask, &order).body(&json!({ "store_id": other.0 })))
}

pub(super) async fn ten_deleted(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    for order in desk.orders(MANY).await? {
        desk.call(of_order(Ask::new(Operation::DeleteOrder, ""), &order)).await?;
    }
    Ok(ask)
}

/// Another store: its id and a key.
pub(super) async fn other_store(desk: &mut Desk<'_>) -> Result<(String, String)> {
    let made = desk.call(new_store(Ask::new(Operation::CreateStore, ""))).await?;
    Ok((text(made.get("store").context("no store")?, "id"), text(&made, "api_key")))
}

pub(super) fn link_to(ask: Ask, (store_id, key): &(String, String)) -> Ask {
    ask.header("x-linked-store-id", store_id).header("x-linked-api-key", key)
}

pub(super) async fn linked(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let other = other_store(desk).await?;
    desk.call(link_to(Ask::new(Operation::AddLink, ""), &other)).await?;
    Ok(ask.at("linked_store_id", &other.0))
}
