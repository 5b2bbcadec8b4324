//! Reading a change of parts of an order: our own `PATCH /v1/orders/{id}`, a JSON merge patch over the fields that can
//! be written; null blanks a field.
//!
//! Our own API is strict: a field that is unknown or cannot be written is refused by name, so that no typo is lost.

use domain::fields::{DISCOUNT_FIELDS, ITEM_FIELDS, NOTE_FIELDS, PartField, lines_of, top_fields};
use domain::time::{self, whole_seconds};
use domain::{MapPatch, OrderPatch, Problem};
use jiff::Timestamp;

use super::OrderChanges;
use super::fields::{draft, folder, items};
use crate::read::{Document, Object};

/// One entry of a bulk change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchEntry {
    /// The `id` of its order, as it was sent.
    pub order_id: Option<String>,
    /// The change, or what is wrong with it.
    pub patch: Result<OrderPatch, Vec<Problem>>,
}

/// Reads the body of `PATCH /v1/orders/{id}`; all that is wrong with it comes back at once.
pub fn read_patch(body: &str, now: Timestamp) -> Result<OrderPatch, Vec<Problem>> {
    let document = Document::read(body)?;
    document.finish(of(&document.object(), whole_seconds(now)))
}

/// Reads the body of `PATCH /v1/bulk/orders`: changes in a bare array, or under a name. A bad entry does not spoil the others.
pub fn read_patches(body: &str, now: Timestamp) -> Result<Vec<PatchEntry>, Vec<Problem>> {
    let document = Document::read(body)?;
    let entries = OrderChanges::READ.orders.entries(&document)?;
    let read = |entry: &Object| {
        let patch = entry.without(&["id"]).alone(|entry| of(entry, whole_seconds(now)));
        PatchEntry { order_id: entry.id_text("id"), patch }
    };
    Ok(entries.iter().map(read).collect())
}

fn of(object: &Object, now: Timestamp) -> OrderPatch {
    check_names(object);
    // The maps are read as patches below, where one may be longer than what comes of it.
    let mut values = draft(&object.without(&["checkout_data", "order_metadata"]), now);
    values.cc_number = object.text("cc_number").unwrap_or_default();
    values.processor_balance = object.sum("processor_balance").unwrap_or_default();
    values.date_added = object.time("date_added").unwrap_or(now);
    let addresses = ["shipping", "customer", "return_address"].into_iter();
    let lines: Vec<String> = addresses.flat_map(|address| named_lines(object, address)).collect();
    let mut patch = OrderPatch::of(values, object.names().map(str::to_owned).chain(lines));
    if object.has("order_items") {
        if object.has_value("order_items") && !object.has_list("order_items") {
            object.refuse("order_items", "must be a list of items; [] or null removes all");
        }
        patch.items = items(object);
    }
    patch.checkout_data = map_patch(object, "checkout_data");
    patch.order_metadata = map_patch(object, "order_metadata");
    patch.folder_id = folder(object);
    patch
}

fn map_patch(object: &Object, name: &str) -> MapPatch {
    let is_cleared = object.has(name) && !object.has_value(name);
    MapPatch { is_cleared, edits: object.map_entries(name).unwrap_or_default() }
}

/// The lines of an address that are named, as `shipping.city`; null names them all.
fn named_lines(object: &Object, name: &'static str) -> Vec<String> {
    let lines = lines_of(name);
    match object.object(name) {
        Some(address) => {
            let known: Vec<&str> = lines_of(name).map(|line| line.part).collect();
            address.refuse_unknown(&known);
            lines.filter(|line| address.has(line.part)).map(|line| line.name.to_owned()).collect()
        }
        None if object.has(name) => lines.map(|line| line.name.to_owned()).collect(),
        None => vec![],
    }
}

/// Refuses what cannot be written, what is unknown, and null for what cannot be blank.
fn check_names(object: &Object) {
    let known = top_fields().filter(|field| field.is_writable() || field.is_written);
    let known: Vec<&str> = known.map(|field| field.name).collect();
    object.refuse_unknown(&known);
    for field in top_fields().filter(|field| !field.is_writable() && field.is_written && object.has(field.name)) {
        object.refuse(field.name, "cannot be written");
    }
    for name in top_fields().filter(|field| field.is_never_blank).map(|field| field.name) {
        if object.has(name) && !object.is_given(name) {
            object.refuse(name, "cannot be blank");
        }
    }
    let (date_added, _) = object.problems_of(|own| own.text("date_added"));
    if date_added.is_some_and(|text| time::read(&text) == Ok(None)) {
        object.refuse("date_added", "cannot be blank");
    }
    check_entries(object, "discount_list", DISCOUNT_FIELDS);
    check_entries(object, "order_notes", NOTE_FIELDS);
    check_entries(object, "order_items", ITEM_FIELDS);
}

/// Refuses unknown fields of the entries. What is no list is refused where it is read.
fn check_entries<R>(object: &Object, list: &str, known: &[PartField<R>]) {
    for entry in object.list_unnoted(list) {
        for name in entry.names().filter(|name| known.iter().all(|field| field.name != *name)) {
            object.refuse_at(&entry, name, "is not known here");
        }
    }
}

#[cfg(test)]
mod tests;
