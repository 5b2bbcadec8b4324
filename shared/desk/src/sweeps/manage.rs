//! Looking at a store's sweeps, and calling one off.

use domain::{Permission, StoreId, Sweep, SweepId, SweepList, SweepStatus};
use jiff::Timestamp;
use table::Outcome;

use super::{SWEEP, rights};
use crate::{Actor, Desk, DeskError};

/// The sweep of this number of a store, as it was sent. Who does not see all orders finds those that they began, by
/// their account.
pub async fn find(desk: &Desk, store_id: StoreId, number: &str, by: &Actor) -> Result<(Sweep, u64), DeskError> {
    desk.needs(Permission::ViewOrders)?;
    let found = find_of(desk, (Some(store_id), SweepList::Sweeps), number, SWEEP).await?;
    if rights::is_shown(desk, &found.0, by) { Ok(found) } else { Err(DeskError::NotFound(SWEEP)) }
}

/// The sweep of this number, as it was sent, in a list of a store or of the operator; `name` is what such a one is called.
pub(crate) async fn find_of(
    desk: &Desk,
    (store_id, list): (Option<StoreId>, SweepList),
    number: &str,
    name: &'static str,
) -> Result<(Sweep, u64), DeskError> {
    let number = number.parse().map_err(|_| DeskError::NotFound(name))?;
    desk.table.sweep(SweepId { store_id, list, number }).await?.ok_or(DeskError::NotFound(name))
}

/// A page of a store's sweeps, the newest first: those before the one of this number, or the newest of all. With them the
/// number the next page is before; nothing behind the last. Who does not see all orders gets those of a page that they began,
/// by their account.
pub async fn list(
    desk: &Desk,
    store_id: StoreId,
    before: Option<u64>,
    limit: usize,
    by: &Actor,
) -> Result<(Vec<Sweep>, Option<u64>), DeskError> {
    desk.needs(Permission::ViewOrders)?;
    let (mut sweeps, next) = list_of(desk, (store_id, SweepList::Sweeps), before, limit).await?;
    sweeps.retain(|sweep| rights::is_shown(desk, sweep, by));
    Ok((sweeps, next))
}

/// The same of any list of a store.
pub(crate) async fn list_of(
    desk: &Desk,
    whose: (StoreId, SweepList),
    before: Option<u64>,
    limit: usize,
) -> Result<(Vec<Sweep>, Option<u64>), DeskError> {
    let mut sweeps = desk.table.sweeps_before(whose, before, limit.saturating_add(1)).await?;
    let has_more = sweeps.len() > limit;
    sweeps.truncate(limit);
    let next = sweeps.last().filter(|_| has_more).map(|last| last.id.number);
    Ok((sweeps, next))
}

/// Calls off a sweep: the part that is being done ends, and no other begins. What was changed stays so. One that was
/// called off stays so; one that is over can't be. It takes what beginning it took; who does not see all orders calls
/// off what they began, by their account.
pub async fn cancel(
    desk: &Desk,
    store_id: StoreId,
    number: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<Sweep, DeskError> {
    if !desk.rights().is_all() {
        let (sweep, _) = find(desk, store_id, number, by).await?;
        rights::check(desk, &sweep).await?;
    }
    cancel_of(desk, (Some(store_id), SweepList::Sweeps), number, SWEEP, now).await
}

/// Calls off the sweep that [`find_of`] finds.
pub(crate) async fn cancel_of(
    desk: &Desk,
    whose: (Option<StoreId>, SweepList),
    number: &str,
    name: &'static str,
    now: Timestamp,
) -> Result<Sweep, DeskError> {
    let mut tries = desk.table.tries();
    loop {
        let (sweep, version) = find_of(desk, whose, number, name).await?;
        match sweep.status {
            SweepStatus::Canceled => return Ok(sweep),
            SweepStatus::Done | SweepStatus::Failed => {
                let (called, status) = (name.to_lowercase(), sweep.status.name());
                return Err(DeskError::Conflict(format!("The {called} is {status} and can't be called off")));
            }
            SweepStatus::Waiting | SweepStatus::Running => {}
        }
        let canceled = Sweep { status: SweepStatus::Canceled, date_updated: now, ..sweep };
        match desk.table.save_sweep(&canceled, version).await? {
            Outcome::Done(()) => return Ok(canceled),
            Outcome::Stale | Outcome::Missing => tries.again().await?,
        }
    }
}
