//! Reading rows by their keys.

use aws_sdk_dynamodb::types::KeysAndAttributes;
use futures_util::future::try_join_all;

use super::{Client, Item, Key};
use crate::TableError;

/// DynamoDB reads this many rows at once.
const BATCH: usize = 100;

/// An answer to a batch is asked to go on so often; each brings at least one row unless DynamoDB is throttling.
const MAX_BATCH_ANSWERS: u32 = 32;

/// How fresh a read must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consistency {
    /// As the row is now.
    Strong,
    /// As it was a moment ago, for half the price.
    Eventual,
}

impl Consistency {
    fn is_strong(self) -> bool {
        self == Self::Strong
    }
}

impl Client {
    /// One row.
    pub(crate) async fn get(&self, key: Key, consistency: Consistency) -> Result<Option<Item>, TableError> {
        if !key.fits() {
            return Ok(None);
        }
        let get = self.sdk.get_item().table_name(&self.table).consistent_read(consistency.is_strong());
        let get = get.set_key(Some(key.attributes().into())).set_return_consumed_capacity(self.asks_capacity());
        let output = get.send().await.map_err(|error| TableError::of("GetItem", error))?;
        self.count("GetItem", output.consumed_capacity.as_slice());
        Ok(output.item)
    }

    /// All rows of these keys that are there, in any sequence. No key may be given twice.
    pub(crate) async fn get_all(&self, keys: &[Key], consistency: Consistency) -> Result<Vec<Item>, TableError> {
        let keys: Vec<&Key> = keys.iter().filter(|key| key.fits()).collect();
        let batches = try_join_all(keys.chunks(BATCH).map(|batch| self.get_batch(batch, consistency))).await?;
        Ok(batches.into_iter().flatten().collect())
    }

    async fn get_batch(&self, batch: &[&Key], consistency: Consistency) -> Result<Vec<Item>, TableError> {
        let mut items = vec![];
        let mut wanted = Some(wanted_of(batch, consistency)?);
        // DynamoDB answers what fits and names the rest; what it throttled is among the rest.
        for _ in 0..MAX_BATCH_ANSWERS {
            let Some(keys) = wanted.take() else { return Ok(items) };
            let get = self.sdk.batch_get_item().request_items(&self.table, keys);
            let get = get.set_return_consumed_capacity(self.asks_capacity());
            let output = get.send().await.map_err(|error| TableError::of("BatchGetItem", error))?;
            self.count("BatchGetItem", output.consumed_capacity());
            items.extend(output.responses.unwrap_or_default().remove(&self.table).unwrap_or_default());
            wanted = output.unprocessed_keys.unwrap_or_default().remove(&self.table);
        }
        match wanted {
            None => Ok(items),
            Some(_) => Err(TableError::Contended { tries: MAX_BATCH_ANSWERS }),
        }
    }
}

fn wanted_of(batch: &[&Key], consistency: Consistency) -> Result<KeysAndAttributes, TableError> {
    let mut wanted = KeysAndAttributes::builder().consistent_read(consistency.is_strong());
    for key in batch {
        wanted = wanted.keys(Key::clone(key).attributes().into());
    }
    wanted.build().map_err(|error| TableError::Refused { operation: "BatchGetItem", source: error.into() })
}
