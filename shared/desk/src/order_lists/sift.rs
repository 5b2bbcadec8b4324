//! Lists that are narrowed by the filters of rules: an index brings those that may be meant, and the filters are held
//! against each of them as whoever looks at it sees it.

use domain::{Combine, Filter, OrderSearch, Permission, SeenOrder, Store, UserScope, time};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rules::{Circumstances, Selection};
use table::{Cursor, OrderRow, Sequence, TableError};

use super::filters::{check_filters, entries_of};
use super::narrow::{is_by_date_alone, narrowed};
use crate::rules::inventory::KnownInventory;
use crate::{Desk, DeskError};

/// For one page at most so many orders are looked at.
pub const MAX_LOOKED_AT: usize = 10_000;

/// So many orders are looked at first, and twice as many each time that is not enough.
const FIRST_LOOK: usize = 100;

/// So many orders are read at once at most: about as many as fit into one answer.
const MAX_LOOK: usize = 2_000;

/// The field of a list that its filters stand in.
const FILTERS: &str = "filters";

/// Which orders of a list are looked for.
#[derive(Debug, Clone)]
pub struct Sifting<'a> {
    /// What is looked for by the simple fields, in which folders, and in which sequence; `limit` is that of the page.
    pub search: OrderSearch,
    /// What must hold besides, all of it.
    pub filters: &'a [Filter],
    /// Where the page begins; at the beginning without.
    pub after: Option<SiftPosition>,
    /// At most so many orders are looked at: [`MAX_LOOKED_AT`].
    pub max_looked_at: usize,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiftPosition {
    /// Behind an order in the lists by date.
    Behind(Cursor),
    /// Behind so many of those that an index found.
    Offset(usize),
}

/// A page of the orders that are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiftedPage {
    /// The orders, as whoever looks at them sees them.
    pub orders: Vec<SeenOrder>,
    /// Where the next page begins; nothing behind the last.
    pub next: Option<SiftPosition>,
}

/// A page of the orders of a list for which all filters hold, of those that whoever works here sees. What an index can
/// answer is left to it; of the rest at most [`Sifting::max_looked_at`] are looked at, and where that is not enough for
/// a page, the problem says what to narrow by.
pub async fn sift(desk: &Desk, store: &Store, list: &Sifting<'_>, now: Timestamp) -> Result<SiftedPage, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    if matches!(desk.rights().scope, UserScope::Supplier(_)) {
        return Err(DeskError::invalid(FILTERS, "are for those who see whole orders"));
    }
    if let Some(lacking) = desk.rights().lacks_for(&list.search) {
        return Err(DeskError::Lacks(lacking));
    }
    let problems = check_filters(desk, list.filters);
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    let selection = Selection::compile(Combine::All, &entries_of(list.filters));
    let mut sifter = Sifter {
        desk,
        store,
        zone: store.settings.time_zone(),
        selection: selection.map_err(|problem| DeskError::Invalid(vec![problem]))?,
        known: KnownInventory::default(),
        now,
        search: narrowed(within_scope(desk, list.search.clone()), list.filters, store, now),
        orders: vec![],
        left: list.max_looked_at,
    };
    if sifter.search.is_empty() {
        return Ok(SiftedPage { orders: vec![], next: None });
    }
    let next = match (is_by_date_alone(&sifter.search), list.after) {
        (true, Some(SiftPosition::Behind(cursor))) => Box::pin(sifter.walk(Some(cursor))).await?,
        (true, _) => Box::pin(sifter.walk(None)).await?,
        (false, Some(SiftPosition::Offset(offset))) => Box::pin(sifter.look_up(offset)).await?,
        (false, _) => Box::pin(sifter.look_up(0)).await?,
    };
    Ok(SiftedPage { orders: sifter.orders, next })
}

/// The search in those of its folders whose orders whoever works here sees.
fn within_scope(desk: &Desk, search: OrderSearch) -> OrderSearch {
    let scope = &desk.rights().scope;
    let folders = scope.of_folders(search.folders.iter().copied());
    let is_everywhere = search.is_everywhere && *scope == UserScope::Everything;
    OrderSearch { folders, is_everywhere, ..search }
}

/// What is looked for, and what was found so far.
struct Sifter<'a> {
    desk: &'a Desk,
    store: &'a Store,
    zone: TimeZone,
    selection: Selection,
    known: KnownInventory,
    now: Timestamp,
    search: OrderSearch,
    orders: Vec<SeenOrder>,
    /// So many orders may still be looked at.
    left: usize,
}

impl Sifter<'_> {
    /// Walks through the lists of the folders by date until the page is full; where the next begins.
    async fn walk(&mut self, after: Option<Cursor>) -> Result<Option<SiftPosition>, DeskError> {
        let sequence = if self.search.ascending { Sequence::OldestFirst } else { Sequence::NewestFirst };
        let (mut start, mut size) = (after.or_else(|| self.first()), FIRST_LOOK);
        loop {
            let size_now = size.min(self.left);
            let (table, folders) = (&self.desk.table, &self.search.folders);
            let page = table.orders_after(self.store.id, folders, start, sequence, size_now).await?;
            let (stamps, is_over): (Vec<u64>, bool) = (page.rows.iter().map(stamp).collect(), self.is_over(&page.rows));
            let taken = self.take(page.rows).await?;
            if taken < stamps.len() {
                let last = behind(stamps.get(..taken).unwrap_or_default(), start);
                return Ok(last.map(SiftPosition::Behind));
            }
            let Some(next) = page.next.filter(|_| !is_over) else { return Ok(None) };
            if self.is_full() {
                return Ok(Some(SiftPosition::Behind(next)));
            }
            // One at least, so that a list of what can't be read comes to an end too.
            self.spend(stamps.len().max(1))?;
            (start, size) = (Some(next), size.saturating_mul(2).min(MAX_LOOK));
        }
    }

    /// Goes through those that an index finds, from an offset on, until the page is full; where the next begins.
    async fn look_up(&mut self, offset: usize) -> Result<Option<SiftPosition>, DeskError> {
        let (mut offset, mut size) = (offset, FIRST_LOOK);
        loop {
            let size_now = size.min(self.left);
            let search = OrderSearch { limit: size_now, offset, ..self.search.clone() };
            let found = self.desk.table.search_orders(self.store.id, &search, self.now).await;
            let found = found.map_err(too_many)?;
            let (count, total) = (found.rows.len(), found.total);
            let taken = self.take(found.rows).await?;
            offset = offset.saturating_add(taken);
            if count == 0 || offset >= total {
                return Ok(None);
            }
            if taken < count || self.is_full() {
                return Ok(Some(SiftPosition::Offset(offset)));
            }
            self.spend(count)?;
            size = size.saturating_mul(2).min(MAX_LOOK);
        }
    }

    /// Takes those of these orders that are meant, until the page is full; how many were looked at for it.
    async fn take(&mut self, rows: Vec<OrderRow>) -> Result<usize, DeskError> {
        if self.selection.asks_inventory() {
            let items: Vec<_> = rows.iter().flat_map(|row| &row.order.order_items).collect();
            Box::pin(self.known.read(self.desk, self.store, &items)).await?;
        }
        let mut looked_at = 0_usize;
        for row in rows {
            if self.is_full() {
                break;
            }
            looked_at = looked_at.saturating_add(1);
            if !self.search.admits(&row.order) {
                continue;
            }
            let Some(order) = self.desk.rights().see(row.order) else { continue };
            if self.holds(&order)? {
                self.orders.push(order);
            }
        }
        Ok(looked_at)
    }

    /// Whether the filters hold for an order as it is seen: what is hidden is not found by them either.
    fn holds(&self, order: &SeenOrder) -> Result<bool, DeskError> {
        let circumstances = Circumstances::to_choose(self.store, self.now, &self.zone, &self.known.inventory);
        self.selection.holds(order, &circumstances).map_err(|error| DeskError::invalid(FILTERS, error.to_string()))
    }

    fn is_full(&self) -> bool {
        self.orders.len() >= self.search.limit
    }

    /// Counts orders that were looked at in vain, and refuses to look at more than may be.
    fn spend(&mut self, looked_at: usize) -> Result<(), DeskError> {
        self.left = self.left.saturating_sub(looked_at);
        if self.left == 0 { Err(refusal()) } else { Ok(()) }
    }

    /// Where a walk between two dates begins.
    fn first(&self) -> Option<Cursor> {
        let at = if self.search.ascending { self.search.added_from } else { self.search.added_to };
        at.map(|at| Cursor { at: digits(at), passed: 0 })
    }

    /// Whether a walk between two dates has come to the other one.
    fn is_over(&self, rows: &[OrderRow]) -> bool {
        let Some(last) = rows.last().map(|row| row.order.date_added) else { return false };
        let is_behind = |to: Timestamp| time::whole_seconds(last) > to;
        if self.search.ascending {
            self.search.added_to.is_some_and(is_behind)
        } else {
            self.search.added_from.is_some_and(|from| last < from)
        }
    }
}

/// What is said where no more orders may be looked at.
fn refusal() -> DeskError {
    let message = "would have to be held against more than 10,000 orders one by one: narrow the list by a folder or by \
                   dates, or look for a number, an e-mail or a last name, which are found without looking";
    DeskError::invalid(FILTERS, message)
}

fn too_many(error: TableError) -> DeskError {
    match error {
        TableError::TooMany { .. } => refusal(),
        error => error.into(),
    }
}

/// The second of an order's date, as cursors count it.
fn stamp(row: &OrderRow) -> u64 {
    digits(row.order.date_added)
}

fn digits(at: Timestamp) -> u64 {
    let text = time::text(at);
    let digits = text.bytes().filter(u8::is_ascii_digit);
    digits.fold(0_u64, |number, digit| number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')))
}

/// The place behind the last of these orders, which were read from `start` on.
fn behind(stamps: &[u64], start: Option<Cursor>) -> Option<Cursor> {
    let at = *stamps.last()?;
    let same = stamps.iter().rev().take_while(|stamp| **stamp == at).count();
    let before = start.filter(|start| start.at == at && same == stamps.len()).map_or(0, |start| start.passed);
    Some(Cursor { at, passed: before.saturating_add(same) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a page that repeats orders of one second, or leaves one out.
    #[test]
    fn a_page_begins_behind_the_last_order_of_the_one_before() {
        let cursor = |at, passed| Some(Cursor { at, passed });
        assert_eq!(behind(&[9, 8, 8], None), cursor(8, 2));
        assert_eq!(behind(&[8, 8], cursor(8, 3)), cursor(8, 5));
        assert_eq!(behind(&[8, 7], cursor(8, 3)), cursor(7, 1));
        assert_eq!(behind(&[7], cursor(8, 3)), cursor(7, 1));
        assert_eq!(behind(&[], None), None);
    }

    #[test]
    fn a_second_is_counted_as_the_table_counts_it() {
        assert_eq!(digits(time::parse("2026-03-01 08:15:00").unwrap()), 20_260_301_081_500);
    }
}
