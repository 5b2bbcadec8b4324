//! What is kept encrypted, and the key it is encrypted with, which is itself encrypted.

use std::convert::Infallible;

use domain::StoreId;
use serde::{Deserialize, Serialize};

use crate::client::{Attributes, Condition, Consistency, NewItem};
use crate::{Outcome, Table, TableError, keys};

/// What a store keeps encrypted under the stack's data key, in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreSecrets {
    /// The primary API key, which signs outbound posts.
    pub primary_key: String,
    /// The id of the primary key: what this row names is the primary one. Blank in a row of before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub primary_key_id: String,
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

    /// Changes what a store keeps encrypted; where another change came first, as it is then. [`Outcome::Refused`] is the
    /// error of `change`.
    pub async fn change_store_secrets<E>(
        &self,
        store_id: StoreId,
        change: impl Fn(&mut StoreSecrets) -> Result<(), E>,
    ) -> Result<Outcome<(), Infallible, E>, TableError> {
        let mut tries = self.client.tries();
        loop {
            let found = self.client.get(keys::store_secrets(store_id), Consistency::Strong).await?;
            let Some(found) = found else { return Ok(Outcome::Missing) };
            let mut secrets: StoreSecrets = found.body()?;
            if let Err(refused) = change(&mut secrets) {
                return Ok(Outcome::Refused(refused));
            }
            let item = NewItem::at(keys::store_secrets(store_id)).body(&secrets)?.sized()?;
            let same = Condition::unchanged("body", found.get("body").cloned());
            if self.client.put_if(item, same).await?.is_done() {
                return Ok(Outcome::Done(()));
            }
            tries.again().await?;
        }
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
