//! Orders that are made of others.

use serde_json::json;
use wire::orders::{FamilyView, LeftOutView, MergeInput, OrderView, SplitInput};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;

const OTHER_BODY: &str = "The `Idempotency-Key` was sent before with another body, or the order can't be";

pub(super) fn split() -> Entry {
    Entry::new()
        .parameter(parameters::idempotency_key())
        .takes::<Read<SplitInput>>("One of an item", json!({"items": [{"id": "{item_id}", "quantity": 1}]}))
        .or("by_vendor", "What two vendors make", json!({"by": "category_code", "values": ["Harbor", "Pier"]}))
        .answers(
            Success::created("The order as it is then, and the new ones.")
                .with::<OrderView>("order")
                .list::<OrderView>("orders"),
        )
        .refuses(409, OTHER_BODY)
}

pub(super) fn duplicate() -> Entry {
    Entry::new()
        .parameter(parameters::idempotency_key())
        .answers(Success::created("The duplicate.").with::<OrderView>("order"))
        .refuses(409, OTHER_BODY)
}

pub(super) fn merge() -> Entry {
    Entry::new()
        .parameter(parameters::idempotency_key())
        .takes::<Read<MergeInput>>("Two orders", json!({"ids": ["{first_order_id}", "{second_order_id}"]}))
        .answers(
            Success::created("The merged order, and which of the orders are not in it.")
                .with::<OrderView>("order")
                .list::<LeftOutView>("left_out"),
        )
        .refuses(409, OTHER_BODY)
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The family.").with::<FamilyView>("family"))
}
