//! Stock that the rules of a run move.

use domain::StockChange;

use super::Run;

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
            self.outcome.change_stock(change);
        }
    }
}
