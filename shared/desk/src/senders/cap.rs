//! How many posts of a store leave in a minute (docs/adr/0021-posts-and-ceilings.md).
//!
//! A process lets a sixtieth of them leave without asking anybody. Beyond that it takes a sixtieth at a time out of what
//! the store has in this minute, which all processes share. So a store that posts little costs no request, and one that
//! posts at its cap one for a sixtieth of it. **The margin:** each process may let a sixtieth more leave than was taken,
//! and may leave nearly a sixtieth unused.

use std::collections::HashMap;

use domain::StoreId;
use jiff::{SignedDuration, Timestamp};
use table::{Table, TableError};
use tokio::sync::Mutex;

/// A process takes so small a part of a minute's posts at once.
const SHARES: u32 = 60;

/// So many stores are remembered in a minute. Beyond that all begin it anew.
const MAX_STORES: usize = 10_000;

const SECONDS: i64 = 60;

/// Counts the posts of this process.
pub(crate) struct PostCap {
    table: Table,
    present: Mutex<Minute>,
}

/// What was counted in one minute.
#[derive(Default)]
struct Minute {
    began: Timestamp,
    stores: HashMap<StoreId, Taken>,
}

/// What a store has in this process.
struct Taken {
    left: u32,
    is_used_up: bool,
}

impl PostCap {
    /// Nothing is counted yet.
    pub(crate) fn new(table: Table) -> Self {
        Self { table, present: Mutex::default() }
    }

    /// Lets one post of the store leave, of which `max` may in a minute; or says how long it is to the next minute.
    pub(crate) async fn take(
        &self,
        store_id: StoreId,
        max: u32,
        now: Timestamp,
    ) -> Result<Option<SignedDuration>, TableError> {
        let began = beginning_of(now);
        // Held while the table is asked, so that ten posts at once don't each take a share.
        let mut present = self.present.lock().await;
        if present.began != began || present.stores.len() >= MAX_STORES {
            *present = Minute { began, stores: HashMap::new() };
        }
        let share = max / SHARES;
        let taken = present.stores.entry(store_id).or_insert(Taken { left: share, is_used_up: false });
        if taken.left == 0 && !taken.is_used_up {
            taken.left = self.table.take_posts(store_id, began, share.max(1), max).await?;
            taken.is_used_up = taken.left == 0;
        }
        if let Some(left) = taken.left.checked_sub(1) {
            taken.left = left;
            return Ok(None);
        }
        Ok(Some(SignedDuration::from_secs(began.as_second().saturating_add(SECONDS)) - since_1970(now)))
    }
}

fn since_1970(at: Timestamp) -> SignedDuration {
    at.duration_since(Timestamp::UNIX_EPOCH)
}

fn beginning_of(now: Timestamp) -> Timestamp {
    let second = now.as_second();
    Timestamp::from_second(second.saturating_sub(second.rem_euclid(SECONDS))).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use cloud::{Aws, Recording, TABLE, Time};

    use super::*;

    const NOW: &str = "2026-11-25T09:00:20Z";

    fn aws() -> Arc<Aws> {
        Aws::new(Time::starting_at(NOW.parse().unwrap()), Recording::Changes).unwrap()
    }

    fn process(aws: &Arc<Aws>) -> PostCap {
        PostCap::new(Table::new(&aws.config("post-order-json"), TABLE))
    }

    async fn left(cap: &PostCap, store: u64, max: u32, tries: usize, second: i64) -> usize {
        let now = NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(second);
        let mut left = 0;
        for _ in 0..tries {
            let wait = cap.take(StoreId::new(store).unwrap(), max, now).await.unwrap();
            left += usize::from(wait.is_none());
        }
        left
    }

    #[tokio::test]
    async fn ten_posts_leave_for_nothing_and_then_ten_for_a_write() {
        let aws = aws();
        let cap = process(&aws);
        for (tries, writes) in [(10, 0), (1, 1), (9, 1), (1, 2)] {
            assert_eq!(left(&cap, 1, 600, tries, 0).await, tries);
            assert_eq!(aws.faults.count("UpdateItem"), writes);
        }
    }

    #[tokio::test]
    async fn two_processes_let_no_more_leave_than_the_cap_and_a_sixtieth_each() {
        let aws = aws();
        let (one, two) = (process(&aws), process(&aws));
        let mut all = 0;
        for _ in 0..100 {
            all += left(&one, 1, 600, 7, 0).await + left(&two, 1, 600, 7, 0).await;
        }
        assert_eq!(all, 600 + 2 * 10);
        let before = aws.faults.count("UpdateItem");
        assert_eq!(left(&one, 1, 600, 100, 39).await, 0, "the same minute");
        assert_eq!(aws.faults.count("UpdateItem"), before, "nobody is asked again");
        assert_eq!((left(&one, 2, 600, 1, 39).await, left(&one, 1, 600, 10, 40).await), (1, 10));
    }

    #[tokio::test]
    async fn a_small_cap_is_kept_to_the_post_and_the_wait_ends_with_the_minute() {
        let aws = aws();
        let (one, two) = (process(&aws), process(&aws));
        assert_eq!(left(&one, 1, 5, 3, 0).await + left(&two, 1, 5, 3, 0).await, 5);
        let now: Timestamp = NOW.parse().unwrap();
        let wait = one.take(StoreId::new(1).unwrap(), 5, now).await.unwrap();
        assert_eq!(wait, Some(SignedDuration::from_secs(40)));
    }

    #[tokio::test]
    async fn posts_at_once_take_one_share_together() {
        let aws = aws();
        let cap = process(&aws);
        left(&cap, 1, 600, 10, 0).await;
        let ten = (0..10).map(|_| left(&cap, 1, 600, 1, 0));
        assert_eq!(futures_util::future::join_all(ten).await.into_iter().sum::<usize>(), 10);
        assert_eq!(aws.faults.count("UpdateItem"), 1);
    }
}
