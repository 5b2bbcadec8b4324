//! What is kept encrypted, and the key it is encrypted with, which is itself encrypted.

use domain::StoreId;
use serde::{Deserialize, Serialize};

use crate::client::{Attributes, Consistency, NewItem};
use crate::{Outcome, Table, TableError, keys};

/// What a store keeps encrypted under the stack's data key, in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreSecrets {
    /// The primary API key, which signs outbound posts.
    pub primary_key: String,
    /// The secret of the Standard Webhooks signature.
    pub webhook_secret: String,
}

impl Table {
    /// Inserts what a store keeps encrypted; [`Outcome::Unchanged`] when it has some.
    pub async fn insert_store_secrets(
        &self,
        store_id: StoreId,
        secrets: &StoreSecrets,
    ) -> Result<Outcome<(), ()>, TableError> {
        let item = NewItem::at(keys::store_secrets(store_id)).body(secrets)?.sized()?;
        Ok(self.client.insert(item).await?.map_present(drop))
    }

    /// Writes what a store keeps encrypted.
    pub async fn put_store_secrets(&self, store_id: StoreId, secrets: &StoreSecrets) -> Result<(), TableError> {
        self.client.put(NewItem::at(keys::store_secrets(store_id)).body(secrets)?.sized()?).await
    }

    /// What a store keeps encrypted.
    pub async fn store_secrets(&self, store_id: StoreId) -> Result<Option<StoreSecrets>, TableError> {
        let item = self.client.get(keys::store_secrets(store_id), Consistency::Strong).await?;
        item.as_ref().map(Attributes::body).transpose()
    }

    /// The stack's data key, encrypted under its KMS key; nothing before the first store.
    pub async fn data_key(&self) -> Result<Option<String>, TableError> {
        let item = self.client.get(keys::stack_data_key(), Consistency::Strong).await?;
        Ok(item.as_ref().and_then(|item| item.text("data_key")).map(str::to_owned))
    }

    /// Inserts the stack's data key; [`Outcome::Unchanged`] when there is one.
    pub async fn insert_data_key(&self, sealed: &str) -> Result<Outcome<(), ()>, TableError> {
        let item = NewItem::at(keys::stack_data_key()).text("data_key", sealed).sized()?;
        Ok(self.client.insert(item).await?.map_present(drop))
    }
}
