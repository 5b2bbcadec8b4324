//! Reading shipments (orderdesk-api 2.6, 2.7).

use domain::time::whole_seconds;
use domain::{ItemQuantity, NewShipment, Problem, Shipment, ShipmentEntry};
use jiff::Timestamp;

use super::{NamedShipments, ShipmentInput, ShipmentOfOrder, ShippedItemInput};
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
    let entries = NamedShipments::READ.shipments.all(&document)?;
    Ok(entries.iter().map(|object| entry(object, now)).collect())
}

fn entry(entry: &Object, now: Timestamp) -> ShipmentEntry {
    let problems = entry.problems_of(|entry| of(entry, whole_seconds(now)));
    let fields = &ShipmentOfOrder::READ;
    ShipmentEntry {
        order_id: fields.order_id.given(entry),
        source_id: fields.source_id.given(entry),
        source_name: fields.source_name.given(entry),
        shipment: match problems {
            (Some(shipment), problems) if problems.is_empty() => Ok(shipment),
            (_, problems) => Err(problems),
        },
    }
}

/// Reads one shipment. Without a tracking number nothing else is looked at.
pub(crate) fn of(object: &Object, now: Timestamp) -> Option<NewShipment> {
    let fields = &ShipmentInput::READ;
    let number = fields.tracking_number.filled(object);
    let tracking_number = noted(object, NewShipment::check_number(&number))?;
    let date_shipped = fields.date_shipped.of(object).or_else(|| fields.shipment_date.of(object));
    let printed = fields.print_status.of(object);
    let draft = Shipment {
        id: String::new(),
        carrier_code: fields.carrier_code.trimmed(object),
        shipment_method: fields.shipment_method.trimmed(object),
        weight: fields.weight.filled(object),
        cost: fields.cost.filled(object),
        status: fields.status.trimmed(object),
        tracking_url: fields.tracking_url.trimmed(object),
        label_format: fields.label_format.trimmed(object),
        label_image: fields.label_image.trimmed(object),
        printed: false,
        order_items: fields.order_items.of(object).iter().map(item).collect(),
        source: fields.source.of(object).filter(|source| !source.is_empty()).unwrap_or_else(|| fields.source.default()),
        cart_shipment_id: fields.cart_shipment_id.trimmed(object),
        label_shipment_id: fields.label_shipment_id.trimmed(object),
        date_shipped: now,
        date_added: now,
        tracking_number,
    };
    noted(object, NewShipment::new(draft, date_shipped, printed))
}

fn noted<T>(object: &Object, read: Result<T, Problem>) -> Option<T> {
    read.inspect_err(|problem| object.refuse_for(problem)).ok()
}

fn item(entry: &Object) -> ItemQuantity {
    let fields = &ShippedItemInput::READ;
    let (id, code) = (fields.id.filled(entry), fields.code.filled(entry));
    ItemQuantity { id, code, quantity: fields.quantity.filled(entry) }
}

#[cfg(test)]
mod tests;
