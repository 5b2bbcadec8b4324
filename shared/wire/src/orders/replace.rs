//! Reading a whole order that replaces another: `PUT /orders/{id}` (orderdesk-api 4).

use domain::time::whole_seconds;
use domain::{Card, OrderReplacement, Problem};
use jiff::Timestamp;

use super::fields::{draft, folder, items};
use crate::read::{Document, Object};

/// Reads the body of `PUT /orders/{id}`; all that is wrong with it comes back at once.
pub fn read_replacement(body: &str, now: Timestamp) -> Result<OrderReplacement, Vec<Problem>> {
    let document = Document::read(body)?;
    document.finish(of(&document.object(), whole_seconds(now)))
}

fn of(object: &Object, now: Timestamp) -> OrderReplacement {
    let mut draft = draft(object, now);
    // Not the order's total, as at creation: a balance of 0 arrives as absent from clients that drop zeros (4.7), and a
    // refunded order must not be charged again.
    draft.processor_balance = object.sum("processor_balance").unwrap_or_default();
    draft.cc_number = object.text("cc_number").unwrap_or_default();
    let mut replacement = OrderReplacement::new(draft);
    if !replacement.has_card() && object.is_given("cc_number_masked") {
        replacement.card = Card::Kept;
    }
    replacement.items = object.has_list("order_items").then(|| items(object));
    replacement.date_added = object.time("date_added");
    replacement.is_shipping_sent = object.has_value("shipping");
    replacement.is_customer_sent = object.has_value("customer");
    replacement.folder_id = folder(object);
    replacement
}

#[cfg(test)]
mod tests;
