//! The history of an order: its newest lines are in its row, the older ones in rows beside it.

use domain::{HistoryLine, lines_of};
use futures_util::future::try_join;

use crate::client::{Attributes, Consistency, Item, Key, NewItem};
use crate::{OrderRow, Table, TableError, keys};

/// This many history lines stay in the order's row; then the older ones move out.
const RECENT_HISTORY: usize = 40;

impl Table {
    /// The whole history of an order, oldest first: its own lines, and those that follow from its appointments.
    pub async fn history(&self, row: &OrderRow) -> Result<Vec<HistoryLine>, TableError> {
        let (store_id, order_id) = (row.store_id, row.order.id);
        let parts: Vec<Key> = (1..=row.history_parts).map(|part| keys::history(store_id, order_id, part)).collect();
        let parts = self.client.get_all(&parts, Consistency::Strong);
        let (parts, appointments) = try_join(parts, self.appointments_of(store_id, order_id)).await?;
        let mut lines = row.history.clone();
        for part in &parts {
            lines.extend(part.body::<Vec<HistoryLine>>()?);
        }
        lines.extend(appointments.iter().flat_map(lines_of));
        lines.sort_by_key(|line| line.date_added);
        Ok(lines)
    }
}

impl OrderRow {
    /// Takes old lines out of a row that is to be written after `before`; the row they go to, which is to be written
    /// first. They are all but the newest of those that stood in `before`. The row they go to has the same key and the
    /// same lines however often and by whomever this is tried, so neither a crash between the two writes nor another
    /// writer costs a line.
    pub(super) fn take_old_history(&mut self, before: &Self) -> Result<Option<Item>, TableError> {
        if before.history.len() <= RECENT_HISTORY {
            return Ok(None);
        }
        let leaving = before.history.len() - RECENT_HISTORY / 2;
        let old: Vec<HistoryLine> = self.history.drain(..leaving).collect();
        self.history_parts = self.history_parts.saturating_add(1);
        let key = keys::history(self.store_id, self.order.id, self.history_parts);
        NewItem::at(key).body(&old)?.sized().map(Some)
    }
}
