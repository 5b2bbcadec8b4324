//! How large an order and its parts may be.

pub mod aws;

use crate::{Problem, Variations};

/// A code, an id of another system, a method, a status or another short text has at most this many characters.
pub const MAX_SHORT_TEXT_LENGTH: usize = 255;
/// The name of an item, a line of an address or another line has at most this many characters.
pub const MAX_LINE_LENGTH: usize = 1_000;
/// An e-mail address has at most this many characters.
pub const MAX_EMAIL_LENGTH: usize = 320;
/// An address on the web has at most this many characters.
pub const MAX_URL_LENGTH: usize = 2_048;
/// A label has at most this many characters; its row holds 400 KB, packed.
pub const MAX_LABEL_LENGTH: usize = 1_000_000;
/// All labels of an order together have at most this many bytes, as they are read together.
pub const MAX_LABELS_BYTES: usize = 3_000_000;
/// The name of a folder has at most this many characters.
pub const MAX_FOLDER_NAME_LENGTH: usize = 100;
/// An order has at most this many discounts.
pub const MAX_DISCOUNTS: usize = 1_000;
/// An order has at most this many notes.
pub const MAX_NOTES: usize = 1_000;
/// An order has at most this many shipments.
pub const MAX_SHIPMENTS: usize = 500;
/// The variations of an order item, and its metadata, have at most this many characters each, as JSON.
pub const MAX_ITEM_MAP_LENGTH: usize = 10_000;
/// An order has at most this many items, and so has a shipment.
pub const MAX_ITEMS: usize = 1_000;
/// The quantity of an item is at most this.
pub const MAX_ITEM_QUANTITY: u32 = 1_000_000;
/// All notes of an order together have at most this many characters (orderdesk-api 3.1).
pub const MAX_NOTES_LENGTH: usize = 2_000;
/// Checkout data has at most this many characters, as JSON (orderdesk-api 3.1).
pub const MAX_CHECKOUT_DATA_LENGTH: usize = 3_500;
/// Order metadata has at most this many characters, as JSON (orderdesk-api 3.1).
pub const MAX_ORDER_METADATA_LENGTH: usize = 2_000;

/// How many characters a map has as JSON, by which the API limits it.
pub fn length_as_json(map: &Variations) -> usize {
    // A map of texts always has a JSON form.
    serde_json::to_string(map).map_or(usize::MAX, |json| json.chars().count())
}

/// What is wrong with the map `field` when it has more than `max` characters as JSON.
pub fn check_map_length(field: &str, map: &Variations, max: usize) -> Option<Problem> {
    // No character takes more than six in JSON: a small map needs no writing to be known as small.
    let at_most =
        map.iter().map(|(name, text)| name.len().saturating_add(text.len()).saturating_mul(6).saturating_add(6));
    if at_most.sum::<usize>().saturating_add(2) <= max {
        return None;
    }
    let length = length_as_json(map);
    (length > max).then(|| Problem::new(field, format!("must be at most {max} characters as JSON, and is {length}")))
}

/// What is wrong with the text `field` when it has more than `max` characters.
#[inline]
pub fn check_text_length(field: &str, text: &str, max: usize) -> Option<Problem> {
    // No character takes less than a byte.
    if text.len() <= max { None } else { check_character_count(field, text, max) }
}

fn check_character_count(field: &str, text: &str, max: usize) -> Option<Problem> {
    (text.chars().count() > max).then(|| Problem::new(field, format!("must be at most {max} characters")))
}

/// What is wrong with the list `field` when it has more than `max` entries, which are called `what`.
pub fn check_count(field: &str, what: &str, count: usize, max: usize) -> Option<Problem> {
    (count > max).then(|| Problem::new(field, format!("must have at most {max} {what}, and has {count}")))
}
