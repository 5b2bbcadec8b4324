//! Whatever is sent as an order, a change of one, an item or the inventory.
#![no_main]

use domain::{InventoryItem, Problem};
use libfuzzer_sys::fuzz_target;
use waybill_fuzz::{check_nothing_is_lost, check_order, made, now, order};
use wire::inventory::{self, InventoryView};
use wire::items::{self, ItemView};
use wire::{Document, orders};

fuzz_target!(|bytes: &[u8]| {
    let Ok(body) = std::str::from_utf8(bytes) else { return };
    check_nothing_is_lost(body);
    create(body);
    change(body);
    check_item(body);
    check_inventory(body);
});

fn create(body: &str) {
    if let Ok(new) = orders::read_new(body, now()) {
        check_order(&made(&new));
    }
}

/// A change is made whole or not at all, and leaves an order that can be sent back.
fn change(body: &str) {
    let old = order();
    if let Ok(patch) = orders::read_patch(body, now()) {
        let mut changed = old.clone();
        match patch.apply(&mut changed) {
            Ok(()) => check_order(&changed),
            Err(_) => assert_eq!(changed, old),
        }
    }
    if let Ok(replacement) = orders::read_replacement(body, now()) {
        let mut changed = old.clone();
        match replacement.apply(&mut changed) {
            Ok(()) => check_order(&changed),
            Err(_) => assert_eq!(changed, old),
        }
    }
}

/// An item that was read and is sent back is the same; what its caller gave stays, whatever the inventory knows.
fn check_item(body: &str) {
    let Ok(new) = items::read_new(body) else { return };
    let item = new.item("7001".to_owned());
    let view = serde_json::to_string(&ItemView::from(&item)).expect("an item is JSON");
    let again = items::read_new(&view).unwrap_or_else(|problems| panic!("{problems:?} of {view}"));
    assert_eq!(again.replacing(&item), item);
    let known = inventory::read_new(r#"{"name":"Tide Mug","code":"MUG-01","price":"12.50","metadata":{"a":"b"}}"#);
    let mut completed = item.clone();
    known.expect("the item is one").item(57_001, now()).complete(&mut completed, new.given());
    assert!(!new.given().has("name") || completed.name == item.name);
    assert!(!new.given().has("price") || completed.price == item.price);
}

fn check_inventory(body: &str) {
    let one = inventory::read_new(body);
    if let Ok(new) = &one {
        check_inventory_item(&new.item(57_001, now()));
    }
    for entry in inventory::read_entries(body).into_iter().flatten() {
        if let Ok(new) = &entry.item {
            check_inventory_item(&new.item(entry.id.unwrap_or(57_002), now()));
        }
    }
    let listed = inventory::read_entries(&format!("[{body}]"));
    let is_lost = Document::read(body).is_ok() && listed.as_ref().is_ok_and(|entries| entries.len() != 1);
    assert!(!is_lost, "an entry is lost");
    // In a list the id counts too, so there an entry may be refused for it.
    let is_about_id = |told: &[Problem]| told.iter().all(|problem| problem.field.ends_with("id"));
    let is_listed =
        listed.into_iter().flatten().any(|entry| entry.item == one || entry.item.is_err_and(|told| is_about_id(&told)));
    assert!(one.is_err() || is_listed, "alone it is an item, in a list it is another");
}

fn check_inventory_item(item: &InventoryItem) {
    let view = serde_json::to_string(&InventoryView::from(item)).expect("an item is JSON");
    let again = inventory::read_new(&view).unwrap_or_else(|problems| panic!("{problems:?} of {view}"));
    assert_eq!(again.replacing(item, now()), *item);
}
