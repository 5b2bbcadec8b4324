//! Orders: our own `/v1/orders`.

use serde_json::json;
use wire::history::HistoryView;
use wire::ledger::LedgerLineView;
use wire::orders::{CancelInput, OrderElsewhereView, OrderView, RemovedOrderView, TransferInput};
use wire::shipments::{ShipmentInput, ShipmentView};

use super::orders;
use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::fields::{NewOrder, OrderInput, OrderPatch};
use crate::schemas::scalars::{Count, NextCursor};

const CHANGED: &str = "The order is no longer the version that `If-Match` names; nothing was changed.";

pub(super) fn page() -> Entry {
    Entry::new().parameters(parameters::order_page()).answers(
        Success::ok("A page of orders.")
            .list::<OrderView>("orders")
            .with::<NextCursor>("next_cursor")
            .with::<Count>("limit"),
    )
}

pub(super) fn enter() -> Entry {
    Entry::new()
        .parameter(parameters::idempotency_key())
        .takes::<NewOrder>(
            "An order by phone",
            json!({
                "email": "ben@example.com", "shipping": {"first_name": "Ben", "last_name": "Ode", "city": "Duluth"},
                "order_items": [{"name": "Tide Mug", "code": "MUG-01", "price": 12.5, "quantity": 2}]
            }),
        )
        .answers(Success::created("The order that was created.").with::<OrderView>("order"))
        .refuses(409, "An order with this `source_name` and `source_id` is there already: it is `order_id`.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `order_id` was made.")
}

pub(super) fn read() -> Entry {
    Entry::new().answers(Success::ok("The order.").with::<OrderView>("order").etag())
}

pub(super) fn patch() -> Entry {
    Entry::new()
        .parameter(parameters::if_match(false))
        .takes::<OrderPatch>(
            "Another method and a new address line",
            json!({"shipping_method": "Express", "shipping": {"address2": "Back door"}}),
        )
        .answers(Success::done("The order as it is now.").with::<OrderView>("order").etag())
        .refuses(412, CHANGED)
}

pub(super) fn put() -> Entry {
    Entry::new()
        .parameter(parameters::if_match(true))
        .takes::<OrderInput>("The whole order", orders::unnumbered())
        .answers(Success::done("The order as it is now.").with::<OrderView>("order").etag())
        .refuses(412, CHANGED)
        .refuses(428, "`If-Match` is missing.")
}

pub(super) fn cancel() -> Entry {
    Entry::new()
        .takes::<Read<CancelInput>>("With a reason", json!({"note": "The customer changed their mind"}))
        .answers(Success::done("The order as it is now.").with::<OrderView>("order").etag())
        .refuses(409, "The store has no folder Canceled.")
        .refuses(422, "`notify` is false: the store is always mailed.")
}

pub(super) fn delete() -> Entry {
    Entry::new().answers(Success::done("It is deleted.")).refuses(409, "It stands at a supplier.")
}

pub(super) fn restore() -> Entry {
    Entry::new()
        .answers(Success::done("The order as it is now.").with::<OrderView>("order").etag())
        .refuses(409, "The order was created anew since it was deleted, under another id.")
        .refuses(410, "It was deleted more than 30 days ago.")
}

pub(super) fn copy() -> Entry {
    transfer("The copy.", "Its copy, which was made before.").refuses(409, "The order came from that store.")
}

pub(super) fn move_order() -> Entry {
    transfer("Where the order is now.", "Where it was moved before.")
        .refuses(409, "A rule would move it back, or it stands at a supplier.")
}

fn transfer(now: &'static str, before: &'static str) -> Entry {
    Entry::new()
        .takes::<Read<TransferInput>>("Into a store's first folder", json!({"store_id": "{linked_store_id}"}))
        .answers(Success::created(now).with::<OrderElsewhereView>("order"))
        .answers(Success::done(before).with::<OrderElsewhereView>("order"))
}

pub(super) fn page_deleted() -> Entry {
    Entry::new().parameters(parameters::deleted_order_page()).answers(
        Success::ok("A page of deleted orders.")
            .list::<RemovedOrderView>("orders")
            .with::<NextCursor>("next_cursor")
            .with::<Count>("limit"),
    )
}

pub(super) fn history() -> Entry {
    Entry::new().answers(Success::ok("The lines.").list::<HistoryView>("history"))
}

pub(super) fn ledger() -> Entry {
    Entry::new().answers(Success::ok("A line for each item.").list::<LedgerLineView>("ledger"))
}

pub(super) fn ship() -> Entry {
    Entry::new()
        .takes::<Read<ShipmentInput>>(
            "One of an item",
            json!({"tracking_number": "1Z0000000000000064", "order_items": [{"id": "{item_id}", "quantity": 1}]}),
        )
        .answers(Success::created("The shipment that was added.").with::<ShipmentView>("shipment"))
        .answers(Success::done("The shipment that was there before.").with::<ShipmentView>("shipment"))
        .refuses(409, "There is less left of an item than would be shipped, or there is no such item.")
}
