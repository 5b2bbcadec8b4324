//! Reading orders (orderdesk-api 2.3).

use domain::{FolderId, HistoryLine, OrderId, OrderSearch, StoreId};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use table::{Cursor, CursorPage, OrderRow, Page, Sequence, bytes_of};

use super::ORDER;
use crate::{Desk, DeskError};

/// The histories of a page take so much of an answer; the orders behind them are for the next page. One fits always.
const MAX_HISTORIES_BYTES: usize = 2_500_000;

/// So many histories are read at once.
const HISTORIES: usize = 25;

/// The order of this id. One of another store is not found.
pub async fn find(desk: &Desk, store_id: StoreId, order_id: OrderId) -> Result<OrderRow, DeskError> {
    desk.table.order(store_id, order_id).await?.ok_or(DeskError::NotFound(ORDER))
}

/// What happened to an order, oldest first: its own lines, and what its appointments tell. The newest that fit.
pub async fn history(desk: &Desk, row: &OrderRow) -> Result<Vec<HistoryLine>, DeskError> {
    Ok(desk.table.history(row).await?)
}

/// The orders that are looked for, as far as they fit into one answer, and, where the search wants them, the history of
/// each.
pub async fn search(
    desk: &Desk,
    store_id: StoreId,
    search: &OrderSearch,
    now: Timestamp,
) -> Result<(Page<OrderRow>, Vec<Vec<HistoryLine>>), DeskError> {
    let mut page = desk.table.search_orders(store_id, search, now).await?;
    if !search.wants_history {
        return Ok((page, vec![]));
    }
    let (mut histories, mut room) = (vec![], MAX_HISTORIES_BYTES);
    for rows in page.rows.chunks(HISTORIES) {
        for history in try_join_all(rows.iter().map(|row| desk.table.history(row))).await? {
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

/// A page of the orders of some folders by date, from `after` on. A page is as quick however many came before it.
pub async fn page(
    desk: &Desk,
    store_id: StoreId,
    folder_ids: &[FolderId],
    after: Option<Cursor>,
    sequence: Sequence,
    limit: usize,
) -> Result<CursorPage, DeskError> {
    Ok(desk.table.orders_after(store_id, folder_ids, after, sequence, limit).await?)
}

/// Those of these orders that are there, in their sequence and a moment old, without the pictures of their labels.
pub async fn find_all(desk: &Desk, store_id: StoreId, order_ids: &[OrderId]) -> Result<Vec<OrderRow>, DeskError> {
    Ok(desk.table.orders_without_labels(store_id, order_ids).await?)
}
