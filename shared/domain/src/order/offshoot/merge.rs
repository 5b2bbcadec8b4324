//! Merging orders (orderdesk-app 3.3, A.6).

use jiff::Timestamp;

use super::{MAX_MERGED_ORDERS, OffshootError, check_not_merged, number_of, without_own};
use crate::limits::{MAX_DISCOUNTS, MAX_NOTES, length_as_json};
use crate::{
    Family, MAX_CHECKOUT_DATA_LENGTH, MAX_ITEMS, MAX_NOTES_LENGTH, MAX_ORDER_METADATA_LENGTH, MAX_PAYMENTS, Note,
    Order, OrderId, OrderItem, Payment, Variations,
};

/// The place of the most recent of these orders, whose number, address and payment the merged one has.
pub fn newest_of(orders: &[&Order]) -> Option<usize> {
    orders.iter().enumerate().max_by_key(|(_, order)| recency(order)).map(|(place, _)| place)
}

/// What orders are sorted by, the most recent last. Dates have whole seconds, and ids say nothing of the time: of two
/// orders of one second, as of one call or file, the greater number is the more recent; 10 is greater than 9.
fn recency(order: &Order) -> (Timestamp, usize, &str, OrderId) {
    (order.date_added, order.source_id.len(), &order.source_id, order.id)
}

/// Whether an order may be merged: it is not in a merged one, no supplier has it, and nothing of it is shipped.
pub fn check_mergeable(order: &Order) -> Result<(), OffshootError> {
    check_not_merged(order)?;
    if order.is_open_at_supplier() {
        return Err(OffshootError::conflict(format!("Order {} stands at a supplier; it can't be merged", order.id)));
    }
    if order.order_shipments.is_empty() {
        return Ok(());
    }
    Err(OffshootError::conflict(format!("Order {} is shipped, or a part of it; it can't be merged", order.id)))
}

/// The order that `leader` and `others` are merged into: the leader's with all items, discounts and checkout data, and
/// amounts that add up; it holds what all of them hold of the stock.
pub fn merge(leader: &Order, others: &[&Order]) -> Result<Order, OffshootError> {
    let mut by_date: Vec<&Order> = others.iter().copied().chain([leader]).collect();
    by_date.sort_by_key(|&order| recency(order));
    if by_date.len() > MAX_MERGED_ORDERS {
        return Err(OffshootError::conflict(format!("At most {MAX_MERGED_ORDERS} orders are merged at once")));
    }
    let mut merged = leader.clone();
    without_own(&mut merged);
    merged.cc_number.clone_from(&leader.cc_number);
    merged.cc_exp.clone_from(&leader.cc_exp);
    merged.processor_response.clone_from(&leader.processor_response);
    merged.source_id = merged_number(leader);
    merged.order_items = by_date.iter().flat_map(|order| &order.order_items).map(as_original).collect();
    merged.stock_taken = by_date.iter().flat_map(|order| order.stock_taken.clone()).collect();
    merged.discount_list = by_date.iter().flat_map(|order| &order.discount_list).cloned().collect();
    merged.shipping_total = by_date.iter().map(|order| order.shipping_total).sum();
    merged.handling_total = by_date.iter().map(|order| order.handling_total).sum();
    merged.tax_total = by_date.iter().map(|order| order.tax_total).sum();
    merged.processor_balance = by_date.iter().map(|order| order.processor_balance).sum();
    merged.refund_total = by_date.iter().map(|order| order.refund_total).sum();
    merged.order_payments = payments(&by_date);
    merged.order_notes = notes(leader, &by_date);
    for order in by_date.iter().rev().filter(|order| order.id != leader.id) {
        add_checkout_data(&mut merged.checkout_data, order);
        add_metadata(&mut merged.order_metadata, order);
    }
    let merged_from = by_date.iter().map(|order| order.id).collect();
    merged.family = Family { merged_from, ..Family::default() };
    merged.mirror_family();
    check(&merged)?;
    Ok(merged)
}

fn as_original(item: &OrderItem) -> OrderItem {
    OrderItem { original_item_id: item.id.clone(), ..item.clone() }
}

/// `5007-M`; of an order that was merged itself, `5007-M2`.
fn merged_number(leader: &Order) -> String {
    let number = &leader.source_id;
    let Some((base, count)) = number.rsplit_once("-M").filter(|_| leader.is_merged()) else {
        return number_of(leader, "-M");
    };
    let count: u32 = if count.is_empty() { 1 } else { count.parse().unwrap_or(1) };
    let base = Order { source_id: base.to_owned(), ..leader.clone() };
    number_of(&base, &format!("-M{}", count.saturating_add(1)))
}

/// The leader's notes, and of the others' the newest that have room.
fn notes(leader: &Order, by_date: &[&Order]) -> Vec<Note> {
    let length = |note: &Note| note.content.chars().count();
    let mut room = MAX_NOTES_LENGTH.saturating_sub(leader.order_notes.iter().map(length).sum());
    let mut notes = leader.order_notes.clone();
    let others = by_date.iter().rev().filter(|order| order.id != leader.id);
    for note in others.flat_map(|order| order.order_notes.iter().rev()) {
        if let Some(rest) = room.checked_sub(length(note)).filter(|_| notes.len() < MAX_NOTES) {
            room = rest;
            notes.push(note.clone());
        }
    }
    notes.sort_by_key(|note| note.date_added);
    notes
}

/// The payments of all of them, oldest first; the newest that one order may have.
fn payments(by_date: &[&Order]) -> Vec<Payment> {
    let mut payments: Vec<Payment> = by_date.iter().flat_map(|order| &order.order_payments).cloned().collect();
    payments.sort_by_key(|payment| payment.at);
    payments.split_off(payments.len().saturating_sub(MAX_PAYMENTS))
}

/// Adds checkout data of another order; what is there with another value is added under its own name.
fn add_checkout_data(merged: &mut Variations, order: &Order) {
    let number = order.shown_number();
    for (name, value) in &order.checkout_data {
        let names = [name.clone(), format!("{name} ({number})"), format!("{name} ({})", order.id)];
        let free = names.into_iter().find(|name| merged.get(name).is_none_or(|there| there == value));
        merged.extend(free.map(|name| (name, value.clone())));
    }
}

/// Adds the metadata of another order that the merged one has nothing of, as far as there is room.
fn add_metadata(merged: &mut Variations, order: &Order) {
    let mirrors = [crate::SPLIT_FROM, crate::SPLIT_TO, crate::MERGED_FROM, crate::MERGED_TO, crate::DUPLICATE_OF];
    let own = order.order_metadata.iter().filter(|(name, _)| !mirrors.contains(&name.as_str()));
    for (name, value) in own {
        if merged.contains_key(name) {
            continue;
        }
        merged.insert(name.clone(), value.clone());
        if length_as_json(merged) > MAX_ORDER_METADATA_LENGTH {
            merged.shift_remove(name);
        }
    }
}

fn check(merged: &Order) -> Result<(), OffshootError> {
    let too_many = |what: &str, count: usize, max: usize| {
        (count > max).then(|| format!("The merged order would have {count} {what}; at most {max} are allowed"))
    };
    let checkout_data = length_as_json(&merged.checkout_data);
    let refusal = too_many("items", merged.order_items.len(), MAX_ITEMS)
        .or_else(|| too_many("discounts", merged.discount_list.len(), MAX_DISCOUNTS))
        .or_else(|| too_many("characters of checkout data", checkout_data, MAX_CHECKOUT_DATA_LENGTH));
    refusal.map_or(Ok(()), |why| Err(OffshootError::Conflict(why)))
}
