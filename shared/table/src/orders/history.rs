//! The history of an order: its newest lines are in its row, the older ones in rows beside it.

use domain::limits::aws::text_bytes_in_answer;
use domain::{Appointment, HistoryLine, lines_of};
use futures_util::future::try_join;

use crate::client::{Attributes, Consistency, Item, Key, NewItem};
use crate::error::readable;
use crate::{OrderRow, Table, TableError, keys};

/// This many history lines stay in the order's row; then the older ones move out.
const RECENT_HISTORY: usize = 40;

/// So many lines of a history are shown.
const MAX_HISTORY_LINES: usize = 1_000;
/// So many rows of older history are read, of 20 lines or more each.
const MAX_HISTORY_PARTS: u64 = 50;
/// The lines of so many appointments are shown.
const MAX_HISTORY_APPOINTMENTS: usize = 200;
/// The lines that are shown take so much of an answer.
const MAX_HISTORY_BYTES: usize = 2_000_000;

impl Table {
    /// The newest lines of an order's history, oldest first: its own, and those that follow from its appointments. At most
    /// 1,000, and so many that they fit into an answer.
    pub async fn history(&self, row: &OrderRow) -> Result<Vec<HistoryLine>, TableError> {
        self.history_seen(row, |appointment| appointment).await
    }

    /// The same, of which appointments tell what `see` leaves of them.
    pub async fn history_seen(
        &self,
        row: &OrderRow,
        see: impl Fn(Appointment) -> Appointment,
    ) -> Result<Vec<HistoryLine>, TableError> {
        let (store_id, order_id) = (row.store_id, row.order.id);
        let first = row.history_parts.saturating_sub(MAX_HISTORY_PARTS).saturating_add(1);
        let parts: Vec<Key> = (first..=row.history_parts).map(|part| keys::history(store_id, order_id, part)).collect();
        let parts = self.client.get_all(&parts, Consistency::Strong);
        let appointments = self.newest_appointments_of(store_id, order_id, MAX_HISTORY_APPOINTMENTS);
        let (parts, appointments) = try_join(parts, appointments).await?;
        let mut lines = row.history.clone();
        lines.extend(readable(parts.iter().map(Attributes::body::<Vec<HistoryLine>>)).into_iter().flatten());
        lines.extend(appointments.into_iter().rev().flat_map(|appointment| lines_of(&see(appointment))));
        lines.sort_by_key(|line| line.date_added);
        lines.drain(..surplus(&lines));
        Ok(lines)
    }
}

/// How many of these lines, the oldest, are too many.
fn surplus(lines: &[HistoryLine]) -> usize {
    let mut room = MAX_HISTORY_BYTES;
    let fits = |line: &&HistoryLine| match room.checked_sub(bytes_of_line(line)) {
        Some(rest) => {
            room = rest;
            true
        }
        None => false,
    };
    lines.len() - lines.iter().rev().take(MAX_HISTORY_LINES).take_while(fits).count()
}

/// What a history takes of an answer, about, and rather more than less.
pub fn bytes_of(lines: &[HistoryLine]) -> usize {
    lines.iter().map(bytes_of_line).sum()
}

fn bytes_of_line(line: &HistoryLine) -> usize {
    text_bytes_in_answer(&line.note).saturating_add(text_bytes_in_answer(&line.source_name)).saturating_add(100)
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn the_newest_lines_are_shown_and_no_more_of_them_than_fit() {
        let lines = |count: usize, note: &str| vec![HistoryLine::auto(Timestamp::UNIX_EPOCH, note); count];
        assert_eq!((surplus(&lines(0, "")), surplus(&lines(1_000, "a")), surplus(&lines(1_003, "a"))), (0, 0, 3));
        let long = lines(900, &"\"".repeat(2_000));
        let shown = long.len() - surplus(&long);
        assert!((230..=250).contains(&shown), "{shown}");
    }
}
