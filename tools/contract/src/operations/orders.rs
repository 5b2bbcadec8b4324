//! Orders of the compatible API (orderdesk-api 2.3, 2.5).

use serde_json::{Value, json};
use wire::orders::{MovedView, OrderView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::fields::{NewOrder, OrderInput};
use crate::schemas::moves::Move;
use crate::schemas::scalars::Count;
use crate::schemas::views::OrderWithHistory;

pub(super) fn list() -> Entry {
    let page = Success::ok("The orders that were found, newest first unless asked otherwise.")
        .says()
        .with::<Count>("total_records")
        .with::<Count>("records_returned")
        .with::<Count>("offset")
        .with::<Count>("limit")
        .list::<OrderView>("orders");
    Entry::new().parameters(parameters::order_search()).answers(page)
}

pub(super) fn create() -> Entry {
    Entry::new()
        .parameter(parameters::idempotency_key())
        .takes::<NewOrder>("An order as a cart sends it", order("S-5005"))
        .or(
            "smallest",
            "The least an order can be",
            json!({"shipping": {"company": "Harbor Prints"},
            "order_items": [{"name": "Tide Mug", "code": "MUG-01", "price": "12.50"}]}),
        )
        .answers(Success::created("The order that was created.").with::<OrderView>("order"))
        .refuses(409, "An order with this `source_name` and `source_id` is there already: it is `order_id`.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `order_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().parameter(parameters::history()).answers(Success::ok("The order.").says().with::<OrderView>("order"))
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .takes::<OrderInput>("The whole order", unnumbered())
        .answers(Success::done("The order as it is now.").with::<OrderView>("order"))
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

pub(super) fn add_history() -> Entry {
    Entry::new()
        .takes::<Read<wire::history::HistoryInput>>(
            "A line by a user",
            json!({"note": "Checked, goes out today", "source_name": "Desk"}),
        )
        .answers(
            Success::added("The order with its history, newest last.")
                .with::<Count>("total_records")
                .with::<OrderWithHistory>("order"),
        )
}

pub(super) fn move_orders() -> Entry {
    Entry::new()
        .takes::<Move>(
            "By the folder's name",
            json!({"order_id_list": ["{order_id}"], "destination_folder_name": "Prepared"}),
        )
        .or("id", "By the folder's id", json!({"order_id_list": ["{order_id}"], "destination_folder_id": 2}))
        .answers(Success::done("What became of each order.").results::<MovedView>())
}

/// The same without its number in the cart, which stays when it is left out.
pub(super) fn unnumbered() -> Value {
    let mut order = order("");
    if let Some(fields) = order.as_object_mut() {
        fields.shift_remove("source_name");
        fields.shift_remove("source_id");
    }
    order
}

/// An order as a cart sends it.
pub(super) fn order(source_id: &str) -> Value {
    json!({
        "source_name": "Shopify", "source_id": source_id, "email": "mara@example.com",
        "shipping_method": "Ground", "shipping_total": 6.9, "handling_total": 0.5, "tax_total": "2.10",
        "payment_type": "Visa", "payment_status": "Captured", "cc_number": "4242", "cc_exp": "11/2029",
        "processor_response": "Stripe: ch_0001", "customer_id": "c-88", "ip_address": "203.0.113.9",
        "date_added": "2026-03-01 08:15:00",
        "shipping": {
            "first_name": "Mara", "last_name": "Quill", "company": "", "address1": "5 Pier Rd", "address2": "",
            "city": "Duluth", "state": "MN", "postal_code": "55802", "country": "US", "phone": "218-555-0101"
        },
        "customer": {
            "first_name": "Mara", "last_name": "Quill", "address1": "5 Pier Rd", "city": "Duluth", "state": "MN",
            "postal_code": "55802", "country": "US"
        },
        "checkout_data": {"Gift Message": "Enjoy"},
        "order_metadata": {"print_batch": "7"},
        "discount_list": [{"name": "Spring", "code": "SPR5", "amount": "5.00"}],
        "order_notes": [{"username": "Ana", "content": "Call before delivery"}],
        "order_items": [
            {
                "name": "Tide Mug", "code": "MUG-01", "price": 12.5, "quantity": 3, "weight": 0.4,
                "category_code": "DEFAULT", "variation_list": {"Color": "Blue"},
                "metadata": {"print_sku": "MUG-11OZ"}
            },
            {"name": "Harbor at dawn, A3", "code": "PRINT-A3", "price": "24.00", "quantity": "2"}
        ]
    })
}
