//! Shipments of an order, each of items of one of its addresses.

use serde_json::{Value, json};

use super::{listed, time_text};
use crate::call::{Cause, Refusal, Reply};
use crate::contract::Input;
use crate::reading::{list_of, page, set, text_of, whole_of};
use crate::shop::{ShippedItem, ShippedParcel, Shop};

const SHIPPED: (u64, &str) = (2, "Shipped");
const PARTLY: (u64, &str) = (3, "Partially Shipped");

/// Answers what is asked of the shipments of an order that is there.
pub(super) fn answer(shop: &mut Shop, input: &Input) -> Result<Reply, Refusal> {
    let id = input.step(1);
    if input.operation == "list_shipments" {
        let all: Vec<&Value> = shop.parcels_of(id).iter().map(|parcel| &parcel.written).collect();
        return Ok(listed(&page(&all, input.number("limit", 50), input.number("page", 1))));
    }
    let address = text_of(&input.body, "order_address_id");
    let item =
        |it: &Value| ShippedItem { line_id: text_of(it, "order_product_id"), quantity: whole_of(it, "quantity") };
    let items: Vec<ShippedItem> = list_of(&input.body, "items").iter().map(item).collect();
    let (now, shipment_id) = (shop.now(), shop.next_id());
    let Some(order) = shop.orders.get_mut(id) else { return Err(Refusal::gone("The requested resource")) };
    check(order, &address, &items)?;
    ship(order, &address, &items);
    set(order, "date_modified", time_text(now));
    let mut written = input.body.clone();
    for (key, value) in [
        ("id", json!(shipment_id)),
        ("order_id", json!(id.parse::<u64>().unwrap_or_default())),
        ("date_created", json!(time_text(now))),
    ] {
        set(&mut written, key, value);
    }
    let parcel = ShippedParcel {
        id: shipment_id.to_string(),
        tracking_number: text_of(&input.body, "tracking_number"),
        carrier: text_of(&input.body, "shipping_provider"),
        items,
        // The store mails by the status it sets.
        is_mailed: true,
        written: written.clone(),
    };
    shop.add_parcel(id, parcel);
    Ok(Reply::json(201, written))
}

/// Each item is a line of that address, and there is so much left of it.
fn check(order: &Value, address: &str, items: &[ShippedItem]) -> Result<(), Refusal> {
    if !list_of(order, "shipping_addresses").iter().any(|entry| text_of(entry, "id") == address) {
        return Err(Refusal::new(Cause::Field, "order_address_id", "it is no address of the order"));
    }
    for item in items {
        let lines = list_of(order, "products");
        let line = lines.iter().find(|line| text_of(line, "id") == item.line_id);
        let line = line.filter(|line| text_of(line, "order_address_id") == address);
        let left = line.map(|line| whole_of(line, "quantity").saturating_sub(whole_of(line, "quantity_shipped")));
        if left.is_none_or(|left| item.quantity > left) {
            let message = format!("{} of line {} where {left:?} is left", item.quantity, item.line_id);
            return Err(Refusal::new(Cause::Field, "items", message));
        }
    }
    Ok(())
}

/// Counts what is shipped, in the lines, the address and the order.
fn ship(order: &mut Value, address: &str, items: &[ShippedItem]) {
    let add = |entry: &mut Value, key: &str, more: u64| set(entry, key, whole_of(entry, key).saturating_add(more));
    let entries = |order: &mut Value, key: &str, id: &str, more: u64, counted: &str| {
        let list = order.get_mut(key).and_then(Value::as_array_mut);
        for entry in list.into_iter().flatten().filter(|entry| text_of(entry, "id") == id) {
            add(entry, counted, more);
        }
    };
    for item in items {
        entries(order, "products", &item.line_id, item.quantity, "quantity_shipped");
        entries(order, "shipping_addresses", address, item.quantity, "items_shipped");
        add(order, "items_shipped", item.quantity);
    }
    let is_left = list_of(order, "products").iter().any(|line| {
        text_of(line, "type") == "physical" && whole_of(line, "quantity_shipped") < whole_of(line, "quantity")
    });
    let (status_id, status) = if is_left { PARTLY } else { SHIPPED };
    set(order, "status_id", status_id);
    set(order, "status", status);
}
