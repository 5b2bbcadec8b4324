//! Moving stock between the inventory and an order (orderdesk-app 1.4): what was taken stands in the order, and what is to
//! change of the inventory is planned with the run's outcome.

use std::borrow::Cow;
use std::collections::BTreeSet;

use domain::{Order, StockChange, StockDirection};

use crate::follow::moved_text;

use super::{Effect, Stage, shown};

/// Moves it for the item of the stage; of an order rule for each, and for those that are gone.
pub(super) fn adjust(direction: StockDirection, order: &mut Cow<'_, Order>, stage: &Stage<'_, '_>) -> Effect {
    if let Some(merged) = order.family.merged_to {
        return Effect::with_note(format!("did not move stock: the order was merged into order {merged}"));
    }
    let order = order.to_mut();
    let places = match stage.item {
        Some(place) => place..place.saturating_add(1),
        None => 0..order.order_items.len(),
    };
    let (mut changes, mut unknown) = (vec![], BTreeSet::new());
    for place in places {
        let Some(item) = order.order_items.get(place) else { break };
        match direction {
            StockDirection::Take => {
                let (quantity, known) = (item.quantity, stage.circumstances.inventory.taking(item));
                unknown.extend(known.as_ref().err().into_iter().flatten().cloned());
                changes.extend(order.hold_stock(place, quantity, known.ok()));
            }
            StockDirection::GiveBack => changes.extend(order.hold_stock(place, 0, None)),
        }
    }
    if stage.item.is_none() {
        changes.extend(order.give_back_stock_of_gone_items());
    }
    let note = note(&changes, &unknown);
    Effect { stock: changes, ..Effect::with_note(note) }
}

/// Gives back what was taken for items that are gone, once an item rule moved stock; nothing where there is none.
pub(crate) fn give_back_of_gone_items(order: &mut Cow<'_, Order>) -> Option<Effect> {
    if order.family.merged_to.is_some() || order.stock_taken.is_empty() {
        return None;
    }
    let changes = order.to_mut().give_back_stock_of_gone_items();
    let note = format!("{}, of items that are gone", note(&changes, &BTreeSet::new()));
    (!changes.is_empty()).then(|| Effect { stock: changes, ..Effect::with_note(note) })
}

/// What was moved, in sum for each inventory item, and which codes there are none of.
fn note(changes: &[StockChange], unknown: &BTreeSet<String>) -> String {
    let moved = moved_text(changes).unwrap_or_else(|| "moved no stock".to_owned());
    let codes = unknown.iter().map(|code| shown(code)).collect::<Vec<_>>().join(", ");
    let unknown = (!unknown.is_empty()).then(|| format!("the inventory has no {codes}"));
    std::iter::once(moved).chain(unknown).collect::<Vec<_>>().join(", ")
}
