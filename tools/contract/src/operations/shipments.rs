//! Shipments of the compatible API (orderdesk-api 2.6, 2.7).

use serde_json::json;

use super::SHIPMENTS;
use crate::entry::{Entry, Success};
use crate::schemas::scalars::Count;
use crate::schemas::shipments::{Shipment, ShipmentBatch, ShipmentInput, ShipmentResult};

pub(super) fn list() -> Entry {
    Entry::new(SHIPMENTS, "List an order's shipments", "All shipments of an order.")
        .answers(Success::ok("The shipments.").with::<Count>("total_records").list::<Shipment>("shipments"))
}

pub(super) fn add() -> Entry {
    let about = "Adds a shipment to an order. Carrier and tracking URL are worked out from the tracking number where \
                 they are left out and it is sure. The same number in any case with the same items is the same \
                 shipment, and is refused.";
    Entry::new(SHIPMENTS, "Add a shipment", about)
        .takes::<ShipmentInput>(
            "A parcel of the whole order",
            json!({
                "tracking_number": "1Z0000000000000001", "carrier_code": "UPS", "shipment_method": "UPS Ground",
                "weight": "3.55", "cost": 8.2
            }),
        )
        .or(
            "partial",
            "A parcel of some items",
            json!({"tracking_number": "1Z0000000000000002", "order_items": [{"id": "{item_id}", "quantity": 1}]}),
        )
        .or("none", "A shipment without a number", json!({"tracking_number": "n/a"}))
        .answers(Success::created("The shipment that was added.").with::<Shipment>("shipment"))
        .refuses(409, "`Shipment Not Added`: it is there already, as `shipment_id`.")
}

pub(super) fn show() -> Entry {
    Entry::new(SHIPMENTS, "Show a shipment", "One shipment of an order.")
        .answers(Success::ok("The shipment.").with::<Shipment>("shipment"))
}

pub(super) fn replace() -> Entry {
    let about =
        "Replaces the whole shipment: what is left out becomes blank, but for what a label or a cart left on it.";
    Entry::new(SHIPMENTS, "Replace a shipment", about)
        .takes::<ShipmentInput>(
            "Another number",
            json!({
                "tracking_number": "1Z0000000000000003", "carrier_code": "UPS", "shipment_method": "UPS Ground",
                "date_shipped": "2026-03-02"
            }),
        )
        .answers(Success::done("It is changed.").with::<Shipment>("shipment"))
}

pub(super) fn remove() -> Entry {
    Entry::new(SHIPMENTS, "Delete a shipment", "Takes a shipment off an order.")
        .answers(Success::done("It is deleted."))
}

pub(super) fn add_many() -> Entry {
    let about = "Adds shipments to many orders. The answer is 200 whatever becomes of each: every entry has its own \
                 result, in the order sent.";
    Entry::new(SHIPMENTS, "Add shipments of many orders", about)
        .takes::<ShipmentBatch>(
            "A bare list",
            json!([{
                "order_id": "{order_id}", "tracking_number": "1Z0000000000000004", "carrier_code": "UPS",
                "shipment_method": "UPS Ground"
            }]),
        )
        .or(
            "named",
            "A list under its name, by the cart's number",
            json!({"shipments": [
                {"source_id": "S-5005", "source_name": "Shopify", "tracking_number": "1Z0000000000000005"}
            ]}),
        )
        .answers(Success::done("What became of each shipment.").list::<ShipmentResult>("results"))
}
