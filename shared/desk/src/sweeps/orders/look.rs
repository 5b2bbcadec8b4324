//! Finding the orders of a sweep.

use domain::{FolderId, MAX_SWEPT_ORDERS, Store, Sweep, SweepQuery};
use table::{ListPosition, Outcome};

use super::{OrderSweeps, Stage};
use crate::DeskError;
use crate::sweeps::Page;

/// So many orders are found at once, and lie in one row.
const MAX_FOUND_AT_ONCE: i32 = 1_000;

impl OrderSweeps {
    /// Finds some orders, and keeps them beside the sweep. Done again it finds those that are kept.
    pub(super) async fn look(
        &self,
        sweep: &Sweep,
        query: &SweepQuery,
        rows: u64,
        found: u64,
    ) -> Result<Page, DeskError> {
        let store = self.store(sweep).await?;
        let position = match rows.checked_sub(1) {
            None => Some(ListPosition::default()),
            Some(before) => self.found(sweep, before).await?.next.clone(),
        };
        let Some(position) = position else { return Ok(first_change(found)) };
        let dates = (query.added_from, query.added_to);
        let folders = folders_of(query, &store);
        let listed = self.desk.table.orders_listed(store.id, &folders, dates, &position, MAX_FOUND_AT_ONCE).await?;
        let orders = match self.desk.table.insert_swept(sweep, rows, &listed).await? {
            Outcome::Unchanged(before) => before,
            _ => listed,
        };
        let found = found.saturating_add(u64::try_from(orders.ids.len()).unwrap_or_default());
        if found > MAX_SWEPT_ORDERS {
            let failure = format!("it is for more than {MAX_SWEPT_ORDERS} orders: look for less");
            return Ok(Page { failure: Some(failure), ..Page::default() });
        }
        if orders.next.is_none() {
            return Ok(first_change(found));
        }
        let next = Stage::Look { rows: rows.saturating_add(1), found };
        Ok(Page { next: Some(next.text()), ..Page::default() })
    }
}

/// All are found: now they are changed.
fn first_change(found: u64) -> Page {
    let next = Stage::Change { row: 0, from: 0, position: 0 };
    Page { total: Some(found), next: Some(next.text()), ..Page::default() }
}

/// The folders whose orders are looked through.
pub(in crate::sweeps) fn folders_of(query: &SweepQuery, store: &Store) -> Vec<FolderId> {
    if query.folder_ids.is_empty() { store.all_folder_ids().collect() } else { query.folder_ids.clone() }
}
