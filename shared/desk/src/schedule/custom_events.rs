//! A custom event whose time has come: it runs on the orders of its folder, as a sweep of its own.

use domain::{
    Clock, CustomEvent, DefinitionDue, Event, IdempotencyKey, Selection, Store, SweepAction, SweepQuery, body_digest,
    time,
};
use table::DueRow;

use super::run::NotDone;
use crate::custom_events::plan_next;
use crate::definitions::runs_at;
use crate::{Desk, DeskError, sweeps};

/// Begins the run of a custom event, and plans the next one. Done again it begins the same run, which is there, and plans
/// the same.
///
/// A row of a schedule or a time zone that is another by now begins none, nor does one of a store that is locked. One whose
/// last run is not over yet is passed over, and one whose folder is empty costs no sweep.
pub(super) async fn run(desk: &Desk, clock: &Clock, row: &DueRow) -> Result<(), NotDone> {
    let due: DefinitionDue = row.key.parse().map_err(|_| NotDone::Unknown("it names no custom event"))?;
    let Some(store) = desk.table.store(due.store_id).await? else {
        tracing::warn!(store_id = %due.store_id, "no custom event is run: the store is gone");
        return Ok(());
    };
    let found = desk.table.definition::<CustomEvent>(store.id, &due.id).await?;
    let Some((event, _)) = found.filter(|(event, _)| event.enabled) else { return Ok(()) };
    if store.state.is_active() && runs_at(event.schedule, &store, row.due_at) {
        begin(desk, clock, &store, &event, row).await?;
    }
    Ok(plan_next(desk, &store, &event, clock.now()).await?)
}

async fn begin(desk: &Desk, clock: &Clock, store: &Store, event: &CustomEvent, row: &DueRow) -> Result<(), NotDone> {
    let folder_ids = vec![event.folder_id];
    if desk.table.count_listed(store.id, &folder_ids, (None, None), 1).await? == 0 {
        return Ok(());
    }
    let action = SweepAction::RunEvent { event: Event::CustomEvent, event_id: event.id.clone() };
    let selection = Selection::Query(Box::new(SweepQuery { folder_ids, ..SweepQuery::default() }));
    let key = format!("{} {}", row.key, time::text(row.due_at));
    let body_digest = body_digest(&key);
    let sent = IdempotencyKey { key: &key, body_digest: &body_digest };
    match sweeps::start_by_itself(desk, clock, store.id, (action, selection), sent).await {
        Err(DeskError::Conflict(why)) => {
            tracing::info!(store_id = %store.id, custom_event_id = event.id, "a run is passed over: {why}");
            Ok(())
        }
        begun => Ok(begun.map(drop)?),
    }
}
