//! Door: the DynamoDB table. Keys and what each access costs are in `docs/table.md`.
//!
//! Verbs: `order(id)` reads one, maybe nothing; `insert_*` must not be there yet; `change_*` has a version condition;
//! `put_*` overwrites; `remove_*` removes.

mod appointments;
mod body;
mod bucket;
mod error;
mod finder;
mod image;
mod inventory;
mod item;
mod keys;
mod meter;
mod orders;
mod rows;
mod rules;
mod search;
mod stores;
mod tally;
mod walk;

pub use appointments::{Found, Recorded};
pub use error::TableError;
pub use image::{Change, Image};
pub use inventory::{InventoryChange, InventoryPage};
pub use meter::{Meter, Units};
pub use orders::{Changed, Inserted};
pub use rows::{OrderRow, Plan};
pub use search::{MAX_ORDERS_READ, Page, Place, Stretch};
pub use stores::StoreSecrets;

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_types::SdkConfig;

/// The table.
#[derive(Debug, Clone)]
pub struct Table {
    client: Client,
    name: String,
    meter: Option<Arc<Meter>>,
}

impl Table {
    /// The table called `name`; nothing is sent yet.
    pub fn new(config: &SdkConfig, name: impl Into<String>) -> Self {
        Self { client: Client::new(config), name: name.into(), meter: None }
    }

    /// Counts the capacity every request consumes into `meter`.
    #[must_use]
    pub fn metered(mut self, meter: Arc<Meter>) -> Self {
        self.meter = Some(meter);
        self
    }

    /// One cheap read, so that the connection with its TLS handshake stands before the first event. What comes of it
    /// is not looked at: the first event will say what is wrong.
    pub async fn warm_up(&self) {
        let _ = self.get(keys::stack_data_key(), false).await;
    }
}
