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

/// Catches a debt that a slot without a call forgives, and an idle bucket that does not fill.
#[tokio::test]
async fn what_is_owed_is_remembered_over_idle_slots_until_it_is_worked_off() {
    let stage = Stage::new().await;
    let limit = RateLimit::default();
    let token = async |second, state| {
        let now = at(0) + SignedDuration::from_secs(second);
        stage.table.take_token(store_id(), &limit, now, state).await.unwrap()
    };
    assert_eq!(token(0, SlotState::Unknown).await.remaining, 19);
    let left = stage.table.charge_tokens(store_id(), &limit, 99, at(0), SlotState::Begun).await.unwrap();
    assert_eq!(left, 0);
    let refused = token(20, SlotState::Unknown).await;
    assert!(matches!(refused.retry_after_seconds, Some(5..=8)), "80 are owed, 3 a second: {refused:?}");
    assert_eq!(token(28, SlotState::Unknown).await.retry_after_seconds, None);
    assert_eq!(token(300, SlotState::Unknown).await.remaining, 19);
}

/// Catches a charge that is counted in a slot nobody began.
#[tokio::test]
async fn a_charge_in_a_slot_that_has_not_begun_begins_it_with_what_was_left() {
    let stage = Stage::new().await;
    let limit = RateLimit::default();
    let later = at(0) + SignedDuration::from_secs(15);
    stage.table.take_token(store_id(), &limit, at(0), SlotState::Unknown).await.unwrap();
    stage.table.charge_tokens(store_id(), &limit, 199, at(0), SlotState::Begun).await.unwrap();
    let left = stage.table.charge_tokens(store_id(), &limit, 5, later, SlotState::Unknown).await.unwrap();
    assert_eq!(left, 0);
    let refused = stage.table.take_token(store_id(), &limit, later, SlotState::Begun).await.unwrap();
    assert!(matches!(refused.retry_after_seconds, Some(45..=50)), "140 are owed: {refused:?}");
}
