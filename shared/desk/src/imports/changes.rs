//! What differs between two versions of an order, field by field, for people.

use std::collections::BTreeSet;

use domain::fields::{ITEM_FIELDS, ItemRead, ORDER_FIELDS, Read};
use domain::{FieldChange, Order, OrderItem, Variations, time};

/// So many characters of a value are shown.
const MAX_SHOWN: usize = 200;

/// What was changed of an order; its lists of discounts and notes count as one field each.
pub(super) fn between(before: &Order, after: &Order) -> Vec<FieldChange> {
    let mut changes = vec![];
    let mut note = |field: &str, before: String, after: String| {
        if before != after {
            changes.push(FieldChange { field: field.to_owned(), before: shown(&before), after: shown(&after) });
        }
    };
    for field in ORDER_FIELDS.iter().filter(|field| field.is_writable()) {
        match field.read {
            Read::Text(read) => note(field.name, read(before).to_owned(), read(after).to_owned()),
            Read::Amount(read) => note(field.name, read(before).text(), read(after).text()),
            Read::Whole(read) => note(field.name, read(before).to_string(), read(after).to_string()),
            Read::Flag(read) => note(field.name, read(before).to_string(), read(after).to_string()),
            Read::Date(read) => note(field.name, time::text(read(before)), time::text(read(after))),
            Read::Map(read) => each_of(field.name, read(before), read(after), &mut note),
            Read::FolderName | Read::Parts => {}
        }
    }
    let discounts = |order: &Order| {
        let texts = order.discount_list.iter().map(|it| format!("{} {} {}", it.name, it.code, it.amount.text()));
        texts.collect::<Vec<_>>().join("; ")
    };
    note("discount_list", discounts(before), discounts(after));
    let notes = |order: &Order| order.order_notes.iter().map(|it| it.content.as_str()).collect::<Vec<_>>().join("; ");
    note("order_notes", notes(before), notes(after));
    let blank = OrderItem::default();
    for index in 0..before.order_items.len().max(after.order_items.len()) {
        let old = before.order_items.get(index).unwrap_or(&blank);
        let new = after.order_items.get(index).unwrap_or(&blank);
        for field in ITEM_FIELDS {
            let name = format!("order_items[{index}].{}", field.name);
            match field.read {
                ItemRead::Text(read) => note(&name, read(old).to_owned(), read(new).to_owned()),
                ItemRead::Amount(read) => note(&name, read(old).text(), read(new).text()),
                ItemRead::Whole(read) => note(&name, read(old).to_string(), read(new).to_string()),
                ItemRead::Map(read) => each_of(&name, read(old), read(new), &mut note),
            }
        }
    }
    changes
}

fn each_of(field: &str, before: &Variations, after: &Variations, note: &mut impl FnMut(&str, String, String)) {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        let value = |map: &Variations| map.get(name).cloned().unwrap_or_default();
        note(&format!("{field}.{name}"), value(before), value(after));
    }
}

fn shown(value: &str) -> String {
    value.chars().take(MAX_SHOWN).collect()
}
