//! Inventory items (orderdesk-api 2.8).

use serde_json::{Value, json};
use wire::inventory::{EntryView, InventoryItemInput, InventoryView, NamedInventoryItems, StockLineView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::{Batch, Read};
use crate::schemas::scalars::{Count, CountText, NextCursor};

pub(super) fn list() -> Entry {
    let page = Success::ok("The items.")
        .with::<Count>("records_returned")
        .with::<Count>("initial_records_returned")
        .with::<CountText>("total_records")
        .list::<InventoryView>("inventory_items");
    Entry::new().parameters(parameters::inventory_search()).answers(page)
}

pub(super) fn add() -> Entry {
    Entry::new()
        .takes::<Read<InventoryItemInput>>("A mug", item("MUG-11"))
        .or("watched", "A mug whose stock is watched", watched("MUG-14"))
        .answers(Success::created("The item that was added.").with::<InventoryView>("inventory_item"))
}

pub(super) fn show() -> Entry {
    Entry::new()
        .answers(Success::ok("The item.").with::<Count>("records_returned").with::<InventoryView>("inventory_item"))
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .takes::<Read<InventoryItemInput>>("The same mug under another code", item("MUG-12"))
        .answers(Success::done("It is changed.").with::<InventoryView>("inventory_item"))
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

pub(super) fn replace_many() -> Entry {
    let mut sent = item("MUG-13");
    if let Some(fields) = sent.as_object_mut() {
        fields.insert("id".to_owned(), json!("{inventory_item_id}"));
    }
    Entry::new()
        .takes::<Batch<NamedInventoryItems>>("One item", json!([sent]))
        .or("named", "A list under its name", json!({"inventory_items": [sent]}))
        .answers(Success::done("What became of each item.").results::<EntryView>())
}

pub(super) fn history() -> Entry {
    Entry::new().parameters(parameters::stock_history_page()).answers(
        Success::ok("A page of changes.")
            .list::<StockLineView>("history")
            .with::<NextCursor>("next_cursor")
            .with::<Count>("limit"),
    )
}

/// One that is reordered, and of which carts are not told all.
fn watched(code: &str) -> Value {
    let mut item = item(code);
    if let (Some(fields), Value::Object(more)) = (
        item.as_object_mut(),
        json!({"reorder_level": 5, "minimum_stock": 2, "maximum_stock": 20, "locations": {"A-3": 20, "B-1": 11}}),
    ) {
        fields.extend(more);
    }
    item
}

fn item(code: &str) -> Value {
    json!({
        "name": "Tide Mug", "code": code, "price": 12.5, "cost": "4.20", "weight": 0.4, "stock": 31,
        "location": "A-3", "update_source": "Stocktaking", "variation_list": {"Color": "Blue"}
    })
}
