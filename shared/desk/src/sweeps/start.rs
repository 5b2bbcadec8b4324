//! Asking for a sweep, or for one to be undone.

use domain::{
    Clock, IdempotencyKey, MAX_SWEPT_AT_ONCE, Selection, Store, StoreId, Sweep, SweepAction, SweepId, SweepList,
    SweepWork,
};
use jiff::{SignedDuration, Timestamp};
use table::{Found, Relation};

use super::orders::{folders_of, tag_of};
use super::part::{PartLimits, save, work_off};
use super::{OrderSweeps, Undos, Work, find};
use crate::{Actor, Desk, DeskError, Who, orders};

/// Among so many of the newest sweeps the one of an idempotency key is known.
const KNOWN: usize = 20;

/// What a call does of a sweep takes no longer, at the end of a page; the rest is done by parts.
const MAX_TIME_AT_ONCE: SignedDuration = SignedDuration::from_secs(8);

/// What became of the start of a sweep.
#[derive(Debug)]
pub enum SweepStarted {
    /// It is there, started by this call or by the same one before.
    There(Box<Sweep>),
    /// The idempotency key was sent before with another body, of which the sweep of this number was made.
    OfAnotherBody(u64),
}

/// Does the same to many orders of a store. At most 25 are done at once, more by parts; one sweep of a store at a time:
/// while one is not over, another is refused. One write says what will be, under the next number, which only one of
/// several at the same moment gets. Called again with the same key it is the same sweep.
pub async fn start(
    desk: &Desk,
    clock: &Clock,
    store: &Store,
    (action, selection): (SweepAction, Selection),
    sent: Option<IdempotencyKey<'_>>,
    by: &Actor,
) -> Result<SweepStarted, DeskError> {
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
    let begun = insert(desk, store.id, work, is_small, sent, clock.now()).await?;
    begin(desk, clock, begun, OrderSweeps::new(desk.clone(), clock.clone())).await
}

/// Does the same to many orders because a schedule says so, by parts alone. It holds up nobody's sweep and nobody's holds
/// it up, but that of before with the very same work. Called again with the same key it is the same sweep.
#[cfg(feature = "schedule")]
pub(crate) async fn start_by_itself(
    desk: &Desk,
    clock: &Clock,
    store_id: StoreId,
    (action, selection): (SweepAction, Selection),
    sent: IdempotencyKey<'_>,
) -> Result<(), DeskError> {
    let work = SweepWork::Orders { action, selection, by: id_of(&Actor::auto()) };
    insert(desk, store_id, work, false, Some(sent), clock.now()).await.map(drop)
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
    let (sweep, _) = find(desk, store.id, number).await?;
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
    let work = SweepWork::Undo { of: sweep.id.number, by: id_of(by) };
    let is_small = sweep.changed <= u64::try_from(MAX_SWEPT_AT_ONCE).unwrap_or_default();
    let begun = insert(desk, store.id, work, is_small, sent, clock.now()).await?;
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

fn id_of(by: &Actor) -> String {
    match &by.who {
        Who::ApiKey(id) => id.clone(),
        Who::Person(name) | Who::Import(name) | Who::Shop(name) => name.clone(),
        Who::Auto => String::new(),
    }
}

/// What is to be begun, or what was begun before.
enum Begun {
    Now(Box<Sweep>),
    Before(SweepStarted),
}

/// Inserts a sweep under the next number, unless the call was made before or another is not over.
async fn insert(
    desk: &Desk,
    store_id: StoreId,
    work: SweepWork,
    is_begun: bool,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Begun, DeskError> {
    let mut tries = desk.table.tries();
    loop {
        let newest = desk.table.newest_sweeps((Some(store_id), SweepList::Sweeps), KNOWN, sent.as_ref()).await?;
        if let Some(before) = newest.iter().find_map(made_before) {
            return Ok(Begun::Before(before));
        }
        let in_the_way = |other: &Sweep| {
            let is_same_kind = if work.is_by_itself() { other.work == work } else { !other.work.is_by_itself() };
            other.status.is_open() && is_same_kind
        };
        if let Some(other) = newest.iter().find(|found| in_the_way(&found.value)) {
            let number = other.value.id.number;
            let message = format!("The sweep {number} of this store is not over; one is done at a time");
            return Err(DeskError::Conflict(message));
        }
        let last = newest.into_iter().next().map(|found| found.value);
        let number = last.map_or_else(|| SweepId::first_number(now), |last| last.id.number.saturating_add(1));
        let id = SweepId { store_id: Some(store_id), list: SweepList::Sweeps, number };
        let sweep = Sweep { is_begun, ..Sweep::new(id, work.clone(), now) };
        if desk.table.insert_sweep(&sweep, sent).await?.is_done() {
            return Ok(Begun::Now(Box::new(sweep)));
        }
        tries.again().await?;
    }
}

fn made_before(found: &Found<Sweep>) -> Option<SweepStarted> {
    match found.relation {
        Relation::Same => Some(SweepStarted::There(Box::new(found.value.clone()))),
        Relation::OtherBody => Some(SweepStarted::OfAnotherBody(found.value.id.number)),
        Relation::Other => None,
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
