//! How large an order and its parts may be.

use crate::{Problem, Variations};

/// An order has at most this many items.
pub const MAX_ITEMS: usize = 1_000;
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
    let length = length_as_json(map);
    (length > max).then(|| Problem::new(field, format!("must be at most {max} characters as JSON, and is {length}")))
}

/// What is wrong with the text `field` when it has more than `max` characters.
pub fn check_text_length(field: &str, text: &str, max: usize) -> Option<Problem> {
    (text.chars().count() > max).then(|| Problem::new(field, format!("must be at most {max} characters")))
}
