//! Keys to the API of a store.

use domain::{ApiKey, StoreId};
use jiff::Timestamp;

use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Update};
use crate::error::readable;
use crate::{Outcome, Table, TableError, keys};

/// The attribute of when a key was last used: beside the body, so that noting it needs no reading.
const USED_AT: &str = "used_at";

impl Table {
    /// Inserts an API key; [`Outcome::Unchanged`] when it was there before.
    pub async fn insert_api_key(&self, store_id: StoreId, key: &ApiKey) -> Result<Outcome<(), ()>, TableError> {
        let item = NewItem::at(keys::api_key(store_id, &key.hash)).body(key)?.sized()?;
        Ok(self.client.insert(item).await?.map_present(drop))
    }

    /// The API key of this hash, and when it was last used.
    pub async fn api_key(
        &self,
        store_id: StoreId,
        hash: &str,
    ) -> Result<Option<(ApiKey, Option<Timestamp>)>, TableError> {
        let item = self.client.get(keys::api_key(store_id, hash), Consistency::Strong).await?;
        item.as_ref().map(read).transpose()
    }

    /// All API keys of a store, each with when it was last used.
    pub async fn api_keys(&self, store_id: StoreId) -> Result<Vec<(ApiKey, Option<Timestamp>)>, TableError> {
        let items = self.client.query_prefix(&keys::store_partition(store_id), keys::API_KEY).await?;
        Ok(readable(items.iter().map(read)))
    }

    /// Notes that a key was used; a key that was revoked meanwhile does not come back by it.
    pub async fn note_use(&self, store_id: StoreId, hash: &str, now: Timestamp) -> Result<(), TableError> {
        let update = Update::of(keys::api_key(store_id, hash)).set(USED_AT, now.as_second());
        self.client.update(update.only_if(Condition::exists())).await.map(drop)
    }

    /// Writes a key and when it was last used. One that was revoked meanwhile is [`Outcome::Missing`] and does not come
    /// back.
    pub async fn change_api_key(
        &self,
        store_id: StoreId,
        key: &ApiKey,
        used_at: Option<Timestamp>,
    ) -> Result<Outcome<()>, TableError> {
        let item = NewItem::at(keys::api_key(store_id, &key.hash)).body(key)?;
        let item = match used_at.and_then(|used| u64::try_from(used.as_second()).ok()) {
            Some(second) => item.number(USED_AT, second),
            None => item,
        };
        let is_done = self.client.put_if(item.sized()?, Condition::exists()).await?.is_done();
        Ok(if is_done { Outcome::Done(()) } else { Outcome::Missing })
    }

    /// Removes an API key.
    pub async fn remove_api_key(&self, store_id: StoreId, hash: &str) -> Result<(), TableError> {
        self.client.remove(keys::api_key(store_id, hash)).await
    }
}

fn read(item: &Item) -> Result<(ApiKey, Option<Timestamp>), TableError> {
    let used = item.number(USED_AT).and_then(|second| i64::try_from(second).ok());
    Ok((item.body()?, used.and_then(|second| Timestamp::from_second(second).ok())))
}
