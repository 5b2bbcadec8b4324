//! A shop that is to be asked for its orders, and an order of one whose waiting is over.

use domain::{
    ArrivalDue, Clock, Connection, ConnectionState, ConnectionTask, DefinitionDue, DueKind, Kept, PollReason,
};
use table::{DueRow, Queued};

use super::run::NotDone;
use crate::definitions::{self, runs_at};
use crate::{Desk, DeskError};

/// Has a shop asked for its orders, and plans the next time. Done again it wants what is wanted already. A row of a schedule
/// or a time zone that is another by now asks nothing, and neither does one of a connection that is paused or whose keys
/// the shop refuses, or of a store that is locked.
pub(super) async fn poll(desk: &Desk, clock: &Clock, row: &DueRow) -> Result<(), NotDone> {
    let due: DefinitionDue = row.key.parse().map_err(|_| NotDone::Unknown("it names no connection"))?;
    let Some(store) = desk.table.store(due.store_id).await? else {
        tracing::warn!(store_id = %due.store_id, "no shop is asked: the store is gone");
        return Ok(());
    };
    let found = desk.table.definition::<Connection>(store.id, &due.id).await?;
    let Some((connection, _)) = found.filter(|(connection, _)| !connection.is_paused) else { return Ok(()) };
    let Some(schedule) = connection.settings.polled else { return Ok(()) };
    if store.state.is_active() && runs_at(schedule, &store, row.due_at) {
        want_poll(desk, clock, &store, &connection).await?;
    }
    let next = (DueKind::Connection, connection.id.as_str());
    Ok(definitions::plan_next(desk, &store, Some(schedule), next, clock.now()).await?)
}

async fn want_poll(desk: &Desk, clock: &Clock, store: &domain::Store, connection: &Connection) -> Result<(), NotDone> {
    let mut tries = desk.table.tries();
    loop {
        let now = clock.now();
        let (mut state, version) = desk.table.progress::<ConnectionState>(store.id, &connection.id).await?;
        if state.is_refused {
            tracing::info!(connection = connection.id, "not asked: the shop refuses the keys");
            return Ok(());
        }
        let poll = state.scheduled_poll(connection.takes_from(), now);
        let is_daily = poll.reason == PollReason::Reconcile;
        state.want(ConnectionTask::Poll(poll), now);
        // Once a day what the shop switched off is switched on again.
        if is_daily && !state.subscriptions.is_empty() {
            state.want(ConnectionTask::Subscribe, now);
        }
        if desk.table.save_progress(&state, version, Queued::Now).await?.is_done() {
            return Ok(());
        }
        tries.again().await?;
    }
}

/// Brings an arrival again whose waiting is over, by its row, which wakes the function that queues it. Done again it is
/// brought again, and found to be done. Nothing where it is gone, or waits longer by now.
pub(super) async fn replay(desk: &Desk, clock: &Clock, row: &DueRow) -> Result<(), NotDone> {
    let due: ArrivalDue = row.key.parse().map_err(|_| NotDone::Unknown("it names no arrival"))?;
    let found = desk.table.arrival(due.store_id, &due.connection_id, &due.id).await?;
    let is_over = |kept: &Kept| matches!(kept, Kept::Delayed { until } if *until <= clock.now());
    match found.filter(|found| is_over(&found.kept)) {
        Some(kept) => Ok(desk.table.put_arrival(&kept, Queued::Now).await.map_err(DeskError::from)?),
        None => Ok(()),
    }
}
