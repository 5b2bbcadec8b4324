//! Adding a line to an order's history.

use domain::{HistoryLine, NewHistoryNote, OrderId, StoreId};
use jiff::Timestamp;
use table::OrderRow;

use super::change;
use crate::{Desk, DeskError};

/// Adds a line to an order's history; answers the order and its history, newest last.
pub async fn add_note(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    note: &NewHistoryNote,
    now: Timestamp,
) -> Result<(OrderRow, Vec<HistoryLine>), DeskError> {
    let problems = note.check();
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    let (row, ()) = change(desk, store_id, order_id, now, |row| {
        row.history.push(note.line(now));
        Ok(Some(()))
    })
    .await?;
    let history = desk.table.history(&row).await?;
    Ok((row, history))
}
