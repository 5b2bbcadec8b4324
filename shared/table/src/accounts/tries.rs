//! How often something was tried in a slot of time, counted for all processes: one row for each, and one unconditional
//! write for a try. It lies among the buckets of stores, and is simpler: such a slot has one limit and no refill.

use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Update};
use crate::{Table, TableError, keys};

/// The attribute of how many there were.
const TAKEN: &str = "taken";

/// The row of a slot is of no use when the slot is over; clocks may differ by a little.
const EXPIRES_AFTER: SignedDuration = SignedDuration::from_mins(5);

impl Table {
    /// Counts a try of `what` in the slot that began then and is so long; how many there are with it.
    pub async fn count_try(&self, what: &str, began: Timestamp, length: SignedDuration) -> Result<u64, TableError> {
        let expires_at = began.checked_add(length.saturating_add(EXPIRES_AFTER)).unwrap_or(began);
        let update = Update::of(keys::tries(what, began)).add(TAKEN, 1);
        let item = self.client.update(update.set("expires_at", expires_at.as_second())).await?.done();
        Ok(item.and_then(|item| item.number(TAKEN)).unwrap_or_default())
    }
}
