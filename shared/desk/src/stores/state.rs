//! Locking, unlocking, closing and reopening stores (accounts.md 6).
//!
//! A store that is locked or closed is read and nothing more. What the stream and the queues have by then goes on to
//! its end; schedules pass over it, and what its shops tell is kept. What ends the pause is written down before it
//! ends: so a crash in between leaves a row of the due list that finds nothing to do, and never something that waits
//! for ever.

use domain::{AuditChange, DueKind, Problem, Store, StoreId, StoreState, User, check_lock_reason};
use jiff::{SignedDuration, Timestamp};

use crate::accounts::{By, audit};
use crate::{Desk, DeskError};

/// What waited is taken so much later: longer than any call lasts, so that the store can be worked with by then.
const TAKEN_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// Who may close a store, and open it again.
const OWNERS_ALONE: &str = "Only an owner may do that: a user with all orders who may manage users and billing";

const TOO_LATE: &str = "This store was closed more than 30 days ago; ask whoever runs the desk";

/// Locks a store, for the reason that its people read. Known everywhere within ten seconds. Done again with the same
/// reason it changes nothing.
pub async fn lock(desk: &Desk, store_id: StoreId, why: &str, by: &By, now: Timestamp) -> Result<Store, DeskError> {
    if let Some(problem) = check_lock_reason(why) {
        return Err(DeskError::Invalid(vec![problem]));
    }
    let lock = |state: StoreState| Ok(state.locked(why.trim(), now));
    change(desk, store_id, "store locked", by, now, lock).await
}

/// Lets a store be worked with, whoever locked or closed it; what waited is taken. Of one that can be worked with
/// nothing is changed.
pub async fn unlock(desk: &Desk, store_id: StoreId, by: &By, now: Timestamp) -> Result<Store, DeskError> {
    plan_release(desk, store_id, now).await?;
    change(desk, store_id, "store unlocked", by, now, |_| Ok(StoreState::Active)).await
}

/// Closes a store, whose name the owner types for it. For thirty days an owner can open it again; nothing of it is
/// removed by itself afterwards. Done again it changes nothing.
pub async fn close(
    desk: &Desk,
    store: &Store,
    owner: &User,
    typed_name: &str,
    by: &By,
    now: Timestamp,
) -> Result<Store, DeskError> {
    check_owner(owner)?;
    if typed_name.trim() != store.name.trim() {
        return Err(DeskError::invalid("name", format!("must be the name of the store, {}", store.name.trim())));
    }
    change(desk, store.id, "store closed", by, now, |state| Ok(state.closed(now))).await
}

/// Opens a store again that was closed less than thirty days ago; one that was locked then is locked again. What
/// waited is taken. Of one that is not closed nothing is changed.
pub async fn reopen(desk: &Desk, store_id: StoreId, owner: &User, by: &By, now: Timestamp) -> Result<Store, DeskError> {
    check_owner(owner)?;
    plan_release(desk, store_id, now).await?;
    let reopen = |state: StoreState| state.reopened(now).ok_or_else(|| DeskError::Gone(TOO_LATE.to_owned()));
    change(desk, store_id, "store reopened", by, now, reopen).await
}

fn check_owner(user: &User) -> Result<(), DeskError> {
    if user.is_owner() { Ok(()) } else { Err(DeskError::Forbidden(vec![Problem::new("", OWNERS_ALONE)])) }
}

/// Notes that what waits for the store is to be taken, unless nothing waits.
async fn plan_release(desk: &Desk, store_id: StoreId, now: Timestamp) -> Result<(), DeskError> {
    if super::find(desk, store_id).await?.state.is_active() {
        return Ok(());
    }
    let due_at = now.checked_add(TAKEN_AFTER).unwrap_or(now);
    let _ = desk.table.insert_due(store_id, due_at, &DueKind::Unlocked, &store_id.to_string()).await?;
    Ok(())
}

/// Changes the state of a store, with a line of the audit behind it; the store as it is now.
async fn change(
    desk: &Desk,
    store_id: StoreId,
    what: &str,
    by: &By,
    now: Timestamp,
    after: impl Fn(StoreState) -> Result<StoreState, DeskError>,
) -> Result<Store, DeskError> {
    let seen = super::find(desk, store_id).await?;
    if after(seen.state.clone())? == seen.state {
        return Ok(seen);
    }
    let written = super::change(desk, store_id, |store| {
        let before = store.state.clone();
        store.state = after(before.clone())?;
        Ok(before)
    });
    let (store, before) = written.await?;
    let changes = AuditChange::between("state", &text_of(&before), &text_of(&store.state)).into_iter().collect();
    audit::append(desk, store_id, by, what, "", changes, now).await?;
    Ok(store)
}

/// A state as the audit has it: its name, and why.
fn text_of(state: &StoreState) -> String {
    match state.lock() {
        Some(lock) if !lock.why.is_empty() => format!("{}: {}", state.name(), lock.why),
        _ => state.name().to_owned(),
    }
}
