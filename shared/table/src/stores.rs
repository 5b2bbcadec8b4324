//! Stores.
//!
//! The row's version is the revision of the store's rules. A change of settings or folders is read, made and written
//! under the condition that the revision is the one that was read; a rule's change only counts it up. Beside the body
//! are counts of the store's keys and rules (see `counts.rs`), which a change of the body leaves alone.

use std::convert::Infallible;

use domain::{IdempotencyKey, Rule, Store, StoreId};

use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Update};
use crate::creation::{Found, Made};
use crate::{Counted, Outcome, Table, TableError, keys};

/// The attribute of a store's version, which is the revision of its rules.
pub(crate) const REVISION: &str = "rules_revision";

/// What of a store a change must know beside its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    Rules,
}

impl Table {
    /// Inserts a store; [`Outcome::Unchanged`] when its id is another's. Its first key is counted.
    pub async fn insert_store(&self, store: &Store) -> Result<Outcome<(), ()>, TableError> {
        Ok(self.insert_store_once(store, None).await?.map_present(drop))
    }

    /// Inserts the store of a creation that may be sent again; [`Outcome::Unchanged`] brings what has its id.
    pub async fn insert_store_once(
        &self,
        store: &Store,
        made_by: Option<IdempotencyKey<'_>>,
    ) -> Result<Outcome<(), Found<Store>>, TableError> {
        let item = NewItem::at(keys::store(store.id)).number(Counted::Keys.attribute(), 1);
        let item = item.number(Counted::Rules.attribute(), 0).made_by(made_by).body(store)?.sized()?;
        match self.insert_made(item, made_by).await? {
            Made::Now => Ok(Outcome::Done(())),
            Made::Before(found, relation) => {
                Ok(Outcome::Unchanged(Found { value: read_store(&found)?, version: 0, relation }))
            }
        }
    }

    /// The store, as it is now.
    pub async fn store(&self, store_id: StoreId) -> Result<Option<Store>, TableError> {
        let item = self.client.get(keys::store(store_id), Consistency::Strong).await?;
        item.as_ref().map(read_store).transpose()
    }

    /// Changes a store's settings or folders. [`Outcome::Done`] brings the store as it is now and what `change`
    /// answered, [`Outcome::Refused`] the error of `change`. Every change counts up the revision, which is the row's
    /// version.
    pub async fn change_store<T, E>(
        &self,
        store_id: StoreId,
        change: impl Fn(&mut Store) -> Result<T, E>,
    ) -> Result<Outcome<(Store, T), Infallible, E>, TableError> {
        self.change_store_beside(store_id, Beside::Nothing, |store, _| change(store)).await
    }

    /// The same for a change that depends on the store's rules. A rule that is saved meanwhile counts up the revision:
    /// then all is read again.
    pub async fn change_store_by_rules<T, E>(
        &self,
        store_id: StoreId,
        change: impl Fn(&mut Store, &[Rule]) -> Result<T, E>,
    ) -> Result<Outcome<(Store, T), Infallible, E>, TableError> {
        self.change_store_beside(store_id, Beside::Rules, change).await
    }

    async fn change_store_beside<T, E>(
        &self,
        store_id: StoreId,
        beside: Beside,
        change: impl Fn(&mut Store, &[Rule]) -> Result<T, E>,
    ) -> Result<Outcome<(Store, T), Infallible, E>, TableError> {
        let mut tries = self.client.tries();
        loop {
            let Some(mut store) = self.store(store_id).await? else { return Ok(Outcome::Missing) };
            // Behind the store, so that a rule that is not seen here counts up the revision after it was read.
            let rules = match beside {
                Beside::Nothing => vec![],
                Beside::Rules => self.rules(store_id).await?,
            };
            let seen = store.rules_revision;
            let result = match change(&mut store, &rules) {
                Ok(result) => result,
                Err(refused) => return Ok(Outcome::Refused(refused)),
            };
            store.rules_revision = seen.saturating_add(1);
            let item =
                NewItem::at(keys::store(store_id)).number(REVISION, store.rules_revision).body(&store)?.sized()?;
            let update = Update::of(keys::store(store_id)).set_all(item);
            let update = update.only_if(Condition::number_is_or_none(REVISION, seen));
            if self.client.update(update).await?.is_done() {
                return Ok(Outcome::Done((store, result)));
            }
            tries.again().await?;
        }
    }
}

/// The revision beside the body counts on where the body is not written.
pub(crate) fn read_store(item: &Item) -> Result<Store, TableError> {
    let mut store: Store = item.body()?;
    store.rules_revision = item.number(REVISION).unwrap_or_default().max(store.rules_revision);
    Ok(store)
}
