//! A mail that waits for an address is looked at.

use domain::NoticeDue;
use jiff::Timestamp;
use table::DueRow;

use super::run::NotDone;
use crate::Desk;
use crate::notices::look_at_waiting;

/// Has it sent, looks again later, or gives it up. Done again it finds what was done.
pub(super) async fn look(desk: &Desk, row: &DueRow, now: Timestamp) -> Result<(), NotDone> {
    let due: NoticeDue = row.key.parse().map_err(|_| NotDone::Unknown("it names no notice"))?;
    Ok(look_at_waiting(desk, &due, row.due_at, now).await?)
}
