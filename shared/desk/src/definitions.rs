//! What custom events, custom buttons, import and export templates and pickups have in common: made once by a key, replaced
//! as a whole, removed; and run by a schedule, where they have one.

use domain::{DefinitionDue, DueKind, IdempotencyKey, Problem, Schedule, Store, StoreId};
#[cfg(feature = "schedule")]
use jiff::SignedDuration;
use jiff::Timestamp;
use table::{Definition, Found, NameTaken, Outcome, Relation, TableError};

use crate::orders::Expected;
use crate::{Desk, DeskError};

/// An id has ten to twelve digits.
const IDS: std::ops::Range<u64> = 1_000_000_000..1_000_000_000_000;

/// How many ids are tried for a new one.
const TRIES: u32 = 8;

/// What became of the creation of a custom event, a custom button, a template or a pickup.
#[derive(Debug)]
pub enum Creation<D> {
    /// It is there, made by the same creation before, or now; and its version.
    Made(D, u64),
    /// The idempotency key was sent before with another body, of which the one of this id was made.
    OfAnotherBody(String),
}

pub(crate) async fn find<D: Definition>(desk: &Desk, store_id: StoreId, id: &str) -> Result<(D, u64), DeskError> {
    desk.table.definition(store_id, id).await?.ok_or(DeskError::NotFound(D::NAME))
}

/// Adds one unless the store has `max`. Sent twice with one idempotency key it is one. Of several that are added at once
/// where there is room for fewer, those that see too many are removed again.
pub(crate) async fn create<D: Definition>(
    desk: &Desk,
    store_id: StoreId,
    max: usize,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
    make: impl Fn(String) -> D,
) -> Result<Creation<D>, DeskError> {
    Ok(match add(desk, store_id, max, sent, now, |id| Ok(make(id))).await? {
        Addition::Now(new) => Creation::Made(new, 1),
        Addition::Before(found, version) => Creation::Made(found, version),
        Addition::OfAnotherBody(id) => Creation::OfAnotherBody(id),
    })
}

/// What became of an addition.
pub(crate) enum Addition<D> {
    /// It is there, made now.
    Now(D),
    /// The same creation made it before; and its version.
    Before(D, u64),
    /// The idempotency key was sent before with another body, of which the one of this id was made.
    OfAnotherBody(String),
}

/// The same, for who has to know whether it was there before, and for what can't always be made.
pub(crate) async fn add<D: Definition>(
    desk: &Desk,
    store_id: StoreId,
    max: usize,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
    make: impl Fn(String) -> Result<D, DeskError>,
) -> Result<Addition<D>, DeskError> {
    for probe in 0..TRIES {
        let place = format!("{} of {store_id}", D::NAME);
        let id = sent.map_or_else(|| desk.chance.within(IDS), |sent| sent.id_within(IDS, &place, probe));
        let new = make(id.to_string())?;
        match desk.table.insert_definition(store_id, &new, sent, now).await? {
            Outcome::Done(()) if desk.table.count_definitions::<D>(store_id).await? > max => {
                let _ = desk.table.remove_definition::<D>(store_id, new.id()).await?;
                return Err(DeskError::Conflict(format!("The store has {max} of them already: {}", D::NAME)));
            }
            Outcome::Done(()) => return Ok(Addition::Now(new)),
            Outcome::Unchanged(Found { value, version, relation: Relation::Same }) => {
                return Ok(Addition::Before(value, version));
            }
            Outcome::Unchanged(Found { value, relation: Relation::OtherBody, .. }) => {
                return Ok(Addition::OfAnotherBody(value.id().to_owned()));
            }
            Outcome::Unchanged(Found { relation: Relation::Other, .. }) => {}
            Outcome::Refused(taken) => return Err(taken.into()),
            Outcome::Missing | Outcome::Stale => return Err(DeskError::NotFound(D::NAME)),
        }
    }
    Err(DeskError::TryAgain("No free id was found; nothing was made, try again"))
}

/// Makes the one of this id what `make` makes of it, where it is the expected version: as it was, as it is, and its
/// version.
pub(crate) async fn replace<D: Definition>(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    expected: &Expected,
    now: Timestamp,
    make: impl Fn(&D) -> D,
) -> Result<(D, D, u64), DeskError> {
    let replaced = desk.table.change_definition(store_id, id, now, |before: &D, version| {
        expected.check("definition", version)?;
        Ok(make(before))
    });
    match replaced.await? {
        Outcome::Done(replaced) => Ok(replaced),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(D::NAME)),
    }
}

/// Removes one that no rule is for.
pub(crate) async fn remove<D: Definition>(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    event: domain::Event,
) -> Result<(), DeskError> {
    let rules = desk.table.rules(store_id).await?;
    let mut names = rules.iter().filter(|rule| rule.event == event && rule.event_id == id).map(|rule| &*rule.name);
    if let Some(first) = names.next() {
        let more = names.count();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let message = format!("The rule \"{first}\"{more} is for it; change that first");
        return Err(DeskError::Conflict(message));
    }
    discard::<D>(desk, store_id, id).await
}

/// Removes one, whoever names it.
pub(crate) async fn discard<D: Definition>(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    match desk.table.remove_definition::<D>(store_id, id).await? {
        Outcome::Done(()) => Ok(()),
        _ => Err(DeskError::NotFound(D::NAME)),
    }
}

/// Has what has this schedule run at its next time behind `after`, by the clock of its store; without a schedule at none.
/// Planned again it is planned once. What was planned by a schedule of before finds that it is another, and runs nothing.
pub(crate) async fn plan_next(
    desk: &Desk,
    store: &Store,
    schedule: Option<Schedule>,
    (kind, id): (DueKind, &str),
    after: Timestamp,
) -> Result<(), TableError> {
    let next = schedule.and_then(|schedule| schedule.next_after(after, &store.settings.time_zone()));
    let Some(next) = next else { return Ok(()) };
    let key = DefinitionDue { store_id: store.id, id: id.to_owned() }.to_string();
    let _ = desk.table.insert_due(store.id, next, &kind, &key).await?;
    Ok(())
}

/// Whether a schedule says just now that something runs at `due_at`.
#[cfg(feature = "schedule")]
pub(crate) fn runs_at(schedule: Schedule, store: &Store, due_at: Timestamp) -> bool {
    let just_before = due_at.checked_sub(SignedDuration::from_secs(1)).unwrap_or(due_at);
    schedule.next_after(just_before, &store.settings.time_zone()) == Some(due_at)
}

impl From<NameTaken> for DeskError {
    fn from(NameTaken(id): NameTaken) -> Self {
        let message = format!("is the name of {id}; no two are called the same, whatever the case of letters");
        Self::ConflictIn(vec![Problem::new("name", message)])
    }
}
