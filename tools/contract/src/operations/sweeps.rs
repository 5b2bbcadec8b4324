//! Sweeps of a store: our own `/v1/sweeps`.

use serde_json::json;
use wire::sweeps::{NewSweep, SweepView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::{Count, NextCursor};

const KNOWN: &str = "A sweep that is asked for again with the same key is the same one, as long as it is among the 20 \
                     newest. With another body it is 422.";

pub(super) fn list() -> Entry {
    Entry::new().parameters(parameters::sweep_page()).answers(
        Success::ok("The sweeps.").list::<SweepView>("sweeps").with::<Count>("limit").with::<NextCursor>("next_cursor"),
    )
}

pub(super) fn start() -> Entry {
    Entry::new()
        .parameter(parameters::once(KNOWN))
        .takes::<Read<NewSweep>>("One order is moved", json!({"action": "move", "folder_id": 2, "ids": ["{order_id}"]}))
        .or(
            "query",
            "All of a cart's orders in a folder get a tag",
            json!({"action": "set_tag", "color": "Green", "query": {"folder_ids": [1], "source_name": "Shopify"}}),
        )
        .answers(Success::created("The sweep as it is now.").with::<SweepView>("sweep"))
        .refuses(409, "Another sweep of the store is not over.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `sweep_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The sweep.").with::<SweepView>("sweep"))
}

pub(super) fn cancel() -> Entry {
    Entry::new()
        .answers(Success::done("The sweep as it is now.").with::<SweepView>("sweep"))
        .refuses(409, "It is over.")
}

pub(super) fn undo() -> Entry {
    Entry::new()
        .parameter(parameters::once(KNOWN))
        .answers(Success::created("The sweep that undoes it.").with::<SweepView>("sweep"))
        .refuses(409, "It can't be undone, it is not over, or another sweep of the store is not over.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `sweep_id` was made.")
}
