//! Adding a line to an order's history.

use std::convert::Infallible;

use domain::{HistoryLine, NewHistoryNote, OrderId, Permission, StoreId};
use jiff::Timestamp;
use table::{OrderRow, TableError};

use super::{SeenRow, change};
use crate::{Desk, DeskError};

/// Adds a line to an order's history; answers the order and its history, newest last, as far as whoever adds it may read it.
pub async fn add_note(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    note: &NewHistoryNote,
    now: Timestamp,
) -> Result<(SeenRow, Vec<HistoryLine>), DeskError> {
    desk.needs(Permission::AddNotes)?;
    let problems = note.check();
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    let (row, ()) = change(desk, store_id, order_id, now, |row| {
        row.history.push(note.line(now));
        Ok(Some(()))
    })
    .await?;
    let history = desk.history(&row).await?;
    Ok((desk.see_changed(row), history))
}

/// Adds a line about what was carried out to an order's history, unless it is there. It is no change of the order: its date
/// stays.
pub(crate) async fn say_once(desk: &Desk, row: &OrderRow, line: &HistoryLine) -> Result<(), TableError> {
    let said = desk.table.change_order(row.store_id, row.order.id, line.date_added, |row| {
        if row.history.contains(line) {
            return Ok::<_, Infallible>(None);
        }
        row.history.push(line.clone());
        row.keep_date_updated();
        Ok(Some(()))
    });
    Box::pin(said).await.map(drop)
}
