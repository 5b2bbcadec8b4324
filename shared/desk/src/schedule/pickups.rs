//! A pickup whose time has come: a run of it begins.

use domain::{Clock, DefinitionDue, Pickup};
use table::DueRow;

use super::run::NotDone;
use crate::Desk;
use crate::definitions::runs_at;
use crate::pickups::{begin, plan_next};

/// Begins the run of a pickup, and plans the next one. Done again it finds that run, and plans the same; where that is over
/// already it begins another, which finds the folder as that one left it.
///
/// A row of a schedule or a time zone that is another by now begins none, nor does one of a store that is locked, and one
/// whose last run is not over is passed over.
pub(super) async fn run(desk: &Desk, clock: &Clock, row: &DueRow) -> Result<(), NotDone> {
    let due: DefinitionDue = row.key.parse().map_err(|_| NotDone::Unknown("it names no pickup"))?;
    let Some(store) = desk.table.store(due.store_id).await? else {
        tracing::warn!(store_id = %due.store_id, "nothing is picked up: the store is gone");
        return Ok(());
    };
    let found = desk.table.definition::<Pickup>(store.id, &due.id).await?;
    let Some((pickup, _)) = found.filter(|(pickup, _)| pickup.enabled) else { return Ok(()) };
    if store.state.is_active() && runs_at(pickup.schedule, &store, row.due_at) {
        begin(desk, store.id, &pickup.id, clock.now()).await?;
    }
    Ok(plan_next(desk, &store, &pickup, clock.now()).await?)
}
