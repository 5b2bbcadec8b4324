//! Changing orders: read, change, write as the next version, and again when another change came first.

use domain::time::whole_seconds;
use domain::{HistoryLine, OrderId, StoreId, events_between};
use jiff::Timestamp;

use crate::client::{Condition, Key};
use crate::folder_counts::Move;
use crate::{OrderRow, Outcome, Table, TableError};

/// A write whose condition did not hold: that of another change, or our own, of which only the answer was lost.
struct Tried<T> {
    line: HistoryLine,
    moved: Move,
    lost_labels: Vec<Key>,
    result: T,
}

impl Table {
    /// Changes an order by somebody from outside: `change` answers nothing when there is nothing to do, and else adds a
    /// history line. Tried again, after a wait, when another change came first. The difference between
    /// the two versions, and what `change` adds to the row's events, become the events of the new version.
    ///
    /// [`Outcome::Done`] brings the order as it is now and what `change` answered, [`Outcome::Unchanged`] the order as
    /// it is, [`Outcome::Refused`] the error of `change`.
    pub async fn change_order<T, E>(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        now: Timestamp,
        change: impl Fn(&mut OrderRow) -> Result<Option<T>, E>,
    ) -> Result<Outcome<(OrderRow, T), OrderRow, E>, TableError> {
        let (mut tries, mut last): (_, Option<Tried<T>>) = (self.client.tries(), None);
        let mut next = Ok(());
        loop {
            let Some(before) = self.order(store_id, order_id).await? else { return Ok(Outcome::Missing) };
            // Only the answer of our write was lost: our line, with the instant it was written at, is there.
            if let Some(last) = last.take_if(|last| before.history.contains(&last.line)) {
                self.count_move(store_id, order_id, last.moved).await;
                self.remove_labels(last.lost_labels, before.version).await;
                return Ok(Outcome::Done((before, last.result)));
            }
            // Looked at once more after the last try: it may have been the one whose answer was lost.
            next?;
            let (after, result) = match changed(&before, &change) {
                Ok(Some(changed)) => changed,
                Ok(None) => return Ok(Outcome::Unchanged(before)),
                Err(refused) => return Ok(Outcome::Refused(refused)),
            };
            let line = after.history.last().filter(|line| !before.history.contains(line)).cloned();
            let (moved, lost_labels) = (move_between(&before, &after), before.labels_lost_to(&after));
            if let Outcome::Done(after) = Box::pin(self.save_order(&before, after, now)).await? {
                return Ok(Outcome::Done((after, result)));
            }
            last = line.map(|line| Tried { line, moved, lost_labels, result });
            next = tries.again().await;
        }
    }

    /// Writes `row` as the version after `before`; [`Outcome::Stale`] when the row in the table is no longer `before`.
    /// Labels whose pictures `before` came without stay. It was updated now, unless the row is to keep that date.
    pub async fn save_order(
        &self,
        before: &OrderRow,
        mut row: OrderRow,
        now: Timestamp,
    ) -> Result<Outcome<OrderRow>, TableError> {
        row.version = before.version.saturating_add(1);
        if !std::mem::take(&mut row.keeps_date) {
            row.order.date_updated = whole_seconds(now);
        }
        let old_history = row.take_old_history(before)?;
        let item = row.item()?;
        if let Some(old_history) = old_history {
            self.client.put(old_history).await?;
        }
        self.write_labels(&row, Some(before)).await?;
        if !self.client.put_if(item, Condition::version_is(before.version)).await?.is_done() {
            return Ok(Outcome::Stale);
        }
        self.count_move(row.store_id, row.order.id, move_between(before, &row)).await;
        self.remove_labels(before.labels_lost_to(&row), row.version).await;
        row.note_written();
        Ok(Outcome::Done(row))
    }
}

impl OrderRow {
    /// The row after a change by somebody from outside, as [`Table::change_order`] makes it, to be saved in this one's
    /// place; nothing where there is nothing to do.
    pub fn changed<T, E>(&self, change: impl Fn(&mut Self) -> Result<Option<T>, E>) -> Result<Option<(Self, T)>, E> {
        changed(self, &change)
    }
}

/// The order after a change, with the events of its next version, and what the change answered.
fn changed<T, E>(
    before: &OrderRow,
    change: &impl Fn(&mut OrderRow) -> Result<Option<T>, E>,
) -> Result<Option<(OrderRow, T)>, E> {
    let mut after = before.clone();
    after.plans.clear();
    after.events.clear();
    let Some(result) = change(&mut after)? else { return Ok(None) };
    let by_change = std::mem::replace(&mut after.events, events_between(&before.order, &after.order));
    after.events.extend(by_change);
    if std::mem::take(&mut after.is_quiet) {
        after.events.clear();
    }
    after.plan_shipments(&before.order);
    Ok(Some((after, result)))
}

fn move_between(before: &OrderRow, after: &OrderRow) -> Move {
    Move { from: Some(before.order.folder_id), to: Some(after.order.folder_id) }
}
