//! The rate limit's counts.

use domain::RateLimit;
use futures_util::future::join_all;
use jiff::SignedDuration;
use table::SlotState;

use crate::samples::{at, store_id};
use crate::stage::Stage;

/// Catches calls at once that are given the same token.
#[tokio::test]
async fn of_thirty_calls_at_once_as_many_pass_as_the_bucket_holds() {
    let stage = Stage::new().await;
    let limit = RateLimit::default();
    let calls =
        (0..30).map(async |_| stage.table.take_token(store_id(), &limit, at(0), SlotState::Unknown).await.unwrap());
    let passed = join_all(calls).await.iter().filter(|tokens| tokens.retry_after_seconds.is_none()).count();
    assert_eq!(passed, 20);
}

/// Catches a slot that begins with a full bucket whatever the one before left, and a call that forgets what it began
/// with.
#[tokio::test]
async fn the_next_slot_begins_with_what_was_left() {
    let stage = Stage::new().await;
    let limit = RateLimit { bucket: 20, per_second: 1, off: false };
    let slot = limit.slot(at(0));
    let next_slot = slot.began + slot.expires_at.duration_since(slot.began) / 2;
    let last_second = next_slot - SignedDuration::from_secs(1);
    for _ in 0..10 {
        stage.table.take_token(store_id(), &limit, last_second, SlotState::Unknown).await.unwrap();
    }
    let first = stage.table.take_token(store_id(), &limit, next_slot, SlotState::Unknown).await.unwrap();
    assert!((5..15).contains(&first.remaining), "{first:?}");
    let second = stage.table.take_token(store_id(), &limit, next_slot, SlotState::Begun).await.unwrap();
    assert_eq!(second.remaining, first.remaining - 1);
}
