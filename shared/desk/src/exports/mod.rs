//! Exports: orders become files, part by part, and go where a template says (orderdesk-app 6).
//!
//! An export is a sweep of a list of its own (`docs/adr/0033-exports.md`). It claims its orders, one by one, by a row beside
//! each; keeps them as they are then; writes them into files; and hands each file over to be delivered, as an appointment.
//! Only when a file is delivered its orders have what becomes of them.

#[cfg(feature = "exports")]
mod arrange;
#[cfg(feature = "export-templates")]
pub(crate) mod candidates;
#[cfg(feature = "exports")]
mod files;
#[cfg(feature = "exports")]
mod free;
#[cfg(feature = "exports")]
mod pieces;
#[cfg(feature = "export-templates")]
pub(crate) mod render;
mod request;
#[cfg(feature = "exports")]
mod select;
#[cfg(feature = "exports")]
mod stage;
#[cfg(feature = "exports")]
mod work;

use std::time::Duration;

use domain::{ExportFile, FileStatus, Permission, StoreId, Sweep, SweepId, SweepList};
use jiff::Timestamp;

use crate::sweeps::{cancel_of, find_of, list_of};
use crate::{Desk, DeskError};

#[cfg(feature = "schedule")]
pub(crate) use request::start_by_itself;
pub use request::{ExportRequested, start};
#[cfg(feature = "exports")]
pub use work::Exports;

/// What an export that is not there is called in an error.
const EXPORT: &str = "Export";

/// A part of an export ends after so many orders were looked at.
pub const MAX_LOOKED_AT_PER_PART: u32 = 5_000;

/// So long a file may be downloaded from the address that was given for it.
pub const DOWNLOAD_WAIT: Duration = Duration::from_mins(15);

/// Refuses who may not look at exports: what is in their files are whole orders of the store, whoever asked for them.
fn check_seen(desk: &Desk) -> Result<(), DeskError> {
    desk.needs(Permission::ExportOrders)?;
    desk.needs_whole_orders("Exports are looked at and called off")
}

/// The export of this number of a store, as it was sent.
pub async fn find(desk: &Desk, store_id: StoreId, number: &str) -> Result<(Sweep, u64), DeskError> {
    check_seen(desk)?;
    find_of(desk, (Some(store_id), SweepList::Exports), number, EXPORT).await
}

/// A page of a store's exports, the newest first: those before the one of this number, or the newest of all. With them the
/// number the next page is before; nothing behind the last.
pub async fn list(
    desk: &Desk,
    store_id: StoreId,
    before: Option<u64>,
    limit: usize,
) -> Result<(Vec<Sweep>, Option<u64>), DeskError> {
    check_seen(desk)?;
    list_of(desk, (store_id, SweepList::Exports), before, limit).await
}

/// A page of the files of an export, from one on; with them the one the next page begins with, nothing behind the last.
pub async fn files(
    desk: &Desk,
    store_id: StoreId,
    export: u64,
    from: u64,
    limit: usize,
) -> Result<(Vec<ExportFile>, Option<u64>), DeskError> {
    check_seen(desk)?;
    let most = i32::try_from(limit.saturating_add(1)).unwrap_or(i32::MAX);
    let mut files = desk.table.export_files(store_id, export, from, most).await?;
    let next = files.get(limit).map(|file| file.index);
    files.truncate(limit);
    Ok((files, next))
}

/// Calls off an export: the part that is being done ends, and no other begins. Files that were handed over are delivered.
pub async fn cancel(desk: &Desk, store_id: StoreId, number: &str, now: Timestamp) -> Result<Sweep, DeskError> {
    check_seen(desk)?;
    cancel_of(desk, (Some(store_id), SweepList::Exports), number, EXPORT, now).await
}

/// Checks that a file may still be delivered: that no later export took its orders over.
pub(crate) async fn check_deliverable(
    desk: &Desk,
    store_id: StoreId,
    export: u64,
    index: u64,
) -> Result<(), DeskError> {
    let Some((sweep, _)) = desk.table.sweep(SweepId::export(store_id, export)).await? else {
        return Err(DeskError::Conflict("The export is not kept any more, and neither are its files".to_owned()));
    };
    let Some(by) = sweep.export().and_then(|export| export.taken_over_by) else { return Ok(()) };
    let file = desk.table.export_file(store_id, export, index).await?;
    // What was delivered before only has its orders told so.
    if file.is_some_and(|(file, _)| file.status != FileStatus::Waiting) {
        return Ok(());
    }
    Err(DeskError::Conflict(taken_over(by)))
}

/// Why a file is not delivered any more.
pub(crate) fn taken_over(by: u64) -> String {
    format!("its orders were taken over by the export {by}, which delivers them")
}
