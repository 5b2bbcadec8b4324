//! Reading the fields of an order that every reader treats alike (orderdesk-api 3.1).

use domain::fields::{DISCOUNT_FIELDS, NOTE_FIELDS, Write, lines_of, top_fields};
use domain::limits::{MAX_DISCOUNTS, MAX_ITEMS, MAX_NOTES};
use domain::{Discount, FolderId, Money, NewOrderItem, Note, Order, check_notes_length, draft_order};
use jiff::Timestamp;

use crate::items;
use crate::read::{AtMost, Object};

/// A draft of an order by the fields that every reader treats alike; what is absent is blank in it. The card, items, dates
/// and balance are each reader's own, and so are shipments. Fields of one kind are read in turn, so that errors are always listed in the same
/// order.
pub(super) fn draft(object: &Object, now: Timestamp) -> Order {
    let mut draft = draft_order(now);
    read_scalars(&mut draft, object);
    read_addresses(&mut draft, object);
    for field in top_fields() {
        if let Write::Map(max, map) = field.write {
            *map(&mut draft) = object.limited_map(field.name, max);
        }
    }
    let discounts = object.list_of("discount_list", AtMost { count: MAX_DISCOUNTS, what: "discounts" });
    draft.discount_list = discounts.unwrap_or_default().iter().map(discount).collect();
    draft.order_notes = notes(object, now);
    draft
}

fn read_scalars(draft: &mut Order, object: &Object) {
    for field in top_fields() {
        if let Write::Text(max, text) = field.write {
            *text(draft) = object.short_text(field.name, max).unwrap_or_default();
        }
    }
    for field in top_fields() {
        if let Write::Amount(amount) = field.write {
            *amount(draft) = object.money(field.name).unwrap_or_default();
        }
    }
}

/// Addresses: nested or as flat `shipping_first_name`, of which nested wins; where returns go only nested.
fn read_addresses(draft: &mut Order, object: &Object) {
    for address in ["shipping", "customer"] {
        let nested = object.object(address);
        for field in lines_of(address) {
            let Write::Text(max, line) = field.write else { continue };
            let text = nested.as_ref().and_then(|nested| nested.short_text(field.part, max));
            *line(draft) = text.or_else(|| object.short_text(field.flat_name, max)).unwrap_or_default();
        }
    }
    let Some(nested) = object.object("return_address") else { return };
    for field in lines_of("return_address") {
        let Write::Text(max, line) = field.write else { continue };
        *line(draft) = nested.short_text(field.part, max).unwrap_or_default();
    }
}

fn discount(entry: &Object) -> Discount {
    let text = |name| entry.text_of(DISCOUNT_FIELDS, name).unwrap_or_default();
    // Kept positive (orderdesk-api 3.1), so carts that send it as a negative amount mean the same.
    Discount {
        name: text("name"),
        code: text("code"),
        amount: entry.money("amount").map(Money::abs).unwrap_or_default(),
    }
}

fn notes(object: &Object, now: Timestamp) -> Vec<Note> {
    let entries = object.list_of("order_notes", AtMost { count: MAX_NOTES, what: "notes" }).unwrap_or_default();
    let note = |entry: &Object| Note {
        date_added: entry.time("date_added").unwrap_or(now),
        username: entry.text_of(NOTE_FIELDS, "username").unwrap_or_default(),
        content: entry.text_of(NOTE_FIELDS, "content").unwrap_or_default(),
    };
    let notes: Vec<Note> = entries.iter().map(note).collect();
    if let Some(problem) = check_notes_length(&notes) {
        object.refuse_for(&problem);
    }
    notes
}

/// The folder asked for; 0 is none, as PHP writes it.
pub(super) fn folder(object: &Object) -> Option<FolderId> {
    let number = object.whole("folder_id").filter(|number| *number != 0)?;
    let folder = FolderId::new(number);
    if folder.is_none() {
        object.refuse("folder_id", "must be the id of a folder");
    }
    folder
}

/// The items of an order that is sent whole.
pub(super) fn items(object: &Object) -> Vec<NewOrderItem> {
    let entries = object.list_of("order_items", AtMost { count: MAX_ITEMS, what: "items" }).unwrap_or_default();
    entries.iter().map(items::of).collect()
}
