//! The row of a new store.

use domain::{IdempotencyKey, NewStore, Store, StoreId, StoreState};
use jiff::Timestamp;
use table::{Outcome, Relation};

use crate::{Desk, DeskError};

/// A store id has nine digits.
const IDS: std::ops::Range<u64> = 100_000_000..1_000_000_000;

/// How many ids are tried for a new store.
const TRIES: u32 = 8;

/// What became of a new store's own row.
pub(crate) enum Inserted {
    New(Store),
    Before(Store),
    OfAnotherBody(StoreId),
}

/// A store with the folders every store begins with; what its settings say is the most it may give itself. It has no
/// id yet.
pub(crate) fn draft(new: NewStore, now: Timestamp) -> Store {
    Store {
        id: StoreId::default(),
        name: new.name,
        settings: new.settings.with_ceilings(),
        folders: Store::default_folders(),
        removed_folders: vec![],
        rules_revision: 0,
        state: StoreState::Active,
        date_added: now,
    }
}

/// Inserts a store under an id of its own: one that follows from what is sent, so that the same creation meets
/// itself; else one that nobody can foresee.
pub(crate) async fn insert(
    desk: &Desk,
    draft: &Store,
    sent: Option<IdempotencyKey<'_>>,
) -> Result<Inserted, DeskError> {
    for probe in 0..TRIES {
        let id = sent.map_or_else(|| desk.chance.within(IDS), |sent| sent.id_within(IDS, "store", probe));
        let Some(id) = StoreId::new(id) else { continue };
        let store = Store { id, ..draft.clone() };
        match desk.table.insert_store_once(&store, sent).await? {
            Outcome::Unchanged(found) => match found.relation {
                Relation::Same => return Ok(Inserted::Before(found.value)),
                Relation::OtherBody => return Ok(Inserted::OfAnotherBody(id)),
                Relation::Other => {}
            },
            _ => return Ok(Inserted::New(store)),
        }
    }
    Err(DeskError::TryAgain("No free store id was found; nothing was made, try again"))
}
