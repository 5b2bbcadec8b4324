//! A store's sweep: the same is done to many orders.
//!
//! The orders a query looks for are found first, and kept beside the sweep, so that none comes in or drops out because
//! of what the sweep does. Then they are changed, a page at a time. What each of a page was is kept before any of them
//! is changed; a page that is done again knows by the history of an order that it was changed, and by what is kept what it
//! was before.

mod appointments;
mod change;
mod effect;
mod events;
mod look;
mod removals;

use std::sync::{Arc, Mutex, PoisonError};

use domain::{
    Clock, Finding, FindingResult, MAX_SWEPT_AT_ONCE, OrderId, PERSON_PREFIX, Permissions, Rights, Scope, Selection,
    Store, Sweep, SweepActionKind, SweepWork,
};
use table::SweptOrders;
use tokio::sync::OnceCell;

use super::{Page, Work};
use crate::rules::{FoldersOfPart, StoreWithRules};
use crate::{Actor, Desk, DeskError};

pub(super) use look::folders_of;

/// A page has so many orders.
pub(super) const MAX_ORDERS_PER_PAGE: usize = MAX_SWEPT_AT_ONCE;

/// Does what a store wants done to many orders.
pub struct OrderSweeps {
    desk: Desk,
    clock: Clock,
    store: OnceCell<Arc<Store>>,
    rules: OnceCell<StoreWithRules>,
    found: Mutex<Option<(u64, Arc<SweptOrders>)>>,
    folders: FoldersOfPart,
}

/// How far a sweep is: its cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Orders are looked for: so many rows of them are written, of so many orders.
    Look { rows: u64, found: u64 },
    /// They are changed: from here on in such a row, behind so many in all.
    Change { row: u64, from: usize, position: u64 },
}

impl Stage {
    fn text(self) -> String {
        match self {
            Self::Look { rows, found } => format!("look {rows} {found}"),
            Self::Change { row, from, position } => format!("change {row} {from} {position}"),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(' ').collect();
        match parts.as_slice() {
            ["look", rows, found] => Some(Self::Look { rows: rows.parse().ok()?, found: found.parse().ok()? }),
            ["change", row, from, position] => Some(Self::Change {
                row: row.parse().ok()?,
                from: from.parse().ok()?,
                position: position.parse().ok()?,
            }),
            _ => None,
        }
    }

    /// Where a sweep of this selection begins.
    fn first(selection: &Selection) -> Self {
        match selection {
            Selection::Ids(_) => Self::Change { row: 0, from: 0, position: 0 },
            Selection::Query(_) => Self::Look { rows: 0, found: 0 },
        }
    }
}

impl OrderSweeps {
    /// For one part: it remembers the store of that part, its rules and the folder it looked through last.
    pub fn new(desk: Desk, clock: Clock) -> Self {
        let (store, rules, found) = (OnceCell::new(), OnceCell::new(), Mutex::default());
        Self { desk, clock, store, rules, found, folders: FoldersOfPart::default() }
    }

    /// The desk of whoever asked for the sweep, as far as they see orders: a message's own desk sees all.
    fn desk_of(&self, sweep: &Sweep) -> Desk {
        let permissions = self.desk.rights().permissions;
        self.desk.with_rights(Rights { permissions, scope: sweep.scope.clone() })
    }

    /// The store, read once; none where it is gone.
    async fn store(&self, sweep: &Sweep) -> Result<Arc<Store>, DeskError> {
        let read = async || {
            let store_id = sweep.id.store_id.ok_or(DeskError::NotFound("Store"))?;
            let store = self.desk.table.store(store_id).await?;
            store.map(Arc::new).ok_or(DeskError::NotFound("Store"))
        };
        self.store.get_or_try_init(read).await.cloned()
    }

    /// The store and its rules, read once.
    async fn rules(&self, sweep: &Sweep) -> Result<&StoreWithRules, DeskError> {
        let read = async || Ok(StoreWithRules::read(&self.desk, self.store(sweep).await?).await?);
        self.rules.get_or_try_init(read).await
    }

    /// A row of the orders that were found, read once for all its pages.
    async fn found(&self, sweep: &Sweep, row: u64) -> Result<Arc<SweptOrders>, DeskError> {
        let known = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, orders)) = known.filter(|(known, _)| *known == row) {
            return Ok(orders);
        }
        let orders = self.desk.table.swept(sweep.id, row).await?;
        let orders = Arc::new(orders.unwrap_or(SweptOrders { ids: vec![], next: None }));
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some((row, orders.clone()));
        Ok(orders)
    }

    /// The next page of orders that are to be changed, and where the one behind it begins.
    async fn change_page(&self, sweep: &Sweep, row: u64, from: usize, position: u64) -> Result<Page, DeskError> {
        let SweepWork::Orders { action, selection, .. } = &sweep.work else { return Ok(Page::default()) };
        let (ids, is_last_row) = match selection {
            Selection::Ids(ids) => (page_of(ids, from), true),
            Selection::Query(_) => {
                let orders = self.found(sweep, row).await?;
                (page_of(&orders.ids, from), orders.next.is_none())
            }
        };
        let (ids, is_last_page) = ids;
        let count = u64::try_from(ids.len()).unwrap_or_default();
        let page = match action.kind() {
            SweepActionKind::RunEvent => Box::pin(self.run_events(sweep, action, &ids)).await?,
            kind @ (SweepActionKind::Delete | SweepActionKind::Restore) => {
                Box::pin(self.remove_or_restore(sweep, kind, &ids)).await?
            }
            kind if kind.can_be_undone() => Box::pin(self.change(sweep, action, position, &ids)).await?,
            _ => Box::pin(self.change_appointments(sweep, action, &ids)).await?,
        };
        let position = position.saturating_add(count);
        let next = match (is_last_page, is_last_row) {
            (false, _) => Some(Stage::Change { row, from: from.saturating_add(ids.len()), position }),
            (true, false) => Some(Stage::Change { row: row.saturating_add(1), from: 0, position }),
            (true, true) => None,
        };
        let total = match selection {
            Selection::Ids(ids) => u64::try_from(ids.len()).ok(),
            Selection::Query(_) => None,
        };
        Ok(Page { seen: count, next: next.map(Stage::text), total, ..page })
    }
}

/// The ids of a page, and whether there are none behind them.
fn page_of(ids: &[OrderId], from: usize) -> (Vec<OrderId>, bool) {
    let page: Vec<OrderId> = ids.iter().skip(from).take(MAX_ORDERS_PER_PAGE).copied().collect();
    let is_last = from.saturating_add(page.len()) >= ids.len();
    (page, is_last)
}

impl Work for OrderSweeps {
    async fn page(&self, sweep: &Sweep, cursor: &str, _rows: u32) -> Result<Page, DeskError> {
        let SweepWork::Orders { selection, .. } = &sweep.work else { return Ok(Page::default()) };
        let stage = if cursor.is_empty() { Some(Stage::first(selection)) } else { Stage::read(cursor) };
        match (stage, selection) {
            (Some(Stage::Change { row, from, position }), _) => self.change_page(sweep, row, from, position).await,
            (Some(Stage::Look { rows, found }), Selection::Query(query)) => {
                Box::pin(self.look(sweep, query, rows, found)).await
            }
            _ => Ok(Page { failure: Some(format!("nobody here reads its cursor {cursor}")), ..Page::default() }),
        }
    }
}

/// Whether an order is still one of those the sweep is for.
fn is_meant(sweep: &Sweep, row: &crate::OrderRow) -> bool {
    match &sweep.work {
        SweepWork::Orders { selection: Selection::Query(query), .. } => query.admits(&row.order),
        _ => true,
    }
}

/// Why an order is left out that went meanwhile to where whoever asked for the sweep does not see it.
const LEFT_SCOPE: &str = "it is not one of the orders any more that whoever asked for this sees";

/// Whether an order is one of those that whoever asked for the sweep saw then.
fn is_seen(sweep: &Sweep, row: &crate::OrderRow) -> bool {
    Rights { permissions: Permissions::all(), scope: sweep.scope.clone() }.covers(&row.order)
}

/// Who asked for a sweep, for the history.
pub(super) fn actor_of(sweep: &Sweep) -> Actor {
    match &sweep.work {
        SweepWork::Orders { by, .. } | SweepWork::Undo { by, .. } if !by.is_empty() => {
            match by.strip_prefix(PERSON_PREFIX) {
                Some(name) => Actor::person(name, Scope::Write),
                None => Actor::api_key(by.clone(), Scope::Write),
            }
        }
        _ => Actor::auto(),
    }
}

/// What stands behind the line of a sweep in an order's history, by which it knows its own work.
pub(super) fn signed(note: &str, number: u64) -> String {
    format!("{note} (sweep {number})")
}

/// Whether the sweep of this number changed an order.
pub(super) fn is_changed_by(row: &crate::OrderRow, number: u64) -> bool {
    let end = format!(" (sweep {number})");
    row.history.iter().rev().any(|line| line.note.ends_with(&end))
}

/// What became of an order.
enum Became {
    Changed,
    Unchanged,
    Refused(String),
}

/// Counts what became of the orders of a page, in their sequence. What fails for good is refused, what may pass fails the
/// page.
fn counted(sweep: &Sweep, ids: &[OrderId], became: Vec<Result<Became, DeskError>>) -> Result<Page, DeskError> {
    let mut page = Page::default();
    for (order_id, became) in ids.iter().zip(became) {
        match became {
            Ok(Became::Changed) => page.changed = page.changed.saturating_add(1),
            Ok(Became::Unchanged) => page.unchanged = page.unchanged.saturating_add(1),
            Ok(Became::Refused(why)) => page.findings.push(refused(sweep, *order_id, why)),
            Err(error) if error.is_passing() => return Err(error),
            Err(error) => page.findings.push(refused(sweep, *order_id, error.to_string())),
        }
    }
    Ok(page)
}

/// An order that is not changed, and why.
pub(super) fn refused(sweep: &Sweep, order_id: OrderId, why: impl Into<String>) -> Finding {
    let what = why.into().chars().take(MAX_REASON_LENGTH).collect();
    Finding { store_id: sweep.id.store_id, order_id: Some(order_id), result: FindingResult::Refused, what }
}

/// No reason is longer, in characters.
const MAX_REASON_LENGTH: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_comes_back_from_its_text() {
        for stage in [Stage::Look { rows: 3, found: 2_100 }, Stage::Change { row: 1, from: 50, position: 1_050 }] {
            assert_eq!(Stage::read(&stage.text()), Some(stage));
        }
        for text in ["", "look", "look 1", "change 1 2", "change a b c", "look 1 2 3"] {
            assert_eq!(Stage::read(text), None, "{text}");
        }
    }

    #[test]
    fn pages_hold_every_order_once() {
        let ids: Vec<OrderId> = (1..=60).filter_map(OrderId::new).collect();
        let pages = [0, 25, 50, 60].map(|from| page_of(&ids, from)).map(|(page, is_last)| (page.len(), is_last));
        assert_eq!(pages, [(25, false), (25, false), (10, true), (0, true)]);
    }
}
