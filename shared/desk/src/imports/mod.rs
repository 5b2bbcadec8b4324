//! Imports: a file becomes orders, inventory items or shipments, part by part (orderdesk-app 5).
//!
//! An import is a sweep of a list of its own (`docs/adr/0031-imports.md`). Each part reads the whole file, which fits in
//! memory, and goes on behind the row that the cursor names. What a row makes knows its import and its row, so that a part
//! that is done again finds its own work done, and counts it as it did before.

#[cfg(feature = "imports")]
mod by_metadata;
#[cfg(feature = "imports")]
mod changes;
#[cfg(feature = "imports")]
mod context;
#[cfg(feature = "imports")]
mod file;
#[cfg(feature = "imports")]
mod inventory;
#[cfg(feature = "imports")]
mod mailed;
#[cfg(feature = "imports")]
mod orders;
#[cfg(feature = "imports")]
mod page;
mod request;
#[cfg(feature = "imports")]
mod shipments;
#[cfg(feature = "imports")]
mod start;
#[cfg(feature = "imports")]
mod undo;
#[cfg(feature = "imports")]
mod update;
#[cfg(feature = "imports")]
mod work;
#[cfg(feature = "imports")]
mod would;

use domain::{Permission, StoreId, Sweep, SweepId, SweepList};
use jiff::Timestamp;

use crate::sweeps::{cancel_of, find_of, list_of};
use crate::{Desk, DeskError};

#[cfg(feature = "imports")]
pub use by_metadata::MAX_ORDERS_LOOKED_AT;
#[cfg(feature = "imports")]
pub use mailed::{MailTaken, take_mail};
pub use request::{ImportRequested, UPLOAD_WAIT, request, undo};
#[cfg(feature = "imports")]
pub use start::{Started, start_dropped};
#[cfg(feature = "imports")]
pub use undo::{AnyImportWork, ImportUndos};
#[cfg(feature = "imports")]
pub use work::Imports;

/// What an import that is not there is called in an error.
const IMPORT: &str = "Import";

/// A part of an import ends after so many rows.
pub const MAX_IMPORTED_PER_PART: u32 = 10_000;

/// The import of this number of a store, as it was sent.
pub async fn find(desk: &Desk, store_id: StoreId, number: &str) -> Result<(Sweep, u64), DeskError> {
    desk.needs(Permission::ImportFiles)?;
    find_of(desk, (Some(store_id), SweepList::Imports), number, IMPORT).await
}

/// A page of a store's imports, the newest first: those before the one of this number, or the newest of all. With them the
/// number the next page is before; nothing behind the last.
pub async fn list(
    desk: &Desk,
    store_id: StoreId,
    before: Option<u64>,
    limit: usize,
) -> Result<(Vec<Sweep>, Option<u64>), DeskError> {
    desk.needs(Permission::ImportFiles)?;
    list_of(desk, (store_id, SweepList::Imports), before, limit).await
}

/// Calls off an import: the part that is being done ends, and no other begins. What was imported stays.
pub async fn cancel(desk: &Desk, store_id: StoreId, number: &str, now: Timestamp) -> Result<Sweep, DeskError> {
    desk.needs(Permission::ImportFiles)?;
    cancel_of(desk, (Some(store_id), SweepList::Imports), number, IMPORT, now).await
}

/// The number of a store's next import, behind the newest one.
fn next_number(newest: Option<&Sweep>, now: Timestamp) -> u64 {
    newest.map_or_else(|| SweepId::first_number(now), |last| last.id.number.saturating_add(1))
}
