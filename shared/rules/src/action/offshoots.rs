//! Making other orders of an order: what is made is planned with the run's outcome (orderdesk-app 3.1, 3.4).

use std::borrow::Cow;

use domain::{Event, Offshoot, Order, SplitBy, SplitRule, assign_suppliers, duplicate as duplicate_of, split_by};

use super::{Effect, Stage};

/// So much an order takes in a row beside its items, about.
const ORDER_BYTES: usize = 2_000;

/// So much an item takes.
const ITEM_BYTES: usize = 300;

/// Splits the order; what stays is what the rules behind see.
pub(super) fn split(rule: &SplitRule, order: &mut Cow<'_, Order>, stage: &Stage<'_, '_>) -> Effect {
    let circumstances = stage.circumstances;
    if rule.by == SplitBy::Supplier {
        assign_suppliers(&mut order.to_mut().order_items, circumstances.suppliers);
    }
    match split_by(order.to_mut(), circumstances.store_id, rule, circumstances.split_method) {
        Ok(made) if made.is_empty() => Effect::with_note("did not split the order: all its items belong together"),
        Ok(made) => Effect {
            follow_up: Some(Event::ItemsRemovedAfterSplit.into()),
            offshoots: made,
            ..Effect::with_note("split the order")
        },
        Err(why) => Effect::with_note(format!("did not split the order: {why}")),
    }
}

/// Duplicates the order, unless it is a duplicate itself: else the rules of duplicates would make one of each.
pub(super) fn duplicate(order: &mut Cow<'_, Order>, stage: &Stage<'_, '_>) -> Effect {
    if order.family.duplicate_of.is_some() {
        return Effect::with_note("did not duplicate the order: it is a duplicate itself");
    }
    match duplicate_of(order.to_mut(), stage.circumstances.store_id, stage.circumstances.now) {
        Ok(made) => Effect { offshoots: vec![made], ..Effect::with_note("duplicated the order") },
        Err(why) => Effect::with_note(format!("did not duplicate the order: {why}")),
    }
}

/// So much it takes in the row of the order it is made of, about.
pub(crate) fn bytes_of(offshoot: &Offshoot) -> usize {
    ORDER_BYTES.saturating_add(offshoot.draft.order_items.len().saturating_mul(ITEM_BYTES))
}
