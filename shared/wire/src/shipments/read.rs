//! Reading shipments (orderdesk-api 2.6, 2.7).

use domain::time::whole_seconds;
use domain::{ItemQuantity, MAX_TRACKING_NUMBER_LENGTH, NewShipment, Problem, Shipment, ShipmentEntry};
use jiff::Timestamp;

use crate::read::{Document, Object};

/// Reads the body of `POST /orders/{id}/shipments`.
pub fn read_new(body: &str, now: Timestamp) -> Result<NewShipment, Vec<Problem>> {
    let document = Document::read(body)?;
    let shipment = of(&document.object(), whole_seconds(now));
    shipment.ok_or_else(|| document.problems()).and_then(|shipment| document.finish(shipment))
}

/// Reads the body of a batch: a bare array, or `{"shipments": […]}`. A bad entry does not spoil the others.
pub fn read_entries(body: &str, now: Timestamp) -> Result<Vec<ShipmentEntry>, Vec<Problem>> {
    let document = Document::read(body)?;
    let entries = document.list("shipments");
    document.finish(())?;
    Ok(entries.iter().map(|object| entry(object, now)).collect())
}

fn entry(entry: &Object, now: Timestamp) -> ShipmentEntry {
    let problems = entry.problems_of(|entry| of(entry, whole_seconds(now)));
    let text = |name| entry.text(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    ShipmentEntry {
        order_id: text("order_id"),
        source_id: text("source_id"),
        source_name: text("source_name"),
        shipment: match problems {
            (Some(shipment), problems) if problems.is_empty() => Ok(shipment),
            (_, problems) => Err(problems),
        },
    }
}

/// Reads one shipment. Without a tracking number nothing else is looked at.
pub(crate) fn of(object: &Object, now: Timestamp) -> Option<NewShipment> {
    let text = |name| object.text(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let number = object.short_text("tracking_number", MAX_TRACKING_NUMBER_LENGTH).unwrap_or_default();
    let tracking_number = noted(object, NewShipment::check_number(&number))?;
    let date_shipped = object.time("date_shipped").or_else(|| object.time("shipment_date"));
    let printed = object.flag("print_status");
    let draft = Shipment {
        id: String::new(),
        carrier_code: text("carrier_code"),
        shipment_method: text("shipment_method"),
        weight: object.money("weight").unwrap_or_default(),
        cost: object.money("cost").unwrap_or_default(),
        status: text("status"),
        tracking_url: text("tracking_url"),
        label_format: text("label_format"),
        label_image: text("label_image"),
        printed: false,
        order_items: items(object),
        source: object.text("source").filter(|source| !source.is_empty()).unwrap_or_else(|| "API".to_owned()),
        cart_shipment_id: text("cart_shipment_id"),
        label_shipment_id: text("label_shipment_id"),
        date_shipped: now,
        date_added: now,
        tracking_number,
    };
    noted(object, NewShipment::new(draft, date_shipped, printed))
}

fn noted<T>(object: &Object, read: Result<T, Problem>) -> Option<T> {
    read.inspect_err(|problem| object.refuse_for(problem)).ok()
}

fn items(object: &Object) -> Vec<ItemQuantity> {
    // What GET writes for a shipment that is not itemised comes back as it is.
    if !object.has("order_items") || object.has_text("order_items", "") {
        return vec![];
    }
    let item = |entry: &Object| ItemQuantity {
        id: entry.text("id").unwrap_or_default(),
        code: entry.text("code").unwrap_or_default(),
        quantity: entry.quantity("quantity").unwrap_or(1),
    };
    object.list("order_items").unwrap_or_default().iter().map(item).collect()
}

#[cfg(test)]
mod tests;
