//! What a sweep does to one order, but for saving it.

use domain::{MapPatch, OrderPatch, Store, Sweep, SweepAction, tag_of};
use jiff::Timestamp;
use table::OrderRow;

use super::{actor_of, signed};
use crate::orders::{check_notify_url, moved};
use crate::{Actor, DeskError};

/// Of a name that somebody chose, so many characters are in a line of history.
const MAX_NAME_LENGTH: usize = 100;

/// The row of an order once a sweep has changed it; nothing where it is so already.
pub(super) fn changed(
    sweep: &Sweep,
    action: &SweepAction,
    store: &Store,
    row: &OrderRow,
    now: Timestamp,
) -> Result<Option<OrderRow>, DeskError> {
    let by = actor_of(sweep);
    let changed = row.changed(|row| {
        let did = change(action, store, row, now)?;
        Ok::<_, DeskError>(did.map(|note| add_line(row, &note, sweep, &by, now)))
    })?;
    Ok(changed.map(|(row, ())| row))
}

/// Adds the line by which the sweep knows its own work.
fn add_line(row: &mut OrderRow, note: &str, sweep: &Sweep, by: &Actor, now: Timestamp) {
    row.history.push(by.line(now, signed(note, sweep.id.number)));
}

/// What was done, as the history tells it; nothing where there was nothing to do.
fn change(
    action: &SweepAction,
    store: &Store,
    row: &mut OrderRow,
    now: Timestamp,
) -> Result<Option<String>, DeskError> {
    match action {
        SweepAction::Move { folder_id } => {
            let folder = store.folder(*folder_id);
            let folder = folder.ok_or_else(|| DeskError::Conflict(format!("there is no folder {folder_id}")))?;
            Ok(moved(row, folder).map(|_| format!("Order Moved to {} Folder", folder.name)))
        }
        SweepAction::SetTag { color } => {
            let (color, tag_name) =
                tag_of(color).ok_or_else(|| DeskError::Conflict(format!("there is no tag {color}")))?;
            Ok(tag(row, tag_name).then(|| format!("Order Tagged {color}")))
        }
        SweepAction::RemoveTag => Ok(tag(row, "").then(|| "Tag Removed".to_owned())),
        SweepAction::SetOrderMetadata { name, value } => {
            let patch = metadata(name, Some(value), now);
            Ok(set(row, store, &patch)?.then(|| said("Order Metadata", name, "Set")))
        }
        SweepAction::RemoveOrderMetadata { name } => {
            let patch = metadata(name, None, now);
            Ok(set(row, store, &patch)?.then(|| said("Order Metadata", name, "Removed")))
        }
        SweepAction::SetCheckoutData { name, value } => {
            let patch = checkout(name, Some(value), now);
            Ok(set(row, store, &patch)?.then(|| said("Checkout Data", name, "Set")))
        }
        SweepAction::RemoveCheckoutData { name } => {
            let patch = checkout(name, None, now);
            Ok(set(row, store, &patch)?.then(|| said("Checkout Data", name, "Removed")))
        }
        SweepAction::RunEvent { .. }
        | SweepAction::Delete
        | SweepAction::Restore
        | SweepAction::RetryAppointments { .. }
        | SweepAction::CancelAppointments { .. } => Ok(None),
    }
}

/// Gives an order this tag; whether it had another.
fn tag(row: &mut OrderRow, tag_name: &str) -> bool {
    let is_other = row.order.tag_name != tag_name;
    tag_name.clone_into(&mut row.order.tag_name);
    is_other
}

/// Changes one of an order's maps as a PATCH does; whether that changed something.
fn set(row: &mut OrderRow, store: &Store, patch: &OrderPatch) -> Result<bool, DeskError> {
    let before = row.order.clone();
    patch.apply(&mut row.order)?;
    check_notify_url(store, Some(&before), &row.order)?;
    Ok(row.order != before)
}

fn metadata(name: &str, value: Option<&String>, now: Timestamp) -> OrderPatch {
    let mut patch = OrderPatch::new(now);
    patch.order_metadata = one(name, value);
    patch
}

fn checkout(name: &str, value: Option<&String>, now: Timestamp) -> OrderPatch {
    let mut patch = OrderPatch::new(now);
    patch.checkout_data = one(name, value);
    patch
}

fn one(name: &str, value: Option<&String>) -> MapPatch {
    MapPatch { is_cleared: false, edits: vec![(name.to_owned(), value.cloned())] }
}

fn said(map: &str, name: &str, what: &str) -> String {
    let name: String = name.chars().take(MAX_NAME_LENGTH).collect();
    format!("{map} {name} {what}")
}
