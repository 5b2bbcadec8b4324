//! Reading orders (orderdesk-api 2.3).

use domain::{FolderId, HistoryLine, OrderId, OrderSearch, StoreId};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use table::{Cursor, CursorPage, OrderRow, Page, Sequence};

use super::ORDER;
use crate::{Desk, DeskError};

/// The order of this id. One of another store is not found.
pub async fn find(desk: &Desk, store_id: StoreId, order_id: OrderId) -> Result<OrderRow, DeskError> {
    desk.table.order(store_id, order_id).await?.ok_or(DeskError::NotFound(ORDER))
}

/// All that happened to an order, oldest first: its own lines, and what its appointments tell.
pub async fn history(desk: &Desk, row: &OrderRow) -> Result<Vec<HistoryLine>, DeskError> {
    Ok(desk.table.history(row).await?)
}

/// The orders that are looked for, and, where the search wants them, the history of each.
pub async fn search(
    desk: &Desk,
    store_id: StoreId,
    search: &OrderSearch,
    now: Timestamp,
) -> Result<(Page<OrderRow>, Vec<Vec<HistoryLine>>), DeskError> {
    let page = desk.table.search_orders(store_id, search, now).await?;
    let rows = page.rows.iter().filter(|_| search.wants_history);
    let histories = try_join_all(rows.map(|row| desk.table.history(row))).await?;
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
