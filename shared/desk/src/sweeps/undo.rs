//! Undoing a sweep: each order gets back what it was, where nobody changed it since.

use domain::{Clock, KeptOrder, Sweep, SweepId, SweepWork};
use futures_util::future::join_all;
use table::{OrderRow, Outcome};

use super::orders::{actor_of, is_changed_by, refused, signed};
use super::{Page, Work};
use crate::{Desk, DeskError};

/// What an order that somebody changed since is refused with; rules that acted on the sweep's change count too.
const CHANGED_SINCE: &str = "it changed since";

/// Gives orders back what a sweep changed. No rule runs for it: who undoes does not want posts to leave.
pub struct Undos {
    desk: Desk,
    clock: Clock,
}

/// What became of one order.
enum Undone {
    Changed,
    Refused(&'static str),
}

impl Undos {
    /// For one part.
    pub fn new(desk: Desk, clock: Clock) -> Self {
        Self { desk, clock }
    }

    /// Undoes one order under the condition that it is still the version the sweep wrote.
    async fn undo(&self, sweep: &Sweep, of: u64, kept: &KeptOrder) -> Result<Undone, DeskError> {
        let Some(store_id) = sweep.id.store_id else { return Ok(Undone::Refused("it is of no store")) };
        let row = match self.desk.table.order_without_labels(store_id, kept.order_id).await {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(Undone::Refused("Order not found")),
            Err(error) if error.is_passing() => return Err(error.into()),
            Err(_) => return Ok(Undone::Refused("its row can't be read")),
        };
        if is_changed_by(&row, sweep.id.number) {
            return Ok(Undone::Changed);
        }
        if row.version != kept.version.saturating_add(1) || !is_changed_by(&row, of) {
            return Ok(Undone::Refused(CHANGED_SINCE));
        }
        let Some(before) = &kept.before else {
            return Ok(Undone::Refused("what it was is too large to be kept"));
        };
        let mut after = row.clone();
        before.give_back(&mut after.order);
        if !self.has_folder(store_id, &row, &after).await? {
            return Ok(Undone::Refused("the folder it lay in is gone"));
        }
        after.plans.clear();
        after.events.clear();
        let (now, note) = (self.clock.now(), signed(&format!("Sweep {of} Undone"), sweep.id.number));
        after.history.push(actor_of(sweep).line(now, note));
        match self.desk.table.save_order(&row, after, now).await? {
            Outcome::Done(_) => Ok(Undone::Changed),
            _ => self.after_all(sweep, store_id, kept).await,
        }
    }

    /// Our write was not made, or only its answer was lost.
    async fn after_all(&self, sweep: &Sweep, store_id: domain::StoreId, kept: &KeptOrder) -> Result<Undone, DeskError> {
        let row = self.desk.table.order_without_labels(store_id, kept.order_id).await?;
        let is_ours = row.is_some_and(|row| is_changed_by(&row, sweep.id.number));
        Ok(if is_ours { Undone::Changed } else { Undone::Refused(CHANGED_SINCE) })
    }

    async fn has_folder(
        &self,
        store_id: domain::StoreId,
        before: &OrderRow,
        after: &OrderRow,
    ) -> Result<bool, DeskError> {
        if before.order.folder_id == after.order.folder_id {
            return Ok(true);
        }
        let store = self.desk.table.store(store_id).await?;
        Ok(store.is_some_and(|store| store.folder(after.order.folder_id).is_some()))
    }
}

impl Work for Undos {
    async fn page(&self, sweep: &Sweep, cursor: &str, _rows: u32) -> Result<Page, DeskError> {
        let SweepWork::Undo { of, .. } = sweep.work else { return Ok(Page::default()) };
        let undone = SweepId { number: of, ..sweep.id };
        let from = cursor.parse().unwrap_or_default();
        let Some((position, kept)) = self.desk.table.kept_page_from(undone, from).await? else {
            return Ok(Page::default());
        };
        let orders = kept.iter().map(|kept| self.undo(sweep, of, kept));
        // On the heap: all of them at once are large.
        let results = Box::pin(join_all(orders)).await;
        let mut page = Page { seen: u64::try_from(kept.len()).unwrap_or_default(), ..Page::default() };
        for (kept, undone) in kept.iter().zip(results) {
            match undone? {
                Undone::Changed => page.changed = page.changed.saturating_add(1),
                Undone::Refused(why) => page.findings.push(refused(sweep, kept.order_id, why)),
            }
        }
        page.next = Some(position.saturating_add(1).to_string());
        Ok(page)
    }
}
