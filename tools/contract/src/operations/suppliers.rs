//! Suppliers: `/v1/suppliers`, submissions, and what suppliers see of their orders.

use serde_json::{Value, json};
use wire::orders::{CancelInput, OrderView};
use wire::shipments::ShipmentView;
use wire::suppliers::{
    SubmissionInput, SubmissionView, SupplierInput, SupplierOrderView, SupplierShipmentInput, SupplierView,
};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::{Count, DateTime};

const ONCE: &str = "A creation repeated with the same key is one: it is answered 201 with what it made as it is now. With \
    another body it is 422, and nothing is changed. What was removed is made anew.";

const SUBMIT_ONCE: &str = "Repeated with the same key it is done once: it is answered 200 with the order as it is now. With \
    another body it is 422, and nothing is changed.";

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The suppliers.").list::<SupplierView>("suppliers"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<SupplierInput>>("A supplier that fetches its orders", fetches("Harbor Mugs"))
        .or("post", "A supplier that is posted to", posted_to())
        .answers(supplier(Success::created("The supplier that was added.")))
        .refuses(409, "The store has 100 suppliers already.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `supplier_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(supplier(Success::ok("The supplier.")))
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<SupplierInput>>("The same under another name", fetches("Harbor Cups"))
        .answers(supplier(Success::done("The supplier as it is now.")))
        .refuses(412, "It is another version than `If-Match` names; `ETag` is its version now.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

pub(super) fn submit() -> Entry {
    Entry::new()
        .parameter(parameters::once(SUBMIT_ONCE))
        .takes::<Read<SubmissionInput>>("To one supplier", json!({"supplier_id": "{supplier_id}"}))
        .answers(submitted(Success::created("The order was submitted; it is as it is now.")))
        .answers(submitted(Success::done("It was submitted there before, and is left as it is.")))
        .refuses(
            409,
            "It stands at another supplier, none of its items is this one's, or the supplier is switched off.",
        )
        .refuses(422, "The `Idempotency-Key` was sent before with another body.")
}

pub(super) fn own_page() -> Entry {
    Entry::new().parameters(parameters::supplier_orders()).answers(
        Success::ok("A page of orders.")
            .list::<SupplierOrderView>("orders")
            .with::<Count>("total_records")
            .with::<Count>("records_returned")
            .with::<Count>("offset")
            .with::<Count>("limit")
            .with::<DateTime>("next_from"),
    )
}

pub(super) fn own() -> Entry {
    Entry::new().answers(order(Success::ok("The order.")))
}

pub(super) fn ship() -> Entry {
    Entry::new()
        .takes::<Read<SupplierShipmentInput>>(
            "One of an item",
            json!({"tracking_number": "1Z0000000000000064", "order_items": [{"id": "{item_id}", "quantity": 1}]}),
        )
        .answers(Success::created("The shipment that was added.").with::<ShipmentView>("shipment"))
        .answers(Success::done("The shipment that was there before.").with::<ShipmentView>("shipment"))
        .refuses(409, "There is less left of an item than would be shipped, or the order is canceled.")
}

pub(super) fn cancel() -> Entry {
    Entry::new()
        .takes::<Read<CancelInput>>("With a reason", json!({"note": "The glaze is sold out"}))
        .answers(order(Success::done("The order as it is now.")))
        .refuses(409, "All of it is shipped.")
        .refuses(422, "`notify` is false: the store is always mailed.")
}

fn supplier(success: Success) -> Success {
    success.with::<SupplierView>("supplier").etag()
}

fn submitted(success: Success) -> Success {
    success.with::<SubmissionView>("submission").with::<OrderView>("order").etag()
}

fn order(success: Success) -> Success {
    success.with::<SupplierOrderView>("order")
}

fn fetches(name: &str) -> Value {
    json!({
        "name": name, "item_codes": ["MUG-01", "MUG-02"], "after_submit_folder_id": 2, "after_shipment_folder_id": 4,
        "product_code_match": "MUG-01=HM-100", "commission_percent": "12.5",
    })
}

fn posted_to() -> Value {
    json!({
        "name": "The Printer", "category_codes": ["Prints"],
        "delivery": {"by": "post", "url": "https://printer.example.com/orders", "format": "json"},
        "default_shipping_class": "STANDARD", "shipping_class_match": "EXPRESS=Next Day\nEXPRESS=Overnight",
        "shipping_method_match": "EXPRESS|UPS|any=UPS Next Day Air", "product_code_skip": "GIFT-CARD",
    })
}
