//! Reading orders (orderdesk-api 2.3). Of those outside of the scope of whoever works at the desk none is shown, and none is
//! counted.

use std::collections::HashMap;

use domain::{Area, FolderId, HistoryLine, OrderId, OrderSearch, Permission, StoreId, UserScope};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use table::{Cursor, CursorPage, Page, Sequence, bytes_of};

use super::SeenRow;
use crate::{Desk, DeskError};

/// The histories of a page take so much of an answer; the orders behind them are for the next page. One fits always.
const MAX_HISTORIES_BYTES: usize = 2_500_000;

/// So many histories are read at once.
const HISTORIES: usize = 25;

/// Who sees one supplier's orders searches in so many of them, those that were submitted last.
const MAX_SIFTED: usize = 1_000;

/// Some orders, and where the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPage {
    /// The orders.
    pub rows: Vec<SeenRow>,
    /// Where the next page begins; nothing behind the last.
    pub next: Option<Cursor>,
}

/// The order of this id. One of another store is not found, nor one outside of the scope.
pub async fn find(desk: &Desk, store_id: StoreId, order_id: OrderId) -> Result<SeenRow, DeskError> {
    find_for(desk, store_id, order_id, Permission::ViewOrders).await
}

/// The same for who is about to do with it what takes a permission: who may do something with orders may look at the one they
/// do it with. A permission that is of nothing that is done with orders opens none.
pub async fn find_for(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    permission: Permission,
) -> Result<SeenRow, DeskError> {
    desk.needs(if permission.area() == Area::Orders { permission } else { Permission::ViewOrders })?;
    desk.find_order(store_id, order_id).await
}

/// What happened to an order, oldest first: its own lines, and what its appointments tell. The newest that fit. Who sees one
/// supplier's orders reads none: a history says what others did.
pub async fn history(desk: &Desk, row: &SeenRow) -> Result<Vec<HistoryLine>, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    Ok(desk.history(row).await?)
}

/// The orders that are looked for, as far as they fit into one answer, and, where the search wants them, the history of
/// each. Nobody searches or sorts by what they don't see. Who sees one supplier's orders searches in the newest 1,000 of
/// them, by what is left of each for them.
pub async fn search(
    desk: &Desk,
    store_id: StoreId,
    search: &OrderSearch,
    now: Timestamp,
) -> Result<(Page<SeenRow>, Vec<Vec<HistoryLine>>), DeskError> {
    desk.needs(Permission::ViewOrders)?;
    if let Some(lacking) = desk.rights().lacks_for(search) {
        return Err(DeskError::Lacks(lacking));
    }
    let mut page = match &desk.rights().scope {
        UserScope::Everything => seen(desk, desk.table.search_orders(store_id, search, now).await?),
        UserScope::Folders(own) => {
            let folders = search.folders.iter().copied().filter(|id| own.contains(id)).collect();
            let narrowed = OrderSearch { folders, is_everywhere: false, ..search.clone() };
            seen(desk, desk.table.search_orders(store_id, &narrowed, now).await?)
        }
        UserScope::Supplier(id) => sift(desk, store_id, id, search).await?,
    };
    if !search.wants_history {
        return Ok((page, vec![]));
    }
    let (mut histories, mut room) = (vec![], MAX_HISTORIES_BYTES);
    for rows in page.rows.chunks(HISTORIES) {
        for history in try_join_all(rows.iter().map(|row| desk.history(row))).await? {
            let Some(rest) = room.checked_sub(bytes_of(&history)) else {
                page.rows.truncate(histories.len());
                return Ok((page, histories));
            };
            room = rest;
            histories.push(history);
        }
    }
    Ok((page, histories))
}

fn seen(desk: &Desk, page: Page<table::OrderRow>) -> Page<SeenRow> {
    Page { rows: desk.see_all(page.rows), total: page.total }
}

/// The newest orders of a supplier that are looked for. None of another is read, but one that went there a moment ago.
async fn sift(
    desk: &Desk,
    store_id: StoreId,
    supplier_id: &str,
    search: &OrderSearch,
) -> Result<Page<SeenRow>, DeskError> {
    if search.is_empty() {
        return Ok(Page { rows: vec![], total: 0 });
    }
    let ids = desk.table.newest_supplier_orders(store_id, supplier_id, MAX_SIFTED).await?;
    let mut rows = desk.see_all(desk.table.orders_without_labels(store_id, &ids).await?);
    // Looked at as they are seen, so that nobody learns by a search what is not shown.
    rows.retain(|row| search.admits(&row.order));
    rows.sort_by_cached_key(|row| (search.order_by.of(&row.order), row.order.date_added, row.order.id));
    if !search.ascending {
        rows.reverse();
    }
    let total = rows.len();
    Ok(Page { rows: rows.into_iter().skip(search.offset).take(search.limit).collect(), total })
}

/// A page of the orders of some folders by date, from `after` on. A page is as quick however many came before it. Who sees
/// one supplier's orders gets them by when they were submitted, and a page may have fewer of them than `limit`.
pub async fn page(
    desk: &Desk,
    store_id: StoreId,
    folder_ids: &[FolderId],
    after: Option<Cursor>,
    sequence: Sequence,
    limit: usize,
) -> Result<SeenPage, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    let CursorPage { mut rows, next } = match &desk.rights().scope {
        UserScope::Everything => desk.table.orders_after(store_id, folder_ids, after, sequence, limit).await?,
        scope @ UserScope::Folders(_) => {
            let own = scope.of_folders(folder_ids.iter().copied());
            desk.table.orders_after(store_id, &own, after, sequence, limit).await?
        }
        UserScope::Supplier(id) => desk.table.supplier_orders_after(store_id, id, after, sequence, limit).await?,
    };
    if desk.rights().is_of_supplier() {
        rows.retain(|row| folder_ids.contains(&row.order.folder_id));
    }
    Ok(SeenPage { rows: desk.see_all(rows), next })
}

/// How many orders some folders have with dates from the first to the second, counted up to `most` and one more: of those
/// folders that whoever works here sees. Folders don't tell which orders are a supplier's, so they have none for it.
pub async fn count(
    desk: &Desk,
    store_id: StoreId,
    folder_ids: &[FolderId],
    dates: (Option<Timestamp>, Option<Timestamp>),
    most: usize,
) -> Result<usize, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    if desk.rights().is_of_supplier() {
        return Ok(0);
    }
    let own = desk.rights().scope.of_folders(folder_ids.iter().copied());
    Ok(desk.table.count_listed(store_id, &own, dates, most).await?)
}

/// Those of these orders that are there, in their sequence and a moment old, without the pictures of their labels.
pub async fn find_all(desk: &Desk, store_id: StoreId, order_ids: &[OrderId]) -> Result<Vec<SeenRow>, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    Ok(desk.see_all(desk.table.orders_without_labels(store_id, order_ids).await?))
}

/// The numbers that people know these orders by, of those in their scope: also for lists of appointments, which name their
/// orders to who may not open them.
pub async fn numbers(
    desk: &Desk,
    store_id: StoreId,
    order_ids: &[OrderId],
) -> Result<HashMap<OrderId, String>, DeskError> {
    desk.needs_any(Permission::ViewOrders, &[Permission::ViewAppointments])?;
    let rows = desk.table.orders_without_labels(store_id, order_ids).await?;
    let own = rows.iter().filter(|row| desk.rights().covers(&row.order));
    Ok(own.map(|row| (row.order.id, row.order.shown_number())).collect())
}
