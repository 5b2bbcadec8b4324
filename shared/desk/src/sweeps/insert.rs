//! Writing down a sweep of a store, by which it is begun.

#[cfg(feature = "schedule")]
use domain::{Clock, Selection, SweepAction};
use domain::{IdempotencyKey, StoreId, Sweep, SweepId, SweepList, SweepWork};
use jiff::Timestamp;
use table::{Found, Relation};

#[cfg(feature = "schedule")]
use super::rights::id_of;
use crate::{Actor, Desk, DeskError};

/// Among so many of the newest sweeps the one of an idempotency key is known.
const KNOWN: usize = 20;

/// What became of the start of a sweep.
#[derive(Debug)]
pub enum SweepStarted {
    /// It is there, started by this call or by the same one before.
    There(Box<Sweep>),
    /// The idempotency key was sent before with another body, of which the sweep of this number was made.
    OfAnotherBody(u64),
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
) -> Result<SweepStarted, DeskError> {
    let by = Actor::auto();
    let work = SweepWork::Orders { action, selection, by: id_of(&by) };
    Ok(match insert(desk, store_id, (work, &by), false, Some(sent), clock.now()).await? {
        Begun::Now(sweep) => SweepStarted::There(sweep),
        Begun::Before(started) => started,
    })
}

/// What is to be begun, or what was begun before.
pub(super) enum Begun {
    Now(Box<Sweep>),
    Before(SweepStarted),
}

/// Inserts a sweep under the next number, unless the call was made before or another is not over. Whoever asks for it is kept
/// with it, and which orders they see.
pub(super) async fn insert(
    desk: &Desk,
    store_id: StoreId,
    (work, by): (SweepWork, &Actor),
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
        let (account_id, scope) = (by.account_id, desk.rights().scope.clone());
        let sweep = Sweep { is_begun, account_id, scope, ..Sweep::new(id, work.clone(), now) };
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
