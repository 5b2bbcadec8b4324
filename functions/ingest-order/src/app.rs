//! What this function reaches.

use std::time::Duration;

use anyhow::Result;
use api::Credentials;
use domain::{ApiKey, Store, StoreId};
use lambda::{Cache, aws_config, setting};
use table::{Table, TableError};

/// A revoked key opens for so long at most, where a warm function still knows it.
const KEYS_FRESH_FOR: Duration = Duration::from_mins(1);

/// A folder just added is known after so long at most.
const STORES_FRESH_FOR: Duration = Duration::from_secs(10);

/// The table, and what of it is remembered for a while.
pub(crate) struct App {
    pub(crate) table: Table,
    keys: Cache<Credentials, ApiKey>,
    stores: Cache<StoreId, Store>,
}

impl App {
    /// Connects, and makes the first handshake while the processor is unthrottled.
    pub(crate) async fn connect() -> Result<Self> {
        let table = Table::new(&aws_config().await, setting("TABLE_NAME")?);
        table.warm_up().await;
        Ok(Self { table, keys: Cache::new(KEYS_FRESH_FOR, 1_000), stores: Cache::new(STORES_FRESH_FOR, 1_000) })
    }

    /// The API key of these credentials.
    pub(crate) async fn api_key(&self, asked: Credentials) -> Result<Option<ApiKey>, TableError> {
        self.keys.get_or(asked, async |asked| self.table.api_key(asked.store, &asked.key_hash).await).await
    }

    /// The store, as it was a few seconds ago at most.
    pub(crate) async fn store(&self, store: StoreId) -> Result<Option<Store>, TableError> {
        self.stores.get_or(store, async |store| self.table.store(*store).await).await
    }
}
