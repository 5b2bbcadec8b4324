//! The rate limit's counters: one row per store and slot of time, one unconditional write per call.
//!
//! Every call adds itself to its grain of the slot and is told the place it got, so two calls at once never get the
//! same place, and none is tried twice. What can let through more than the limit: a call that is counted in a slot
//! after the next one's first call has read it. That is those of a few milliseconds, once in a slot.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use domain::{RateLimit, Slot, StoreId, Tokens};
use jiff::Timestamp;

use crate::item::{Attributes, Item};
use crate::{Table, TableError, keys};

/// The attribute of what was in the bucket when the slot began.
const START: &str = "start";

impl Table {
    /// Takes one token out of a store's bucket. `is_known` says that this slot has begun: then what was left of the
    /// last one need not be read.
    pub async fn take_token(
        &self,
        store: StoreId,
        limit: &RateLimit,
        now: Timestamp,
        is_known: bool,
    ) -> Result<Tokens, TableError> {
        let slot = limit.slot(now);
        let start = if is_known { 0 } else { self.left_before(store, limit, &slot).await? };
        let item = self.count_call(store, &slot, start).await?;
        let start = item.number(START).unwrap_or_default();
        Ok(limit.verdict(start, &counts(&item), slot.grain, now))
    }

    /// What was left in the bucket at the end of the slot before.
    async fn left_before(&self, store: StoreId, limit: &RateLimit, slot: &Slot) -> Result<u64, TableError> {
        let before = self.get(keys::bucket(store, slot.number.saturating_sub(1)), true).await?;
        Ok(before
            .map_or_else(|| limit.full(), |item| limit.end_of(item.number(START).unwrap_or_default(), &counts(&item))))
    }

    async fn count_call(&self, store: StoreId, slot: &Slot, start: u64) -> Result<Item, TableError> {
        let key = keys::bucket(store, slot.number);
        let update = self.client.update_item().table_name(&self.name);
        let update = update.key("pk", AttributeValue::S(key.pk)).key("sk", AttributeValue::S(key.sk));
        let number = |number: i64| AttributeValue::N(number.to_string());
        let update = update
            .update_expression("SET #start = if_not_exists(#start, :start), expires_at = :end ADD #grain :one")
            .expression_attribute_names("#start", START)
            .expression_attribute_names("#grain", grain(slot.grain))
            .expression_attribute_values(":start", AttributeValue::N(start.to_string()))
            .expression_attribute_values(":end", number(slot.expires_at.as_second()))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .set_return_consumed_capacity(self.asks_capacity());
        let output = update.send().await.map_err(|error| TableError::of("UpdateItem", error))?;
        self.count("UpdateItem", output.consumed_capacity.as_slice());
        Ok(output.attributes.unwrap_or_default())
    }
}

fn counts(item: &Item) -> [u64; 10] {
    std::array::from_fn(|index| item.number(&grain(index)).unwrap_or_default())
}

fn grain(index: usize) -> String {
    format!("g{index}")
}
