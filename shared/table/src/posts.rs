//! How many posts of a store leave in a minute, counted for all processes that post: one row per store and minute, and
//! one unconditional write for many posts.

use domain::StoreId;
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Update};
use crate::{Table, TableError, keys};

/// The attribute of how many were taken, also such as there were not.
const TAKEN: &str = "taken";

/// The row of a minute is of no use when the minute is over; clocks may differ by a little.
const EXPIRES_AFTER: SignedDuration = SignedDuration::from_mins(5);

impl Table {
    /// Takes `wanted` posts out of the `max` that the store may make in the minute that began then; how many of them there
    /// were. Sent again, it takes them again.
    pub async fn take_posts(
        &self,
        store_id: StoreId,
        minute: Timestamp,
        wanted: u32,
        max: u32,
    ) -> Result<u32, TableError> {
        let expires_at = minute.checked_add(EXPIRES_AFTER).unwrap_or(minute);
        let update = Update::of(keys::posts_of_minute(store_id, minute)).add(TAKEN, wanted);
        let item = self.client.update(update.set("expires_at", expires_at.as_second())).await?.done();
        let taken = item.and_then(|item| item.number(TAKEN)).unwrap_or_default();
        let before = taken.saturating_sub(u64::from(wanted));
        let left = u64::from(max).saturating_sub(before).min(u64::from(wanted));
        Ok(u32::try_from(left).unwrap_or_default())
    }
}
