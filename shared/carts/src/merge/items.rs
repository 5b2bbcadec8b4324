//! The items of an order after its cart changed some.

use domain::{LedgerLine, Order, OrderItem, ledger};

use super::state::{ImportState, item_text, line_id, line_name};
use crate::mapped::MappedOrder;
use crate::text::cut;

/// So many characters of an item's name are in a line of the history.
const MAX_NAME_LENGTH: usize = 60;

/// The items as they are to be.
pub(super) struct MergedItems {
    /// All of them; `None` where nothing changes.
    pub(super) items: Option<Vec<OrderItem>>,
    /// What was kept against the cart.
    pub(super) notes: Vec<String>,
}

/// Lines that only the cart changed are changed, those that are new there are added, those that are gone there go. What
/// somebody changed here stays, and nothing that was shipped goes.
pub(super) fn merged(order: &Order, known: &ImportState, later: &MappedOrder) -> MergedItems {
    let theirs = &later.new.draft().order_items;
    let lines = ledger(order);
    let mut notes = vec![];
    let mut items = vec![];
    for (item, line) in order.order_items.iter().zip(&lines) {
        let there = theirs.iter().find(|other| !line_id(item).is_empty() && line_id(other) == line_id(item));
        items.extend(kept(item, line, there, known, &mut notes));
    }
    for item in theirs.iter().filter(|item| !order.order_items.iter().any(|other| line_id(other) == line_id(item))) {
        let name = line_name(line_id(item));
        if !known.is_there(&name) {
            items.push(OrderItem { id: String::new(), ..item.clone() });
        } else if !known.has(&name, &item_text(item)) {
            notes.push(format!("The cart changed {}, which is no longer in the order here", name_of(item)));
        }
    }
    if items.is_empty() && !order.order_items.is_empty() {
        notes.push("The cart removed all items, which were kept".to_owned());
        return MergedItems { items: None, notes };
    }
    let has_changed = items != order.order_items;
    MergedItems { items: has_changed.then_some(items), notes }
}

/// What becomes of an item that is here.
fn kept(
    item: &OrderItem,
    line: &LedgerLine,
    there: Option<&OrderItem>,
    known: &ImportState,
    notes: &mut Vec<String>,
) -> Option<OrderItem> {
    let name = line_name(line_id(item));
    let is_untouched = known.has(&name, &item_text(item));
    let shipped = u32::try_from(line.shipped).unwrap_or(u32::MAX);
    match there {
        // Somebody's here: the cart never had it.
        None if !known.is_there(&name) => Some(item.clone()),
        None if is_untouched && shipped == 0 => None,
        None => {
            notes.push(format!("The cart removed {}, which was kept", name_of(item)));
            Some(item.clone())
        }
        Some(there) if known.has(&name, &item_text(there)) || item_text(there) == item_text(item) => Some(item.clone()),
        Some(there) if is_untouched => {
            let quantity = there.quantity.max(shipped);
            if quantity > there.quantity {
                let left = there.quantity;
                notes.push(format!("The cart has {left} of {} now, of which {shipped} were shipped", name_of(item)));
            }
            let kept = item.clone();
            Some(OrderItem {
                id: kept.id,
                quantity,
                original_item_id: kept.original_item_id,
                supplier_id: kept.supplier_id,
                fulfillment_method: kept.fulfillment_method,
                ..there.clone()
            })
        }
        Some(there) => {
            let (count, price) = (there.quantity, there.price.text_with_cents());
            notes.push(format!("The cart has {count} of {} at {price} now, and yours was kept", name_of(item)));
            Some(item.clone())
        }
    }
}

fn name_of(item: &OrderItem) -> String {
    format!("\"{}\"", cut(&item.name, MAX_NAME_LENGTH))
}
