//! One tick: what is due by now is claimed and carried out, row by row.

use domain::{Clock, DueKind};
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use table::{DUE_LISTS, DueRow, Outcome, TableError};

use super::{connections, custom_events, exports, incidents, pickups, suppliers, unlocked, waiting_notices};
use crate::{Desk, DeskError};

/// A claim lasts longer than the function has time: what crashed comes again after it.
const CLAIM: SignedDuration = SignedDuration::from_mins(3);

/// So many rows are carried out at once.
const MAX_AT_ONCE: usize = 8;

/// So many pages of a list are looked at in a tick; what is put off lies in front of what is not.
const MAX_PAGES: usize = 40;

/// What can't be carried out is tried again after this, then after twice as long each time.
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(1);
const MAX_DOUBLINGS: u64 = 8;

/// What a tick did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Rows that were carried out.
    pub done: usize,
    /// Rows that could not be.
    pub put_off: usize,
}

/// Why a row was not carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotDone {
    /// The table failed, or what the row holds can't be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// What it is about could not be done.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Nothing of this build knows what to do with it.
    #[error("{0}")]
    Unknown(&'static str),
}

/// Carries out what is due, as long as it is not `until`. Of two ticks at once each row is one's. A row that can't be
/// carried out is named in the log and put off, and holds up no other.
pub async fn run(desk: &Desk, clock: &Clock, until: Timestamp) -> Result<Ran, TableError> {
    let mut ran = Ran::default();
    // Each tick begins with another list, so that none is always last.
    let first = u64::try_from(clock.now().as_second() / 60).unwrap_or_default();
    for list in (0..DUE_LISTS).map(|list| first.wrapping_add(list) % DUE_LISTS) {
        let (now, mut from) = (clock.now(), None);
        for _ in 0..MAX_PAGES {
            let page = desk.table.due(list, now, from.as_deref()).await?;
            let rows = page.rows.iter().filter(|row| !row.is_claimed(now));
            let carried_out = stream::iter(rows.map(|row| carry_out(desk, clock, row))).buffer_unordered(MAX_AT_ONCE);
            for is_done in carried_out.collect::<Vec<_>>().await.into_iter().flatten() {
                if is_done { ran.done += 1 } else { ran.put_off += 1 }
            }
            from = page.next;
            if from.is_none() {
                break;
            }
            if clock.now() >= until {
                return Ok(ran);
            }
        }
    }
    Ok(ran)
}

/// Whether a row was carried out; nothing where it is another's.
async fn carry_out(desk: &Desk, clock: &Clock, row: &DueRow) -> Option<bool> {
    let now = clock.now();
    let claimed = match desk.table.claim_due(row, now.checked_add(CLAIM).unwrap_or(now)).await {
        Ok(Outcome::Done(claimed)) => claimed,
        Ok(_) => return None,
        Err(error) => {
            tracing::warn!(row = row.place(), "not claimed: {error:#}");
            return None;
        }
    };
    let done = match &claimed.kind {
        DueKind::Incidents => incidents::mail(desk, &claimed, clock.now()).await,
        DueKind::CustomEvent => custom_events::run(desk, clock, &claimed).await,
        DueKind::Pickup => pickups::run(desk, clock, &claimed).await,
        DueKind::Export => exports::run(desk, clock, &claimed).await,
        DueKind::Connection => connections::poll(desk, clock, &claimed).await,
        DueKind::Arrival => connections::replay(desk, clock, &claimed).await,
        DueKind::SupplierSummary => suppliers::mail(desk, &claimed, clock.now()).await,
        DueKind::Unlocked => unlocked::release(desk, &claimed, clock.now()).await,
        DueKind::WaitingNotice => waiting_notices::look(desk, &claimed, clock.now()).await,
        DueKind::Unknown(_) => Err(NotDone::Unknown("nobody here knows its kind")),
    };
    match done {
        // What is left of it when that fails comes again, and finds that it is done.
        Ok(()) => match desk.table.remove_due(&claimed).await {
            Ok(_) => Some(true),
            Err(error) => {
                tracing::warn!(row = claimed.place(), "carried out and not removed: {error:#}");
                Some(true)
            }
        },
        Err(error) => {
            put_off(desk, &claimed, clock.now(), &error).await;
            Some(false)
        }
    }
}

async fn put_off(desk: &Desk, claimed: &DueRow, now: Timestamp, why: &NotDone) {
    let (row, claims) = (claimed.place(), claimed.claims);
    let wait = wait_after(claims);
    tracing::error!(row, claims, "was put off for {} minutes: {why:?}", wait.as_mins());
    // Where that fails too, the claim ends by itself.
    let put_off = desk.table.put_off_due(claimed, now.checked_add(wait).unwrap_or(now)).await;
    if let Err(error) = put_off {
        tracing::warn!(row, "not put off: {error:#}");
    }
}

fn wait_after(claims: u64) -> SignedDuration {
    FIRST_WAIT * (1_i32 << claims.saturating_sub(1).min(MAX_DOUBLINGS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_four_hours() {
        let waits = [0, 1, 2, 3, 9, 10, u64::MAX].map(|claims| wait_after(claims).as_mins());
        assert_eq!(waits, [1, 1, 2, 4, 256, 256, 256]);
    }
}
