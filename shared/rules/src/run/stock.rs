//! Stock that the rules of a run move.

use domain::{StockChange, StockReason};

use super::Run;
use crate::follow::follow;

/// So much a change of the stock takes in a row, in the order and in its plan, about.
const CHANGE_BYTES: usize = 200;

impl Run<'_, '_> {
    /// Notes how the stock is to change; filters of the rules behind see it so.
    pub(super) fn move_stock(&mut self, changes: Vec<StockChange>) {
        if changes.is_empty() {
            return;
        }
        self.outcome.bytes += changes.len() * CHANGE_BYTES;
        let stock = self.stock.get_or_insert_with(|| self.circumstances.inventory.clone());
        for change in changes {
            stock.change_stock(&change);
            self.outcome.stock.add(change);
        }
    }

    /// Has the stock follow the order, once the rules are done with it.
    pub(super) fn follow_stock(&mut self) {
        let by_rules = !self.outcome.stock.is_empty();
        let Some(followed) = follow(&mut self.outcome.order, self.circumstances) else { return };
        self.outcome.bytes += followed.changes.len() * CHANGE_BYTES;
        self.outcome.stock.extend(followed.changes);
        self.outcome.stock_reason = if by_rules { StockReason::Rule } else { followed.reason };
        self.say(&followed.note);
    }
}
