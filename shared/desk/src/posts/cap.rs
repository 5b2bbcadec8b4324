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
pub(super) struct PostCap {
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
    pub(super) fn new(table: Table) -> Self {
        Self { table, present: Mutex::default() }
    }

    /// Lets one post of the store leave, of which `max` may in a minute; or says how long it is to the next minute.
    pub(super) async fn take(
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
