//! What of an order is shipped and what is left (orderdesk-api 2.6).

use crate::{ItemQuantity, NewShipment, Order, Problem, Shipment};

/// One item of an order in its ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// The item's id.
    pub item_id: String,
    /// Its SKU.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many were ordered.
    pub ordered: u64,
    /// How many were shipped; more than ordered when nobody checked.
    pub shipped: u64,
    /// How many are left to be shipped.
    pub left: u64,
}

/// What of `order` is shipped. A shipment that is not itemised took all that was left then; what names no item of the
/// order counts nowhere.
pub fn ledger(order: &Order) -> Vec<LedgerLine> {
    let line = |item: &crate::OrderItem| LedgerLine {
        item_id: item.id.clone(),
        code: item.code.clone(),
        name: item.name.clone(),
        ordered: item.quantity.into(),
        shipped: 0,
        left: item.quantity.into(),
    };
    let mut lines: Vec<LedgerLine> = order.order_items.iter().map(line).collect();
    for shipment in &order.order_shipments {
        count(&mut lines, shipment);
    }
    lines
}

/// The shipments that `after` has and `before` had not, each with how many it takes of each item of the order: what was left
/// then of what it names, and of all where it is not itemised.
pub(crate) fn newly_shipped(before: &Order, after: &Order) -> Vec<(Shipment, Vec<u64>)> {
    let is_old = |shipment: &Shipment| before.order_shipments.iter().any(|old| old.id == shipment.id);
    if after.order_shipments.iter().all(is_old) {
        return vec![];
    }
    let (old, new): (Vec<_>, Vec<_>) = after.order_shipments.iter().cloned().partition(is_old);
    let mut so_far = Order { order_shipments: old, ..after.clone() };
    let taken_by = |shipment: Shipment| {
        let ledger_before = ledger(&so_far);
        so_far.order_shipments.push(shipment.clone());
        let taken = ledger(&so_far).iter().zip(&ledger_before).map(|(now, then)| now.shipped - then.shipped).collect();
        (shipment, taken)
    };
    new.into_iter().map(taken_by).collect()
}

/// Whether `order` has all that is in `shipment` still to be shipped. One that is not itemised always fits: it takes
/// what is left, and a second parcel of the same goods has a number of its own.
pub fn check_shippable(order: &Order, shipment: &NewShipment) -> Result<(), Vec<Problem>> {
    let mut lines = ledger(order);
    let entries = shipment.order_items().iter().enumerate();
    let problems: Vec<Problem> = entries.filter_map(|(index, entry)| refusal(&mut lines, index, entry)).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn refusal(lines: &mut [LedgerLine], index: usize, entry: &ItemQuantity) -> Option<Problem> {
    let requested = u64::from(entry.quantity);
    let mut named = named(lines, entry);
    let Some(first) = named.first() else {
        let item = if entry.id.trim().is_empty() { &entry.code } else { &entry.id };
        return Some(Problem::new(format!("order_items[{index}]"), format!("the order has no item \"{item}\"")));
    };
    let item = if first.code.is_empty() { &first.item_id } else { &first.code }.clone();
    let sum = |part: fn(&LedgerLine) -> u64| named.iter().map(|line| part(line)).sum::<u64>();
    let (ordered, shipped, left) = (sum(|line| line.ordered), sum(|line| line.shipped), sum(|line| line.left));
    take(&mut named, requested);
    let message = format!("{item}: {ordered} ordered, {shipped} shipped, {left} left, {requested} asked");
    (requested > left).then(|| Problem::new(format!("order_items[{index}].quantity"), message))
}

fn count(lines: &mut [LedgerLine], shipment: &Shipment) {
    if shipment.order_items.is_empty() {
        for line in lines.iter_mut() {
            line.shipped = line.shipped.saturating_add(std::mem::take(&mut line.left));
        }
    }
    for entry in &shipment.order_items {
        take(&mut named(lines, entry), entry.quantity.into());
    }
}

/// The items an entry names: the one of its id, or else all of its code.
fn named<'a>(lines: &'a mut [LedgerLine], entry: &ItemQuantity) -> Vec<&'a mut LedgerLine> {
    let (id, code) = (entry.id.trim(), entry.code.trim());
    let by_id = lines.iter().any(|line| !id.is_empty() && line.item_id == id);
    let is_named = |line: &&mut LedgerLine| {
        if by_id { line.item_id == id } else { !code.is_empty() && line.code.trim() == code }
    };
    lines.iter_mut().filter(is_named).collect()
}

/// Fills `lines` in turn; what is more than all of them stays with the last.
fn take(lines: &mut [&mut LedgerLine], quantity: u64) {
    let mut rest = quantity;
    for line in lines.iter_mut() {
        let taken = rest.min(line.left);
        line.left = line.left.saturating_sub(taken);
        line.shipped = line.shipped.saturating_add(taken);
        rest = rest.saturating_sub(taken);
    }
    if let Some(last) = lines.last_mut() {
        last.shipped = last.shipped.saturating_add(rest);
    }
}

#[cfg(test)]
mod tests;
