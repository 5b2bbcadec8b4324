//! Custom events: what a store runs its rules for by a schedule, on each order of a folder (orderdesk-app 1.9).

use domain::{
    CustomEvent, DueKind, Event, IdempotencyKey, MAX_CUSTOM_EVENTS, NewCustomEvent, Permission, Store, StoreId,
};
use jiff::Timestamp;
use table::TableError;

use crate::definitions::{self, Creation};
use crate::orders::{Expected, check_folder};
use crate::{Desk, DeskError};

/// The custom events of a store.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<CustomEvent>, DeskError> {
    Ok(desk.table.definitions(store_id).await?)
}

/// The custom event of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(CustomEvent, u64), DeskError> {
    definitions::find(desk, store_id, id).await
}

/// Adds a custom event, whose folder must be there. Sent twice with one idempotency key it is one.
pub async fn create(
    desk: &Desk,
    store: &Store,
    new: &NewCustomEvent,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<CustomEvent>, DeskError> {
    desk.needs(Permission::ManageRules)?;
    check_folder(store, Some(new.folder_id))?;
    let made = definitions::create(desk, store.id, MAX_CUSTOM_EVENTS, sent, now, |id| new.clone().added(id)).await?;
    if let Creation::Made(event, _) = &made {
        plan_next(desk, store, event, now).await?;
    }
    Ok(made)
}

/// Has an event run at the next time of its schedule behind `after`; one that is disabled runs at none.
pub(crate) async fn plan_next(
    desk: &Desk,
    store: &Store,
    event: &CustomEvent,
    after: Timestamp,
) -> Result<(), TableError> {
    let schedule = Some(event.schedule).filter(|_| event.enabled);
    definitions::plan_next(desk, store, schedule, (DueKind::CustomEvent, &event.id), after).await
}

/// Replaces a custom event as a whole, where it is the expected version; its id stays, and whether it is enabled where the
/// new one does not say. Done again, it is the same.
pub async fn replace(
    desk: &Desk,
    store: &Store,
    id: &str,
    new: &NewCustomEvent,
    expected: &Expected,
    now: Timestamp,
) -> Result<(CustomEvent, u64), DeskError> {
    desk.needs(Permission::ManageRules)?;
    check_folder(store, Some(new.folder_id))?;
    let replaced = definitions::replace(desk, store.id, id, expected, now, |before| new.clone().replacing(before));
    let (_, after, version) = replaced.await?;
    plan_next(desk, store, &after, now).await?;
    Ok((after, version))
}

/// Removes a custom event. One that a rule is for stays. A rule that is saved at the same moment is kept, and never runs.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageRules)?;
    definitions::remove::<CustomEvent>(desk, store_id, id, Event::CustomEvent).await
}
