//! A month at a store's suppliers is over: the store is told.

use domain::StoreId;
use jiff::Timestamp;
use table::DueRow;

use super::run::NotDone;
use crate::Desk;
use crate::suppliers::summary;

/// Tells the store, and plans the next time. Done again it makes the same notice, which is there.
pub(super) async fn mail(desk: &Desk, row: &DueRow, now: Timestamp) -> Result<(), NotDone> {
    let store_id: StoreId = row.key.parse().map_err(|_| NotDone::Unknown("it names no store"))?;
    Ok(summary::mail(desk, store_id, row.due_at, now).await?)
}
