//! Stores.

use std::convert::Infallible;

use domain::{Store, StoreId};

use crate::client::{Attributes, Condition, Consistency, NewItem, TRIES};
use crate::{Outcome, Table, TableError, keys};

/// The attribute of a store's version, which is the revision of its rules.
const REVISION: &str = "rules_revision";

impl Table {
    /// Inserts a store; [`Outcome::Unchanged`] when its id is another's.
    pub async fn insert_store(&self, store: &Store) -> Result<Outcome<(), ()>, TableError> {
        let inserted = self.client.insert(NewItem::at(keys::store(store.id)).body(store)?.sized()?).await?;
        Ok(inserted.map_present(drop))
    }

    /// The store, as it is now.
    pub async fn store(&self, store_id: StoreId) -> Result<Option<Store>, TableError> {
        let item = self.client.get(keys::store(store_id), Consistency::Strong).await?;
        item.as_ref().map(Attributes::body).transpose()
    }

    /// Changes a store's settings or folders. [`Outcome::Done`] brings the store as it is now and what `change`
    /// answered, [`Outcome::Refused`] the error of `change`. Every change counts up the revision, which is the row's
    /// version.
    pub async fn change_store<T, E>(
        &self,
        store_id: StoreId,
        change: impl Fn(&mut Store) -> Result<T, E>,
    ) -> Result<Outcome<(Store, T), Infallible, E>, TableError> {
        for _ in 0..TRIES {
            let Some(mut store) = self.store(store_id).await? else { return Ok(Outcome::Missing) };
            let seen = store.rules_revision;
            let result = match change(&mut store) {
                Ok(result) => result,
                Err(refused) => return Ok(Outcome::Refused(refused)),
            };
            store.rules_revision = seen.saturating_add(1);
            let item =
                NewItem::at(keys::store(store_id)).number(REVISION, store.rules_revision).body(&store)?.sized()?;
            if self.client.put_if(item, Condition::number_is_or_none(REVISION, seen)).await?.is_done() {
                return Ok(Outcome::Done((store, result)));
            }
        }
        Err(TableError::Contended { tries: TRIES })
    }

    /// Counts up the revision of a store's rules, so that warm functions read them again.
    pub(crate) async fn count_up_revision(&self, store_id: StoreId) -> Result<(), TableError> {
        self.change_store(store_id, |_| Ok::<_, Infallible>(())).await.map(drop)
    }
}
