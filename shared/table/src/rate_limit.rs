//! The rate limit's counters: one row per store and slot of time, one unconditional write per call.
//!
//! Every call adds itself to its grain of the slot and is told the place it got, so two calls at once never get the
//! same place, and none is tried twice. What can let through more than the limit: a call that is counted in a slot
//! after the next one's first call has read it. That is those of a few milliseconds, once in a slot.

use domain::{RateLimit, Slot, StoreId, Tokens};
use jiff::Timestamp;

use crate::client::{Attributes, Consistency, Item, Update};
use crate::{Table, TableError, keys};

/// The attribute of what was in the bucket when the slot began.
const START: &str = "start";

/// Whether the caller knows that a slot has begun: that a call of the store was counted in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotState {
    /// It has, so what was left of the slot before need not be read.
    Begun,
    /// Nobody here knows.
    Unknown,
}

impl Table {
    /// Takes one token out of a store's bucket.
    pub async fn take_token(
        &self,
        store_id: StoreId,
        limit: &RateLimit,
        now: Timestamp,
        state: SlotState,
    ) -> Result<Tokens, TableError> {
        let slot = limit.slot(now);
        let start = match state {
            SlotState::Begun => 0,
            SlotState::Unknown => self.left_before(store_id, limit, &slot).await?,
        };
        let item = self.count_call(store_id, &slot, start).await?;
        let start = item.number(START).unwrap_or_default();
        Ok(limit.verdict(start, &counts(&item), slot.grain, now))
    }

    /// What was left in the bucket at the end of the slot before.
    async fn left_before(&self, store_id: StoreId, limit: &RateLimit, slot: &Slot) -> Result<u64, TableError> {
        let before = keys::bucket(store_id, slot.number.saturating_sub(1));
        let before = self.client.get(before, Consistency::Strong).await?;
        let left = |item: Item| limit.end_of(item.number(START).unwrap_or_default(), &counts(&item));
        Ok(before.map_or_else(|| limit.full(), left))
    }

    async fn count_call(&self, store_id: StoreId, slot: &Slot, start: u64) -> Result<Item, TableError> {
        let update = Update::of(keys::bucket(store_id, slot.number))
            .set_once(START, start)
            .set("expires_at", slot.expires_at.as_second())
            .add(&grain(slot.grain), 1);
        Ok(self.client.update(update).await?.done().unwrap_or_default())
    }
}

fn counts(item: &Item) -> [u64; 10] {
    std::array::from_fn(|index| item.number(&grain(index)).unwrap_or_default())
}

fn grain(index: usize) -> String {
    format!("g{index}")
}
