//! The fields of an order, shared by all who read one (orderdesk-api 3.1).

use jiff::Timestamp;

use super::read::Object;
use crate::{Address, Discount, Money, Note, Order, ReturnAddress, Variations};

/// All notes of an order together have at most this many characters (orderdesk-api 3.1).
pub const MAX_NOTES_LENGTH: usize = 2_000;
/// Checkout data has at most this many characters, as JSON (orderdesk-api 3.1).
pub const MAX_CHECKOUT_DATA_LENGTH: usize = 3_500;
/// Order metadata has at most this many characters, as JSON (orderdesk-api 3.1).
pub const MAX_ORDER_METADATA_LENGTH: usize = 2_000;

/// A writable field: its name on the wire, and where it is kept.
pub(super) type Field<T, V> = (&'static str, fn(&mut T) -> &mut V);

/// Texts that are kept as they are sent.
pub(super) const TEXTS: &[Field<Order, String>] = &[
    ("shipping_method", |order| &mut order.shipping_method),
    ("cc_exp", |order| &mut order.cc_exp),
    ("processor_response", |order| &mut order.processor_response),
    ("payment_type", |order| &mut order.payment_type),
    ("payment_status", |order| &mut order.payment_status),
    ("customer_id", |order| &mut order.customer_id),
    ("ip_address", |order| &mut order.ip_address),
    ("tag_color", |order| &mut order.tag_color),
    ("tag_name", |order| &mut order.tag_name),
    ("fulfillment_name", |order| &mut order.fulfillment_name),
    ("fulfillment_id", |order| &mut order.fulfillment_id),
];

/// Texts of limited length, as they are looked for by them.
pub(super) const SHORT_TEXTS: &[(Field<Order, String>, usize)] = &[
    (("email", |order| &mut order.email), 320),
    (("source_name", |order| &mut order.source_name), 255),
    (("source_id", |order| &mut order.source_id), 255),
];

/// Amounts.
pub(super) const AMOUNTS: &[Field<Order, Money>] = &[
    ("shipping_total", |order| &mut order.shipping_total),
    ("handling_total", |order| &mut order.handling_total),
    ("tax_total", |order| &mut order.tax_total),
    ("refund_total", |order| &mut order.refund_total),
];

/// The lines of a shipping address; the last two are its alone.
pub(super) const SHIPPING_PARTS: &[Field<Address, String>] = &[
    ("first_name", |address| &mut address.first_name),
    ("last_name", |address| &mut address.last_name),
    ("company", |address| &mut address.company),
    ("address1", |address| &mut address.address1),
    ("address2", |address| &mut address.address2),
    ("city", |address| &mut address.city),
    ("state", |address| &mut address.state),
    ("postal_code", |address| &mut address.postal_code),
    ("country", |address| &mut address.country),
    ("phone", |address| &mut address.phone),
    ("address3", |address| &mut address.address3),
    ("address4", |address| &mut address.address4),
];

/// The lines of a return address.
pub(super) const RETURN_PARTS: &[Field<ReturnAddress, String>] = &[
    ("title", |address| &mut address.title),
    ("name", |address| &mut address.name),
    ("company", |address| &mut address.company),
    ("address1", |address| &mut address.address1),
    ("address2", |address| &mut address.address2),
    ("city", |address| &mut address.city),
    ("state", |address| &mut address.state),
    ("postal_code", |address| &mut address.postal_code),
    ("country", |address| &mut address.country),
    ("phone", |address| &mut address.phone),
];

/// The lines of a customer's address: no third and no fourth (orderdesk-api 3.1).
pub(super) fn customer_parts() -> &'static [Field<Address, String>] {
    SHIPPING_PARTS.get(..10).unwrap_or_default()
}

/// Sets the fields that every reader treats alike; what is absent becomes blank. Card, items, dates and balance are
/// each reader's own.
pub(super) fn fill(order: &mut Order, object: &Object, now: Timestamp) {
    for (name, field) in TEXTS {
        *field(order) = object.text(name).unwrap_or_default();
    }
    for ((name, field), most) in SHORT_TEXTS {
        *field(order) = object.short_text(name, *most).unwrap_or_default();
    }
    for (name, field) in AMOUNTS {
        *field(order) = object.money(name).unwrap_or_default();
    }
    order.email = order.email.trim().to_owned();
    order.shipping = address(object, "shipping", SHIPPING_PARTS);
    order.customer = address(object, "customer", customer_parts());
    order.return_address = return_address(object);
    order.checkout_data = limited_map(object, "checkout_data", MAX_CHECKOUT_DATA_LENGTH);
    order.order_metadata = limited_map(object, "order_metadata", MAX_ORDER_METADATA_LENGTH);
    order.discount_list = object.list("discount_list").unwrap_or_default().iter().map(discount).collect();
    order.order_notes = notes(object, now);
}

/// The customer's address as a copy of the one shipped to, which may have more lines.
pub(super) fn as_customer(shipping: &Address) -> Address {
    Address { address3: String::new(), address4: String::new(), ..shipping.clone() }
}

/// An address, nested or as flat `shipping_first_name`; nested wins.
fn address(object: &Object, name: &str, parts: &[Field<Address, String>]) -> Address {
    let nested = object.object(name);
    let mut address = Address::default();
    for (part, field) in parts {
        let text = nested.as_ref().and_then(|nested| nested.text(part));
        *field(&mut address) = text.or_else(|| object.text(&format!("{name}_{part}"))).unwrap_or_default();
    }
    address
}

fn return_address(object: &Object) -> ReturnAddress {
    let mut address = ReturnAddress::default();
    let Some(nested) = object.object("return_address") else { return address };
    for (part, field) in RETURN_PARTS {
        *field(&mut address) = nested.text(part).unwrap_or_default();
    }
    address
}

/// The last four digits of a card's number, whatever was sent: more is not ours to keep.
pub(super) fn last_four(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits.iter().skip(digits.len().saturating_sub(4)).collect()
}

pub(super) fn limited_map(object: &Object, name: &str, most: usize) -> Variations {
    let map = object.map(name).unwrap_or_default();
    if let Some(message) = too_long(&map, most) {
        object.refuse(name, message);
    }
    map
}

/// What is to be said of a map that is longer than `most` characters as JSON.
pub(super) fn too_long(map: &Variations, most: usize) -> Option<String> {
    let characters = serde_json::to_string(map).unwrap_or_default().chars().count();
    (characters > most).then(|| format!("must be at most {most} characters as JSON, and is {characters}"))
}

fn discount(entry: &Object) -> Discount {
    let text = |name| entry.text(name).unwrap_or_default();
    // Kept positive (orderdesk-api 3.1), so carts that send it as a negative amount mean the same.
    Discount {
        name: text("name"),
        code: text("code"),
        amount: entry.money("amount").map(Money::abs).unwrap_or_default(),
    }
}

fn notes(object: &Object, now: Timestamp) -> Vec<Note> {
    let entries = object.list("order_notes").unwrap_or_default();
    let note = |entry: &Object| Note {
        date_added: entry.time("date_added").unwrap_or(now),
        username: entry.text("username").unwrap_or_default(),
        content: entry.text("content").unwrap_or_default(),
    };
    let notes: Vec<Note> = entries.iter().map(note).collect();
    let characters: usize = notes.iter().map(|note| note.content.chars().count()).sum();
    if characters > MAX_NOTES_LENGTH {
        object.refuse(
            "order_notes",
            format!("must be at most {MAX_NOTES_LENGTH} characters together, and is {characters}"),
        );
    }
    notes
}
