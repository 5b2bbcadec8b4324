//! Order items (orderdesk-api 2.4).

use serde_json::json;
use wire::items::ItemView;

use crate::entry::{Entry, Success};
use crate::schemas::fields::OrderItemInput;
use crate::schemas::scalars::Count;

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The items.").with::<Count>("total_records").list::<ItemView>("order_items"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .takes::<OrderItemInput>(
            "A mug in blue",
            json!({
                "name": "Tide Mug", "code": "MUG-02", "price": 12.5, "quantity": 1, "weight": 0.4,
                "variation_list": {"Color": "Blue"}
            }),
        )
        .answers(Success::created("The item that was added.").with::<ItemView>("order_item"))
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The item.").with::<ItemView>("order_item"))
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .takes::<OrderItemInput>(
            "Two more of it",
            json!({"name": "Tide Mug", "code": "MUG-01", "price": "12.50", "quantity": 5, "weight": 0.4}),
        )
        .answers(Success::done("It is changed.").with::<ItemView>("order_item"))
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}
