//! The requests this crate makes of DynamoDB. Nothing here knows what a row is about, and nothing outside builds a
//! request of the SDK.

mod condition;
mod item;
mod key;
mod meter;
mod query;
mod read;
mod write;

use std::sync::Arc;

use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use aws_types::SdkConfig;

pub(crate) use condition::Condition;
pub(crate) use item::{Attributes, Item, NewItem};
pub(crate) use key::Key;
pub use meter::{Meter, Units};
pub(crate) use query::{Direction, Index, IndexQuery, Take, TextFilter};
pub(crate) use read::Consistency;
pub(crate) use write::Update;

/// How often a change of one row is tried against other changes of the same row.
pub(crate) const TRIES: u32 = 8;

/// One table of DynamoDB.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    sdk: aws_sdk_dynamodb::Client,
    table: String,
    meter: Option<Arc<Meter>>,
}

impl Client {
    /// The table of this name; nothing is sent yet.
    pub(crate) fn new(config: &SdkConfig, table: String) -> Self {
        Self { sdk: aws_sdk_dynamodb::Client::new(config), table, meter: None }
    }

    /// Adds what every request consumes to `meter`.
    pub(crate) fn metered(self, meter: Arc<Meter>) -> Self {
        Self { meter: Some(meter), ..self }
    }

    /// Answers tell what they consumed only when somebody counts it.
    fn asks_capacity(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.as_ref().map(|_| ReturnConsumedCapacity::Indexes)
    }

    fn count(&self, operation: &'static str, consumed: &[ConsumedCapacity]) {
        if let Some(meter) = &self.meter {
            meter.count(operation, consumed);
        }
    }
}
