//! How many posts of a store leave in a minute, and how many mails in a day, counted for all processes: one row per store and
//! minute or day, and one unconditional write, of posts for many.

use domain::StoreId;
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Update};
use crate::{Table, TableError, keys};

/// The attribute of how many were taken, also such as there were not.
const TAKEN: &str = "taken";

/// The row of a minute is of no use when the minute is over; clocks may differ by a little.
const EXPIRES_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// The same for the row of a day.
const DAY_EXPIRES_AFTER: SignedDuration = SignedDuration::from_hours(25);

impl Table {
    /// Counts one mail more of the day that began then; how many there are with it.
    pub async fn count_mail(&self, store_id: StoreId, day: Timestamp) -> Result<u64, TableError> {
        let expires_at = day.checked_add(DAY_EXPIRES_AFTER).unwrap_or(day);
        let update = Update::of(keys::mails_of_day(store_id, day)).add(TAKEN, 1);
        let item = self.client.update(update.set("expires_at", expires_at.as_second())).await?.done();
        Ok(item.and_then(|item| item.number(TAKEN)).unwrap_or_default())
    }

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
