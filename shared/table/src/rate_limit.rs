//! The rate limit's counters: one row per store and slot of time, one unconditional write per call.
//!
//! Every call adds itself to its grain of the slot and is told the place it got, so two calls at once never get the
//! same place, and none is tried twice. What can let through more than the limit: a call that is counted in a slot
//! after the next one's first call has read it. That is those of a few milliseconds, once in a slot.
//!
//! A slot's rows lie in one partition by the time they began, so that the last one before a moment is found in one
//! request, however long the store was idle: it may owe tokens.

use domain::{RateLimit, Slot, SlotCounts, StoreId, Tokens};
use jiff::Timestamp;

use crate::client::{Attributes, Item, Update};
use crate::{Table, TableError, keys};

/// The attribute of what was in the bucket when the slot began.
const START: &str = "start";

/// In front of the number of a grain: its calls.
const CALLS: &str = "g";

/// In front of the number of a grain: what its calls took beside their first tokens.
const CHARGES: &str = "c";

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
        let start = self.start_of(store_id, limit, &slot, state).await?;
        let expires_at = if start < 0 { slot.debt_expires_at } else { slot.expires_at };
        let update = Update::of(keys::bucket(store_id, slot.began)).set_once(START, start);
        let update = update.set_once("expires_at", expires_at.as_second()).add(&attribute(CALLS, slot.grain), 1);
        let item = self.client.update(update).await?.done().unwrap_or_default();
        Ok(limit.verdict(&counts(&slot, &item), slot.grain, now))
    }

    /// Takes so many more tokens for a call that has its first, also such as are not there: the bucket owes them then.
    /// How many are left. Done again it takes them again.
    pub async fn charge_tokens(
        &self,
        store_id: StoreId,
        limit: &RateLimit,
        tokens: u64,
        now: Timestamp,
        state: SlotState,
    ) -> Result<u64, TableError> {
        let slot = limit.slot(now);
        let start = self.start_of(store_id, limit, &slot, state).await?;
        let update = Update::of(keys::bucket(store_id, slot.began)).set_once(START, start);
        let update = update.set("expires_at", slot.debt_expires_at.as_second());
        let update = update.add(&attribute(CHARGES, slot.grain), tokens);
        let item = self.client.update(update).await?.done().unwrap_or_default();
        Ok(limit.remaining(&counts(&slot, &item), slot.grain, now))
    }

    /// What the bucket holds when the slot begins. Of one that has begun the row says it, and this is not asked.
    async fn start_of(
        &self,
        store_id: StoreId,
        limit: &RateLimit,
        slot: &Slot,
        state: SlotState,
    ) -> Result<i64, TableError> {
        if state == SlotState::Begun {
            return Ok(0);
        }
        let last = self.client.query_last(&keys::bucket_partition(store_id), keys::BUCKET, 1).await?;
        let before = last.first().and_then(|item| Some((keys::read_bucket(item.text("sk")?)?, item)));
        Ok(before.map_or_else(
            || limit.full(),
            |(began, item)| limit.start_of(slot, &SlotCounts { began, ..counts(slot, item) }),
        ))
    }
}

fn counts(slot: &Slot, item: &Item) -> SlotCounts {
    let of = |kind: &'static str| std::array::from_fn(|grain| item.number(&attribute(kind, grain)).unwrap_or_default());
    let start = item.get(START).and_then(|start| start.as_n().ok()?.parse().ok()).unwrap_or_default();
    SlotCounts { began: slot.began, start, calls: of(CALLS), charges: of(CHARGES) }
}

fn attribute(kind: &str, grain: usize) -> String {
    format!("{kind}{grain}")
}
