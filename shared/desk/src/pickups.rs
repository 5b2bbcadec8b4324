//! Pickups: files that are fetched from another's server by a schedule, each once, and imported (orderdesk-app 5.2).
//!
//! Here they are kept, and their runs begun; the lane of pickups carries those out (`docs/adr/0034-pickups.md`).

#[cfg(feature = "pickups")]
mod file;
#[cfg(feature = "pickups")]
mod look;

use domain::{
    DueKind, IdempotencyKey, ImportTemplate, MAX_PICKUPS, NewPickup, Permission, Pickup, PickupState, Problem, Store,
    StoreId,
};
use jiff::Timestamp;
use table::{Queued, TableError};

use crate::definitions::{self, Creation};
use crate::orders::Expected;
use crate::{Desk, DeskError};

#[cfg(feature = "pickups")]
pub use look::{Looks, PickUpError};

/// The pickups of a store.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<Pickup>, DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    Ok(desk.table.definitions(store_id).await?)
}

/// The pickup of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(Pickup, u64), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    definitions::find(desk, store_id, id).await
}

/// How far a pickup is.
pub async fn state(desk: &Desk, store_id: StoreId, id: &str) -> Result<PickupState, DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    Ok(desk.table.progress::<PickupState>(store_id, id).await?.0)
}

/// Adds a pickup, whose import template must be there. Sent twice with one idempotency key it is one.
pub async fn create(
    desk: &Desk,
    store: &Store,
    new: &NewPickup,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<Pickup>, DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    check(desk, store.id, new).await?;
    let made = definitions::create(desk, store.id, MAX_PICKUPS, sent, now, |id| new.clone().added(id)).await?;
    if let Creation::Made(pickup, _) = &made {
        plan_next(desk, store, pickup, now).await?;
    }
    Ok(made)
}

/// Replaces a pickup as a whole, where it is the expected version; its id stays, and whether it is enabled where the new
/// one does not say. Done again, it is the same. A run that is not over goes on by what it is now.
pub async fn replace(
    desk: &Desk,
    store: &Store,
    id: &str,
    new: &NewPickup,
    expected: &Expected,
    now: Timestamp,
) -> Result<(Pickup, u64), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    check(desk, store.id, new).await?;
    let replaced = definitions::replace(desk, store.id, id, expected, now, |before| new.clone().replacing(before));
    let (_, after, version) = replaced.await?;
    plan_next(desk, store, &after, now).await?;
    Ok((after, version))
}

/// Removes a pickup and what is known of its folder. What was fetched is imported all the same.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    desk.table.remove_progress::<PickupState>(store_id, id).await?;
    definitions::discard::<Pickup>(desk, store_id, id).await
}

/// Begins a run of a pickup, disabled or not; one that is not over goes on in its place.
pub async fn run(desk: &Desk, store_id: StoreId, id: &str, now: Timestamp) -> Result<(Pickup, PickupState), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    let (pickup, _) = find(desk, store_id, id).await?;
    Ok((pickup, begin(desk, store_id, id, now).await?))
}

/// Begins a run unless one is not over. The row's change has it queued.
pub(crate) async fn begin(desk: &Desk, store_id: StoreId, id: &str, now: Timestamp) -> Result<PickupState, TableError> {
    let mut tries = desk.table.tries();
    loop {
        let (mut state, version) = desk.table.progress::<PickupState>(store_id, id).await?;
        if !state.begin(now) || desk.table.save_progress(&state, version, Queued::Now).await?.is_done() {
            return Ok(state);
        }
        tries.again().await?;
    }
}

/// Has a pickup run at the next time of its schedule; one that is disabled runs at none.
pub(crate) async fn plan_next(desk: &Desk, store: &Store, pickup: &Pickup, after: Timestamp) -> Result<(), TableError> {
    let schedule = Some(pickup.schedule).filter(|_| pickup.enabled);
    definitions::plan_next(desk, store, schedule, (DueKind::Pickup, &pickup.id), after).await
}

async fn check(desk: &Desk, store_id: StoreId, new: &NewPickup) -> Result<(), DeskError> {
    let mut problems = new.check();
    let template = desk.table.definition::<ImportTemplate>(store_id, &new.import_template_id).await?;
    if template.is_none() {
        let message = format!("there is no import template {}", new.import_template_id);
        problems.push(Problem::new("import_template_id", message));
    }
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

/// What keeps an import template from being removed: the first pickup that is for it.
#[cfg(feature = "import-templates")]
pub(crate) async fn check_unused(desk: &Desk, store_id: StoreId, template_id: &str) -> Result<(), DeskError> {
    let pickups: Vec<Pickup> = desk.table.definitions(store_id).await?;
    match pickups.iter().find(|pickup| pickup.import_template_id == template_id) {
        Some(pickup) => {
            Err(DeskError::Conflict(format!("The pickup \"{}\" is for it; change that first", pickup.name)))
        }
        None => Ok(()),
    }
}
