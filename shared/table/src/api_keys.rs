//! Keys to the API of a store.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{ApiKey, IdempotencyKey, StoreId};
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Update};
use crate::creation::{Relation, relation_of};
use crate::error::readable;
use crate::{Outcome, Table, TableError, keys};

/// The attribute of when a key was last used: beside the body, so that noting it needs no reading.
const USED_AT: &str = "used_at";

/// The attribute of the key that a creation made.
const KEY_ID: &str = "key_id";

/// How long a creation of a key is remembered by its idempotency key.
const CREATION_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// An API key as it lies in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptKey {
    /// The key.
    pub key: ApiKey,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
    /// Its body, by which a change knows whether another came first.
    seen: Option<AttributeValue>,
}

/// A key that was made by a creation before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMadeBefore {
    /// Its id.
    pub key_id: String,
    /// Whether the creation had another body.
    pub is_of_another_body: bool,
}

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
        Ok(item.as_ref().map(read).transpose()?.map(|kept| (kept.key, kept.used_at)))
    }

    /// All API keys of a store.
    pub async fn api_keys(&self, store_id: StoreId) -> Result<Vec<KeptKey>, TableError> {
        let items = self.client.query_prefix(&keys::store_partition(store_id), keys::API_KEY).await?;
        Ok(readable(items.iter().map(read)))
    }

    /// Notes that a key was used; a key that was revoked meanwhile does not come back by it.
    pub async fn note_use(&self, store_id: StoreId, hash: &str, now: Timestamp) -> Result<(), TableError> {
        let update = Update::of(keys::api_key(store_id, hash)).set(USED_AT, now.as_second());
        self.client.update(update.only_if(Condition::exists())).await.map(drop)
    }

    /// Writes a key in place of what was read of it; [`Outcome::Stale`] when it was changed or revoked since.
    pub async fn save_api_key(
        &self,
        store_id: StoreId,
        seen: &KeptKey,
        key: &ApiKey,
    ) -> Result<Outcome<()>, TableError> {
        let item = NewItem::at(keys::api_key(store_id, &key.hash)).body(key)?.sized()?;
        let body = item.get("body").cloned();
        let update = Update::of(keys::api_key(store_id, &key.hash)).set_all(item).only_if(unchanged(seen));
        if self.client.update(update).await?.is_done() {
            return Ok(Outcome::Done(()));
        }
        // Only the answer of our write was lost when what is there is what we wrote.
        let found = self.client.get(keys::api_key(store_id, &key.hash), Consistency::Strong).await?;
        let is_ours = found.is_some_and(|found| found.get("body") == body.as_ref());
        Ok(if is_ours { Outcome::Done(()) } else { Outcome::Stale })
    }

    /// Removes an API key as it was read; [`Outcome::Stale`] when it was changed or removed since.
    pub async fn remove_api_key(&self, store_id: StoreId, seen: &KeptKey) -> Result<Outcome<()>, TableError> {
        self.client.remove_if(keys::api_key(store_id, &seen.key.hash), unchanged(seen)).await
    }

    /// The key that a creation with this idempotency key made before, for a day.
    pub async fn key_made_by(
        &self,
        store_id: StoreId,
        sent: &IdempotencyKey<'_>,
        now: Timestamp,
    ) -> Result<Option<KeyMadeBefore>, TableError> {
        let found = self.client.get(keys::key_creation(store_id, sent.key), Consistency::Strong).await?;
        let found = found.filter(|found| found.number("expires_at").is_some_and(|end| seconds(now) < end));
        Ok(found.map(|found| made_before(&found, sent)))
    }

    /// Notes that a creation made this key; [`Outcome::Unchanged`] when it made another before.
    pub async fn insert_key_creation(
        &self,
        store_id: StoreId,
        key_id: &str,
        sent: &IdempotencyKey<'_>,
        now: Timestamp,
    ) -> Result<Outcome<(), KeyMadeBefore>, TableError> {
        let end = now.saturating_add(CREATION_LASTS).unwrap_or(now);
        let item = NewItem::at(keys::key_creation(store_id, sent.key)).text(KEY_ID, key_id);
        let item = item.number("expires_at", seconds(end)).made_by(Some(*sent)).sized()?;
        // One that is over may not be removed yet.
        if self.client.put_if(item, Condition::number_is_below("expires_at", seconds(now))).await?.is_done() {
            return Ok(Outcome::Done(()));
        }
        let found = self.client.get(keys::key_creation(store_id, sent.key), Consistency::Strong).await?;
        Ok(match found.map(|found| made_before(&found, sent)) {
            Some(before) if before.key_id != key_id => Outcome::Unchanged(before),
            // Only the answer of our write was lost.
            _ => Outcome::Done(()),
        })
    }
}

fn unchanged(seen: &KeptKey) -> Condition {
    Condition::exists().and_unchanged("body", seen.seen.clone())
}

fn made_before(found: &Item, sent: &IdempotencyKey<'_>) -> KeyMadeBefore {
    let key_id = found.text(KEY_ID).unwrap_or_default().to_owned();
    KeyMadeBefore { key_id, is_of_another_body: relation_of(found, sent) != Relation::Same }
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}

fn read(item: &Item) -> Result<KeptKey, TableError> {
    let used = item.number(USED_AT).and_then(|second| i64::try_from(second).ok());
    let used_at = used.and_then(|second| Timestamp::from_second(second).ok());
    Ok(KeptKey { key: item.body()?, used_at, seen: item.get("body").cloned() })
}
