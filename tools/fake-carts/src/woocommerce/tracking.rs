//! Parcels of an order, in each of the ways a shop may take them.

use serde_json::{Value, json};

use crate::call::{Cause, Refusal, Reply};
use crate::contract::Input;
use crate::reading::{list_of, text_of, whole_of};
use crate::shop::{ShippedItem, ShippedParcel, Shop};

/// What a plugin must be called to be there.
fn plugin(operation: &str) -> Option<&'static str> {
    match operation {
        "list_trackings" | "create_tracking" => Some("wc-shipment-tracking/v3"),
        "list_ast" | "create_ast" => Some("wc-ast/v3"),
        "list_fulfillments" | "create_fulfillment" => Some("fulfillments"),
        _ => None,
    }
}

/// Answers what is asked of an order that is there.
pub(super) fn answer(shop: &mut Shop, input: &Input) -> Result<Reply, Refusal> {
    if plugin(input.operation).is_some_and(|plugin| !shop.plugins.iter().any(|there| there == plugin)) {
        let message = "No route was found matching the URL and request method.";
        return Err(Refusal::new(Cause::NoRoute, "", message));
    }
    let id = input.step(0);
    let parcel = match input.operation {
        "create_note" => note(shop, &input.body),
        "create_fulfillment" => fulfillment(shop, id, input)?,
        "create_tracking" | "create_ast" => tracking(shop, &input.body),
        _ => {
            // Notes, trackings and fulfillments have lists of their own.
            let is_of = |parcel: &&ShippedParcel| input.operation == list_name(&parcel.written);
            return Ok(Reply::json(
                200,
                shop.parcels_of(id).iter().filter(is_of).map(|it| it.written.clone()).collect(),
            ));
        }
    };
    let written = parcel.written.clone();
    shop.add_parcel(id, parcel);
    if input.operation == "create_ast" && whole_of(&input.body, "status_shipped") == 1 {
        let now = shop.now();
        if let Some(order) = shop.orders.get_mut(id) {
            super::set(order, "status", "completed");
            super::touch(order, now);
        }
    }
    Ok(Reply::json(201, written))
}

/// Which list an entry is in.
fn list_name(written: &Value) -> &'static str {
    if written.get("note").is_some() {
        "list_notes"
    } else if written.get("meta_data").is_some() {
        "list_fulfillments"
    } else if written.get("custom_tracking_provider").is_some() {
        "list_trackings"
    } else {
        "list_ast"
    }
}

/// A note, whose last word is taken for the number where a colon is before it.
fn note(shop: &mut Shop, body: &Value) -> ShippedParcel {
    let (id, note) = (shop.next_id(), text_of(body, "note"));
    let is_mailed = body.get("customer_note") == Some(&Value::Bool(true));
    let created_at = super::time_text(shop.now());
    ShippedParcel {
        id: id.to_string(),
        tracking_number: note.rsplit_once(": ").map(|(_, number)| number.to_owned()).unwrap_or_default(),
        carrier: String::new(),
        items: vec![],
        is_mailed,
        written: json!({
            "id": id,
            "author": "WooCommerce",
            "date_created": created_at,
            "date_created_gmt": created_at,
            "note": note,
            "customer_note": is_mailed,
        }),
    }
}

fn tracking(shop: &mut Shop, body: &Value) -> ShippedParcel {
    let id = format!("{:032x}", shop.next_id());
    let mut written = body.clone();
    super::set(&mut written, "tracking_id", id.clone());
    super::set(&mut written, "tracking_link", text_of(body, "custom_tracking_link"));
    let own = text_of(body, "custom_tracking_provider");
    ShippedParcel {
        id,
        tracking_number: text_of(body, "tracking_number"),
        carrier: if own.is_empty() { text_of(body, "tracking_provider") } else { own },
        items: vec![],
        // Plugins mail when the order is completed.
        is_mailed: false,
        written,
    }
}

/// Of items that are lines of the order, and no more of each than it has.
fn fulfillment(shop: &mut Shop, order_id: &str, input: &Input) -> Result<ShippedParcel, Refusal> {
    let meta = |key: &str| list_of(&input.body, "meta_data").iter().find(|entry| text_of(entry, "key") == key);
    let value = |key: &str| meta(key).map(|entry| text_of(entry, "value")).unwrap_or_default();
    let items: Vec<ShippedItem> = meta("_items")
        .map(|entry| list_of(entry, "value"))
        .unwrap_or_default()
        .iter()
        .map(|item| ShippedItem { line_id: text_of(item, "item_id"), quantity: whole_of(item, "qty") })
        .collect();
    for item in &items {
        let earlier = shop.parcels_of(order_id).iter().flat_map(|parcel| &parcel.items);
        let gone: u64 = earlier.filter(|it| it.line_id == item.line_id).map(|it| it.quantity).sum();
        let order = shop.orders.get(order_id).cloned().unwrap_or_default();
        let line = list_of(&order, "line_items").iter().find(|line| text_of(line, "id") == item.line_id).cloned();
        let left = line.map_or(0, |line| whole_of(&line, "quantity")).saturating_sub(gone);
        if item.quantity > left {
            let message = format!("Invalid item quantity: {} of {left} of line {}", item.quantity, item.line_id);
            return Err(Refusal::new(Cause::Field, "meta_data._items", message));
        }
    }
    let id = shop.next_id();
    let written = json!({
        "id": id,
        "entity_type": "WC_Order",
        "entity_id": order_id,
        "status": input.body.get("status"),
        "is_fulfilled": input.body.get("is_fulfilled"),
        "date_updated": super::time_text(shop.now()),
        "date_deleted": null,
        "meta_data": input.body.get("meta_data"),
    });
    Ok(ShippedParcel {
        id: id.to_string(),
        tracking_number: value("_tracking_number"),
        carrier: value("_shipment_provider"),
        items,
        is_mailed: input.query.get("notify_customer") == Some(&Value::Bool(true)),
        written,
    })
}
