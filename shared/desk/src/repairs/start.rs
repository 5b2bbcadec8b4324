//! Starting a repair, looking at it and calling it off.

use domain::{IdempotencyKey, Sweep, SweepId, SweepList, SweepWork};
use jiff::Timestamp;
use table::Relation;

use crate::sweeps::{cancel_of, find_of};
use crate::{Desk, DeskError, stores};

/// Among so many of the newest repairs the one of an idempotency key is known.
const KNOWN: usize = 20;

/// What a repair is called in an error.
const REPAIR: &str = "Repair";

/// What became of the start of a repair.
#[derive(Debug)]
pub enum RepairStarted {
    /// It is there: started by this call, by the same one before, or by another that is not done yet.
    There(Box<Sweep>),
    /// The idempotency key was sent before with another body, of which the repair of this number was made.
    OfAnotherBody(u64),
}

/// Starts a repair of one store, or of all. One is done at a time: while one is, that is the answer. One write, under the
/// next number, which only one of several at the same moment gets.
pub async fn start(
    desk: &Desk,
    work: SweepWork,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<RepairStarted, DeskError> {
    if let SweepWork::Repair { store_id: Some(store_id), .. } = work {
        stores::find(desk, store_id).await?;
    }
    let mut tries = desk.table.tries();
    loop {
        let newest = desk.table.newest_sweeps((None, SweepList::Sweeps), KNOWN, sent.as_ref()).await?;
        for found in &newest {
            match found.relation {
                Relation::Same => return Ok(RepairStarted::There(Box::new(found.value.clone()))),
                Relation::OtherBody => return Ok(RepairStarted::OfAnotherBody(found.value.id.number)),
                Relation::Other => {}
            }
        }
        let last = newest.into_iter().next().map(|found| found.value);
        let number = last.as_ref().map_or(0, |last| last.id.number).saturating_add(1);
        if let Some(last) = last.filter(|last| last.status.is_open()) {
            return Ok(RepairStarted::There(Box::new(last)));
        }
        let sweep = Sweep::new(SweepId { store_id: None, list: SweepList::Sweeps, number }, work.clone(), now);
        if desk.table.insert_sweep(&sweep, sent).await?.is_done() {
            return Ok(RepairStarted::There(Box::new(sweep)));
        }
        tries.again().await?;
    }
}

/// The repair of this number, as it was sent.
pub async fn find(desk: &Desk, number: &str) -> Result<(Sweep, u64), DeskError> {
    find_of(desk, (None, SweepList::Sweeps), number, REPAIR).await
}

/// Calls off a repair: the part that is being done ends, and no other begins. One that was called off stays so; one that
/// is over can't be.
pub async fn cancel(desk: &Desk, number: &str, now: Timestamp) -> Result<Sweep, DeskError> {
    cancel_of(desk, (None, SweepList::Sweeps), number, REPAIR, now).await
}
