//! The requests this crate makes of DynamoDB. Nothing here knows what a row is about, and nothing outside builds a
//! request of the SDK.

mod condition;
mod item;
mod key;
mod meter;
mod query;
mod read;
mod scan;
mod together;
mod tries;
mod write;

use std::sync::Arc;

use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use aws_types::SdkConfig;
use domain::Chance;

pub(crate) use condition::Condition;
pub(crate) use item::{Attributes, Item, NewItem, signed};
pub(crate) use key::Key;
pub use meter::{Meter, Units};
pub(crate) use query::{Direction, Index, IndexQuery, Take, TextFilter};
pub(crate) use read::Consistency;
pub(crate) use together::{Together, Write};
pub use tries::Tries;
pub(crate) use write::Update;

/// One table of DynamoDB.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    sdk: aws_sdk_dynamodb::Client,
    table: String,
    meter: Option<Arc<Meter>>,
    pauses: tries::Pauses,
}

impl Client {
    /// The table of this name; nothing is sent yet.
    pub(crate) fn new(config: &SdkConfig, table: String) -> Self {
        let pauses = tries::Pauses { sleep: config.sleep_impl(), chance: None };
        Self { sdk: aws_sdk_dynamodb::Client::new(config), table, meter: None, pauses }
    }

    /// Adds what every request consumes to `meter`.
    pub(crate) fn metered(self, meter: Arc<Meter>) -> Self {
        Self { meter: Some(meter), ..self }
    }

    /// Spreads the waits between tries by `chance`.
    pub(crate) fn spread_by(mut self, chance: Chance) -> Self {
        self.pauses.chance = Some(chance);
        self
    }

    /// The tries of a change, of which the first begins now.
    pub(crate) fn tries(&self) -> Tries {
        Tries::new(self.pauses.clone())
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
