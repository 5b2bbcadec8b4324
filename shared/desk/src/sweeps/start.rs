//! Asking for a sweep, or for one to be undone.

use domain::{Clock, IdempotencyKey, MAX_SWEPT_AT_ONCE, Selection, Store, SweepAction, SweepWork, tag_of};
use jiff::SignedDuration;

use super::insert::{Begun, SweepStarted, insert};
use super::orders::folders_of;
use super::part::{PartLimits, save, work_off};
use super::rights::id_of;
use super::{OrderSweeps, Undos, Work, find, rights, scope};
use crate::{Actor, Desk, DeskError, orders};

/// What a call does of a sweep takes no longer, at the end of a page; the rest is done by parts.
const MAX_TIME_AT_ONCE: SignedDuration = SignedDuration::from_secs(8);

/// Does the same to many orders of a store. At most 25 are done at once, more by parts; one sweep of a store at a time:
/// while one is not over, another is refused. One write says what will be, under the next number, which only one of
/// several at the same moment gets. Called again with the same key it is the same sweep. It is for those orders that whoever
/// asks for it sees, and takes what doing it to one of them takes.
pub async fn start(
    desk: &Desk,
    clock: &Clock,
    store: &Store,
    (action, selection): (SweepAction, Selection),
    sent: Option<IdempotencyKey<'_>>,
    by: &Actor,
) -> Result<SweepStarted, DeskError> {
    desk.needs(action.permission())?;
    let selection = scope::within(desk, store, &action, selection).await?;
    check(store, &action, &selection)?;
    if let SweepAction::RunEvent { event, event_id } = &action {
        orders::event_by_hand(desk, store.id, *event, event_id).await?;
    }
    let is_small = match &selection {
        Selection::Ids(ids) => ids.len() <= MAX_SWEPT_AT_ONCE,
        Selection::Query(query) => {
            let dates = (query.added_from, query.added_to);
            let most = MAX_SWEPT_AT_ONCE.saturating_add(1);
            let listed = desk.table.count_listed(store.id, &folders_of(query, store), dates, most).await?;
            listed <= MAX_SWEPT_AT_ONCE
        }
    };
    let work = SweepWork::Orders { action, selection, by: id_of(by) };
    let begun = insert(desk, store.id, (work, by), is_small, sent, clock.now()).await?;
    begin(desk, clock, begun, OrderSweeps::new(desk.clone(), clock.clone())).await
}

/// Gives the orders of a sweep that is over back what it changed of them, where they are still the version it wrote. That
/// is a sweep of its own, for which no rules run. What can't be undone is refused with the reason.
pub async fn undo(
    desk: &Desk,
    clock: &Clock,
    store: &Store,
    number: &str,
    sent: Option<IdempotencyKey<'_>>,
    by: &Actor,
) -> Result<SweepStarted, DeskError> {
    let (sweep, _) = find(desk, store.id, number, by).await?;
    rights::check(desk, &sweep).await?;
    let refused = |why: String| Err(DeskError::Conflict(why));
    match &sweep.work {
        SweepWork::Orders { action, .. } if action.kind().can_be_undone() => {}
        SweepWork::Orders { action, .. } => {
            return refused(format!("What {} did can't be undone", action.kind().name()));
        }
        _ => return refused("Only a sweep that changed orders can be undone".to_owned()),
    }
    if sweep.status.is_open() {
        return refused(format!("The sweep is {}: cancel it first", sweep.status.name()));
    }
    scope::check_undone(desk, store.id, &sweep).await?;
    let work = SweepWork::Undo { of: sweep.id.number, by: id_of(by) };
    let is_small = sweep.changed <= u64::try_from(MAX_SWEPT_AT_ONCE).unwrap_or_default();
    let begun = insert(desk, store.id, (work, by), is_small, sent, clock.now()).await?;
    begin(desk, clock, begun, Undos::new(desk.clone(), clock.clone())).await
}

/// What of the action the store has not.
fn check(store: &Store, action: &SweepAction, selection: &Selection) -> Result<(), DeskError> {
    match action {
        SweepAction::Move { folder_id } => orders::check_folder(store, Some(*folder_id))?,
        SweepAction::SetTag { color } if tag_of(color).is_none() => {
            return Err(DeskError::invalid("color", "there is no such tag"));
        }
        _ => {}
    }
    let Selection::Query(query) = selection else { return Ok(()) };
    let known: Vec<_> = store.all_folder_ids().collect();
    match query.folder_ids.iter().find(|id| !known.contains(id)) {
        Some(id) => Err(DeskError::invalid("folder_ids", format!("there is no folder {id}"))),
        None => Ok(()),
    }
}

/// Does the first part of a small sweep at once. Where that fails or dies, its message does it.
async fn begin(desk: &Desk, clock: &Clock, begun: Begun, work: impl Work) -> Result<SweepStarted, DeskError> {
    let sweep = match begun {
        Begun::Before(started) => return Ok(started),
        Begun::Now(sweep) if !sweep.is_begun => return Ok(SweepStarted::There(sweep)),
        Begun::Now(sweep) => sweep,
    };
    let limits = PartLimits { rows: u32::try_from(MAX_SWEPT_AT_ONCE).unwrap_or(u32::MAX) + 1, time: MAX_TIME_AT_ONCE };
    let done = async {
        let part = work_off(&sweep, &work, clock, limits).await?;
        save(desk, (*sweep).clone(), 1, &part, clock.now()).await
    };
    match Box::pin(done).await {
        Ok(Some(after)) => Ok(SweepStarted::There(Box::new(after))),
        Ok(None) => Ok(SweepStarted::There(sweep)),
        Err(error) => {
            tracing::warn!("a sweep is left to its message: {error:#}");
            Ok(SweepStarted::There(sweep))
        }
    }
}
