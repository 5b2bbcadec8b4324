//! How often a store may call (orderdesk-api 5, docs/adr/0011-rate-limit.md).

use std::time::Duration;

use domain::{Store, StoreId, Tokens};
use jiff::Timestamp;
use runtime::{Cache, Clock};
use table::{SlotState, Table, TableError};

use crate::admit::MAX_CACHED;
use crate::reply::ApiReply;

/// How long a slot of the rate limit that has begun is remembered; the longest slot lasts about half as long.
const SLOT_TTL: Duration = Duration::from_hours(6);

/// Takes tokens out of the stores' buckets.
pub(crate) struct Limiter {
    table: Table,
    slots: Cache<(StoreId, u64), ()>,
}

impl Limiter {
    pub(crate) fn new(table: Table, clock: &Clock) -> Self {
        Self { table, slots: Cache::new(clock.clone(), SLOT_TTL, MAX_CACHED) }
    }

    /// Takes one token for a call; `None` where the store's calls are not limited.
    pub(crate) async fn take(&self, store: &Store, now: Timestamp) -> Result<Option<Tokens>, TableError> {
        let limit = &store.settings.rate_limit;
        if limit.off {
            return Ok(None);
        }
        let slot = (store.id, limit.slot(now).number);
        let state = if self.slots.fresh(&slot).is_some() { SlotState::Begun } else { SlotState::Unknown };
        let tokens = self.table.take_token(store.id, limit, now, state).await?;
        self.slots.remember(slot, ());
        Ok(Some(tokens))
    }
}

/// The answer to a call for which the bucket held no token.
pub(crate) fn too_many_calls() -> ApiReply {
    ApiReply::refusal(429, "Too many calls: this store's bucket of tokens is empty")
}

/// The answer with what is left in the bucket in its headers.
pub(crate) fn with_tokens(reply: ApiReply, tokens: Tokens) -> ApiReply {
    let reply = reply.header("x-tokens-remaining", tokens.remaining.to_string());
    match tokens.retry_after_seconds {
        Some(seconds) => reply.header("x-retry-after", seconds.to_string()).header("retry-after", seconds.to_string()),
        None => reply,
    }
}
