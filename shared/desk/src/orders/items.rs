//! Items of an order (orderdesk-api 2.4).

use domain::{MAX_ITEMS, NewOrderItem, Order, OrderId, OrderItem, Permission, StoreId};
use jiff::Timestamp;

use super::change;
use crate::{Actor, Desk, DeskError};

const ITEM: &str = "Order item";

/// Adds an item to an order, with an id of its own, and a line to its history.
pub async fn add_item(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    new: &NewOrderItem,
    by: &Actor,
    now: Timestamp,
) -> Result<OrderItem, DeskError> {
    desk.needs(Permission::EditOrders)?;
    check(new)?;
    let added = change(desk, store_id, order_id, now, |row| {
        if row.order.order_items.len() >= MAX_ITEMS {
            return Err(DeskError::invalid("order_items", format!("an order has at most {MAX_ITEMS}")));
        }
        let item = new.item(row.order.next_part_id()?);
        row.history.push(by.line(now, format!("Order Item Added: {}", title(&item))));
        row.order.order_items.push(item.clone());
        Ok(Some(item))
    });
    Ok(desk.rights().see_item(added.await?.1))
}

/// Replaces an item as a whole; its id stays, and so does what whoever replaces it does not see of it.
pub async fn replace_item(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    item_id: &str,
    new: &NewOrderItem,
    by: &Actor,
    now: Timestamp,
) -> Result<OrderItem, DeskError> {
    desk.needs(Permission::EditOrders)?;
    check(new)?;
    let replaced = change(desk, store_id, order_id, now, |row| {
        check_seen(desk, &row.order, item_id)?;
        let items = &mut row.order.order_items;
        let item = items.iter_mut().find(|item| item.id == item_id).ok_or(DeskError::NotFound(ITEM))?;
        let mut after = new.replacing(item);
        desk.rights().keep_unseen_of_item(item, &mut after);
        if *item != after {
            item.clone_from(&after);
            row.history.push(by.line(now, format!("Order Item Updated: {}", title(&after))));
        }
        Ok(Some(after))
    });
    Ok(desk.rights().see_item(replaced.await?.1))
}

/// Removes an item from an order, and adds a line to its history. The last one may go too.
pub async fn remove_item(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    item_id: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<(), DeskError> {
    desk.needs(Permission::EditOrders)?;
    let removed = change(desk, store_id, order_id, now, |row| {
        check_seen(desk, &row.order, item_id)?;
        let items = &mut row.order.order_items;
        let index = items.iter().position(|item| item.id == item_id).ok_or(DeskError::NotFound(ITEM))?;
        let item = items.remove(index);
        row.history.push(by.line(now, format!("Order Item Deleted: {}", title(&item))));
        Ok(Some(()))
    });
    removed.await?;
    Ok(())
}

/// Checks that whoever works here sees the item of this id, if it is there.
fn check_seen(desk: &Desk, order: &Order, item_id: &str) -> Result<(), DeskError> {
    if desk.rights().sees_item(order, item_id) { Ok(()) } else { Err(DeskError::NotFound(ITEM)) }
}

/// What of an item is longer than it may be.
fn check(new: &NewOrderItem) -> Result<(), DeskError> {
    let problems = new.values.check_limits();
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

/// What an item is called in a line of history: by its code, or else by its name.
fn title(item: &OrderItem) -> &str {
    if item.code.is_empty() { &item.name } else { &item.code }
}
