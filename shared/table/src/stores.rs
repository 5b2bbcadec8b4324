//! Stores, their keys to the API, and what they keep encrypted.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{ApiKey, Store, StoreId};
use serde::{Deserialize, Serialize};

use crate::item::{Attributes, NewItem};
use crate::{Table, TableError, keys};

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

    /// The API key of this hash.
    pub async fn api_key(&self, store: StoreId, hash: &str) -> Result<Option<ApiKey>, TableError> {
        let item = self.get(keys::api_key(store, hash), true).await?;
        item.as_ref().map(Attributes::body).transpose()
    }

    /// All API keys of a store.
    pub async fn api_keys(&self, store: StoreId) -> Result<Vec<ApiKey>, TableError> {
        let items = self.query_prefix(keys::store_partition(store), keys::API_KEY).await?;
        items.iter().map(Attributes::body).collect()
    }

    /// Removes an API key.
    pub async fn remove_api_key(&self, store: StoreId, hash: &str) -> Result<(), TableError> {
        self.remove(keys::api_key(store, hash)).await
    }

    /// Inserts what a store keeps encrypted.
    pub async fn insert_store_secrets(&self, store: StoreId, secrets: &StoreSecrets) -> Result<bool, TableError> {
        self.insert_item(NewItem::at(keys::store_secrets(store)).body(secrets)?.sized()?).await
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
        for _ in 0..8 {
            let item = self.get(keys::store(store), true).await?;
            let Some(mut known) = item.as_ref().map(Attributes::body::<Store>).transpose()? else { return Ok(()) };
            let seen = known.rules_revision;
            known.rules_revision = seen.saturating_add(1);
            let item = NewItem::at(keys::store(store)).number("rules_revision", known.rules_revision).body(&known)?;
            let put = self.put(item.sized()?).expression_attribute_values(":seen", AttributeValue::N(seen.to_string()));
            let first = "rules_revision = :seen OR attribute_not_exists(rules_revision)";
            if self.put_if(put.condition_expression(first)).await? {
                return Ok(());
            }
        }
        Err(TableError::Contended { tries: 8 })
    }
}
