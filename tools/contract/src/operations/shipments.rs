//! Shipments of the compatible API (orderdesk-api 2.6, 2.7).

use serde_json::json;
use wire::shipments::{EntryView, NamedShipments, ShipmentInput, ShipmentView};

use crate::entry::{Entry, Success};
use crate::schemas::bodies::{Batch, Read};
use crate::schemas::scalars::Count;

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The shipments.").with::<Count>("total_records").list::<ShipmentView>("shipments"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .takes::<Read<ShipmentInput>>(
            "A parcel of the whole order",
            json!({
                "tracking_number": "1Z0000000000000019", "carrier_code": "UPS", "shipment_method": "UPS Ground",
                "weight": "3.55", "cost": 8.2
            }),
        )
        .or(
            "partial",
            "A parcel of some items",
            json!({"tracking_number": "1Z0000000000000028", "order_items": [{"id": "{item_id}", "quantity": 1}]}),
        )
        .or("none", "A shipment without a number", json!({"tracking_number": "n/a"}))
        .answers(Success::created("The shipment that was added.").with::<ShipmentView>("shipment"))
        .refuses(409, "`Shipment Not Added`: it is there already, as `shipment_id`.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The shipment.").with::<ShipmentView>("shipment"))
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .takes::<Read<ShipmentInput>>(
            "Another number",
            json!({
                "tracking_number": "1Z0000000000000037", "carrier_code": "UPS", "shipment_method": "UPS Ground",
                "date_shipped": "2026-03-02"
            }),
        )
        .answers(Success::done("It is changed.").with::<ShipmentView>("shipment"))
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

pub(super) fn add_many() -> Entry {
    Entry::new()
        .takes::<Batch<NamedShipments>>(
            "A bare list",
            json!([{
                "order_id": "{order_id}", "tracking_number": "1Z0000000000000046", "carrier_code": "UPS",
                "shipment_method": "UPS Ground"
            }]),
        )
        .or(
            "named",
            "A list under its name, by the cart's number",
            json!({"shipments": [
                {"source_id": "S-5005", "source_name": "Shopify", "tracking_number": "1Z0000000000000055"}
            ]}),
        )
        .answers(Success::done("What became of each shipment.").results::<EntryView>())
}
