//! Changing a page of orders: what each was is kept, then each is written.

use std::sync::Arc;

use domain::{KeptOrder, KeptValue, OrderId, Store, Sweep, SweepAction};
use futures_util::future::join_all;
use jiff::Timestamp;
use table::{OrderRow, Outcome, TableError};

use super::effect::changed;
use super::{LEFT_SCOPE, OrderSweeps, is_changed_by, is_meant, is_seen, refused};
use crate::DeskError;
use crate::sweeps::Page;

/// An order that is to be written: as it was read, and as it is to be.
struct Write {
    before: OrderRow,
    after: OrderRow,
}

/// What is to be done about an order.
enum Decision {
    /// This sweep changed it before.
    Done,
    /// It is as it is to be.
    Unchanged,
    /// It is not looked for any more.
    PassedOver,
    Refused(String),
    Write(Box<Write>),
}

impl OrderSweeps {
    /// Changes these orders. What each was is kept in one write before any is changed, so that it is known whatever dies;
    /// whoever does the same page at the same moment meets that row, and looks again.
    pub(super) async fn change(
        &self,
        sweep: &Sweep,
        action: &SweepAction,
        position: u64,
        ids: &[OrderId],
    ) -> Result<Page, DeskError> {
        let store = self.store(sweep).await?;
        let (mut page, mut open, mut tries) = (Page::default(), ids.to_vec(), self.desk.table.tries());
        loop {
            // First the orders, then what is kept of them: an order that was changed before is kept by then.
            let now = self.clock.now();
            let decided = self.decide(sweep, action, &store, &open, now).await?;
            let (kept, version) = self.desk.table.kept_page(sweep.id, position).await?;
            let writes = count(sweep, decided, &mut page, &mut open);
            if writes.is_empty() {
                return Ok(page);
            }
            let kept = with(kept, &writes, action);
            match self.desk.table.save_kept_page(sweep, position, &kept, version).await? {
                Outcome::Done(()) => open = self.write(sweep, writes, now, &mut page).await?,
                Outcome::Stale | Outcome::Missing => {}
            }
            if open.is_empty() {
                return Ok(page);
            }
            tries.again().await?;
        }
    }

    async fn decide(
        &self,
        sweep: &Sweep,
        action: &SweepAction,
        store: &Arc<Store>,
        ids: &[OrderId],
        now: Timestamp,
    ) -> Result<Vec<(OrderId, Decision)>, DeskError> {
        let read = ids.iter().map(|id| self.desk.table.order_without_labels(store.id, *id));
        let rows = join_all(read).await;
        let mut decided = vec![];
        for (id, row) in ids.iter().zip(rows) {
            let decision = match row {
                Ok(Some(row)) if self.desk.rights().covers(&row.order) => decision(sweep, action, store, row, now)?,
                Ok(_) => Decision::Refused("Order not found".to_owned()),
                Err(error) if error.is_passing() => return Err(error.into()),
                Err(_) => Decision::Refused("its row can't be read".to_owned()),
            };
            decided.push((*id, decision));
        }
        Ok(decided)
    }

    /// Writes orders at once; those that somebody else changed meanwhile.
    async fn write(
        &self,
        sweep: &Sweep,
        writes: Vec<Write>,
        now: Timestamp,
        page: &mut Page,
    ) -> Result<Vec<OrderId>, DeskError> {
        let requests = writes.iter().map(|write| self.desk.table.save_order(&write.before, write.after.clone(), now));
        // On the heap: all of them at once are large.
        let saved = Box::pin(join_all(requests)).await;
        let mut open = vec![];
        for (write, saved) in writes.iter().zip(saved) {
            let order_id = write.before.order.id;
            match saved {
                Ok(Outcome::Done(_)) => page.changed = page.changed.saturating_add(1),
                Ok(_) => open.push(order_id),
                Err(TableError::TooLarge { .. }) => {
                    page.findings.push(refused(sweep, order_id, "the order would be too large"));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(open)
    }
}

fn decision(
    sweep: &Sweep,
    action: &SweepAction,
    store: &Store,
    row: OrderRow,
    now: Timestamp,
) -> Result<Decision, DeskError> {
    if is_changed_by(&row, sweep.id.number) {
        return Ok(Decision::Done);
    }
    if !is_meant(sweep, &row) {
        return Ok(Decision::PassedOver);
    }
    if !is_seen(sweep, &row) {
        return Ok(Decision::Refused(LEFT_SCOPE.to_owned()));
    }
    match changed(sweep, action, store, &row, now) {
        Ok(Some(after)) => Ok(Decision::Write(Box::new(Write { before: row, after }))),
        Ok(None) => Ok(Decision::Unchanged),
        Err(error) if error.is_passing() => Err(error),
        Err(error) => Ok(Decision::Refused(error.to_string())),
    }
}

/// Counts what is decided, and takes it out of what is open; what is to be written.
fn count(sweep: &Sweep, decided: Vec<(OrderId, Decision)>, page: &mut Page, open: &mut Vec<OrderId>) -> Vec<Write> {
    let mut writes = vec![];
    for (order_id, decision) in decided {
        match decision {
            Decision::Done => page.changed = page.changed.saturating_add(1),
            Decision::Unchanged => page.unchanged = page.unchanged.saturating_add(1),
            Decision::PassedOver => {}
            Decision::Refused(why) => page.findings.push(refused(sweep, order_id, why)),
            Decision::Write(write) => {
                writes.push(*write);
                continue;
            }
        }
        open.retain(|id| *id != order_id);
    }
    writes
}

/// What is kept of a page, with what these orders are now.
fn with(mut kept: Vec<KeptOrder>, writes: &[Write], action: &SweepAction) -> Vec<KeptOrder> {
    for write in writes {
        let (order_id, version) = (write.before.order.id, write.before.version);
        let before = action.kept_of(&write.before.order).and_then(KeptValue::if_small);
        kept.retain(|kept| kept.order_id != order_id);
        kept.push(KeptOrder { order_id, version, before });
    }
    kept
}
