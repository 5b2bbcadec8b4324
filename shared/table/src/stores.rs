//! Stores, their keys to the API, and what they keep encrypted.

use std::convert::Infallible;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{ApiKey, Store, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{Attributes, Item, NewItem};
use crate::{Table, TableError, keys};

/// How often a change is tried against other changes of the same row.
const TRIES: u32 = 8;

/// What a store keeps encrypted under the stack's data key, in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreSecrets {
    /// The primary API key, which signs outbound posts.
    pub primary_key: String,
    /// The secret of the Standard Webhooks signature.
    pub webhook_secret: String,
}

impl Table {
    /// Inserts a store; whether its id was free.
    pub async fn insert_store(&self, store: &Store) -> Result<bool, TableError> {
        self.insert_item(NewItem::at(keys::store(store.id)).body(store)?.sized()?).await
    }

    /// The store, as it is now.
    pub async fn store(&self, store: StoreId) -> Result<Option<Store>, TableError> {
        let item = self.get(keys::store(store), true).await?;
        item.as_ref().map(Attributes::body).transpose()
    }

    /// Inserts an API key.
    pub async fn insert_api_key(&self, store: StoreId, key: &ApiKey) -> Result<bool, TableError> {
        self.insert_item(NewItem::at(keys::api_key(store, &key.hash)).body(key)?.sized()?).await
    }

    /// The API key of this hash, and when it was last used.
    pub async fn api_key(&self, store: StoreId, hash: &str) -> Result<Option<(ApiKey, Option<Timestamp>)>, TableError> {
        let item = self.get(keys::api_key(store, hash), true).await?;
        item.as_ref().map(key_of).transpose()
    }

    /// All API keys of a store, each with when it was last used.
    pub async fn api_keys(&self, store: StoreId) -> Result<Vec<(ApiKey, Option<Timestamp>)>, TableError> {
        let items = self.query_prefix(keys::store_partition(store), keys::API_KEY).await?;
        items.iter().map(key_of).collect()
    }

    /// Notes that a key was used; a key that was revoked meanwhile does not come back by it.
    pub async fn note_use(&self, store: StoreId, hash: &str, now: Timestamp) -> Result<(), TableError> {
        let key = keys::api_key(store, hash);
        let update = self.client.update_item().table_name(&self.name);
        let update = update.key("pk", AttributeValue::S(key.pk)).key("sk", AttributeValue::S(key.sk));
        let update = update.update_expression("SET used_at = :now").condition_expression("attribute_exists(pk)");
        let update = update.expression_attribute_values(":now", AttributeValue::N(now.as_second().to_string()));
        self.update_if(update).await?;
        Ok(())
    }

    /// Writes a key and when it was last used; whether it was there. One that was revoked meanwhile does not come back.
    pub async fn change_api_key(
        &self,
        store: StoreId,
        key: &ApiKey,
        used: Option<Timestamp>,
    ) -> Result<bool, TableError> {
        let item = NewItem::at(keys::api_key(store, &key.hash)).body(key)?;
        let item = match used.and_then(|used| u64::try_from(used.as_second()).ok()) {
            Some(second) => item.number("used_at", second),
            None => item,
        };
        self.put_if(self.put(item.sized()?).condition_expression("attribute_exists(pk)")).await
    }

    /// Removes an API key.
    pub async fn remove_api_key(&self, store: StoreId, hash: &str) -> Result<(), TableError> {
        self.remove(keys::api_key(store, hash)).await
    }

    /// Inserts what a store keeps encrypted.
    pub async fn insert_store_secrets(&self, store: StoreId, secrets: &StoreSecrets) -> Result<bool, TableError> {
        self.insert_item(NewItem::at(keys::store_secrets(store)).body(secrets)?.sized()?).await
    }

    /// Writes what a store keeps encrypted.
    pub async fn put_store_secrets(&self, store: StoreId, secrets: &StoreSecrets) -> Result<(), TableError> {
        self.put_item(NewItem::at(keys::store_secrets(store)).body(secrets)?.sized()?).await
    }

    /// What a store keeps encrypted.
    pub async fn store_secrets(&self, store: StoreId) -> Result<Option<StoreSecrets>, TableError> {
        let item = self.get(keys::store_secrets(store), true).await?;
        item.as_ref().map(Attributes::body).transpose()
    }

    /// The stack's data key, encrypted under its KMS key; nothing before the first store.
    pub async fn data_key(&self) -> Result<Option<String>, TableError> {
        let item = self.get(keys::stack_data_key(), true).await?;
        Ok(item.as_ref().and_then(|item| item.text("data_key")).map(str::to_owned))
    }

    /// Inserts the stack's data key; whether there was none.
    pub async fn insert_data_key(&self, sealed: &str) -> Result<bool, TableError> {
        self.insert_item(NewItem::at(keys::stack_data_key()).text("data_key", sealed).sized()?).await
    }

    /// Counts up the revision of a store's rules, so that warm functions read them again.
    pub(crate) async fn touch_rules(&self, store: StoreId) -> Result<(), TableError> {
        self.change_store(store, |_| Ok::<_, Infallible>(())).await?;
        Ok(())
    }

    /// Changes a store's settings or folders; nothing when there is no such store. `change` says no by its error. Every
    /// change counts up the revision, which is the row's version.
    pub async fn change_store<T, E>(
        &self,
        store: StoreId,
        change: impl Fn(&mut Store) -> Result<T, E>,
    ) -> Result<Option<Result<(Store, T), E>>, TableError> {
        for _ in 0..TRIES {
            let Some(mut known) = self.store(store).await? else { return Ok(None) };
            let seen = known.rules_revision;
            let result = match change(&mut known) {
                Ok(result) => result,
                Err(refused) => return Ok(Some(Err(refused))),
            };
            known.rules_revision = seen.saturating_add(1);
            let item = NewItem::at(keys::store(store)).number("rules_revision", known.rules_revision).body(&known)?;
            let put = self.put(item.sized()?).expression_attribute_values(":seen", AttributeValue::N(seen.to_string()));
            let first = "rules_revision = :seen OR attribute_not_exists(rules_revision)";
            if self.put_if(put.condition_expression(first)).await? {
                return Ok(Some(Ok((known, result))));
            }
        }
        Err(TableError::Contended { tries: TRIES })
    }
}

fn key_of(item: &Item) -> Result<(ApiKey, Option<Timestamp>), TableError> {
    let used = item.number("used_at").and_then(|second| i64::try_from(second).ok());
    Ok((item.body()?, used.and_then(|second| Timestamp::from_second(second).ok())))
}
