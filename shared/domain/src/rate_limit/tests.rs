//! The bucket, against what a client was promised.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// The rows of one store, and a clock that is set by hand.
struct Calls {
    limit: RateLimit,
    rows: BTreeMap<u64, (u64, [u64; GRAINS])>,
}

impl Calls {
    fn new(bucket: u32, per_second: u32) -> Self {
        Self { limit: RateLimit { bucket, per_second, off: false }, rows: BTreeMap::new() }
    }

    /// What the function in front of the API does with a call.
    fn call(&mut self, at: u64) -> Tokens {
        let now = timestamp(at);
        let slot = self.limit.slot(now);
        let before = slot.number.checked_sub(1).and_then(|number| self.rows.get(&number));
        let start = before.map_or(self.limit.full(), |(start, counts)| self.limit.end_of(*start, counts));
        let row = self.rows.entry(slot.number).or_insert((start, [0; GRAINS]));
        row.1[slot.grain] += 1;
        self.limit.verdict(row.0, &row.1, slot.grain, now)
    }
}

/// A moment in 2026, in milliseconds, at the beginning of a slot of ten seconds.
const T: u64 = 1_780_000_000_000;

#[test]
fn a_moment_has_a_slot_of_ten_grains() {
    let limit = RateLimit::default();
    let slot = limit.slot(timestamp(T + 3_999));
    assert_eq!((slot.number, slot.grain), (178_000_000, 3));
    assert_eq!((slot.began, slot.expires_at), (timestamp(T), timestamp(T + 20_000)));
    let wide = RateLimit { bucket: 100, per_second: 3, off: false };
    assert_eq!(wide.slot(timestamp(T)).expires_at.duration_since(wide.slot(timestamp(T)).began).as_secs(), 80);
    assert_eq!(limit.slot(Timestamp::MIN).number, 0);
}

#[test]
fn a_limit_that_makes_no_sense_divides_by_nothing() {
    for (bucket, per_second) in [(0, 0), (u32::MAX, 0), (0, u32::MAX), (u32::MAX, u32::MAX)] {
        let limit = RateLimit { bucket, per_second, off: false };
        let counts = [u64::MAX; GRAINS];
        for (grain, now) in [(0, Timestamp::MIN), (9, Timestamp::MAX), (77, timestamp(T))] {
            let tokens = limit.verdict(u64::MAX, &counts, grain, now);
            assert!(tokens.retry_after_seconds != Some(0) && limit.end_of(u64::MAX, &counts) <= limit.full());
        }
    }
}

#[test]
fn a_limit_of_an_old_row_reads_as_the_default() {
    assert_eq!(serde_json::from_str::<RateLimit>("{}").unwrap(), RateLimit::default());
}

#[test]
fn twenty_at_once_then_three_a_second() {
    let mut calls = Calls::new(20, 3);
    let remaining: Vec<u64> = (0..20).map(|_| calls.call(T).remaining).collect();
    assert_eq!(remaining, (0..20).rev().collect::<Vec<_>>());
    assert_eq!(calls.call(T), Tokens { remaining: 0, retry_after_seconds: Some(1) });
    let accepted = (0..30).filter(|_| calls.call(T + 1_000).retry_after_seconds.is_none()).count();
    assert_eq!(accepted, 3);
}

fn limits() -> impl Strategy<Value = (u32, u32)> {
    (1_u32..400, 1_u32..20)
}

proptest! {
    #[test]
    fn a_fresh_bucket_takes_twenty_at_once_whenever_it_is(at in T..T + 100_000) {
        let mut calls = Calls::new(20, 3);
        for _ in 0..20 {
            prop_assert_eq!(calls.call(at).retry_after_seconds, None);
        }
        prop_assert_eq!(calls.call(at).retry_after_seconds, Some(1));
    }

    #[test]
    fn no_window_lets_more_through_than_bucket_and_refill(
        (bucket, per_second) in limits(),
        waits in prop::collection::vec(prop_oneof![4 => 0_u64..20, 3 => 0_u64..1_500, 1 => 0_u64..30_000], 1..200),
    ) {
        let mut calls = Calls::new(bucket, per_second);
        let mut at = T;
        let mut accepted = vec![];
        for wait in waits {
            at += wait;
            if calls.call(at).retry_after_seconds.is_none() {
                accepted.push(at);
            }
        }
        let grain = calls.limit.grain_length();
        for (first, from) in accepted.iter().enumerate() {
            let too_many = |(calls, to): (u64, &u64)| {
                calls * 1_000 > u64::from(bucket) * 1_000 + u64::from(per_second) * (to - from + grain)
            };
            prop_assert!(!(1..).zip(accepted.iter().skip(first)).any(too_many), "from {first}");
        }
    }

    #[test]
    fn who_waits_until_the_time_of_retry_after_is_accepted(
        (bucket, per_second) in limits(), waits in prop::collection::vec(0_u64..300, 1..200),
    ) {
        let mut calls = Calls::new(bucket, per_second);
        let mut at = T;
        for wait in waits {
            at += wait;
            if let Some(seconds) = calls.call(at).retry_after_seconds {
                prop_assert!(seconds >= 1);
                at += seconds * 1_000;
                prop_assert_eq!(calls.call(at).retry_after_seconds, None);
            }
        }
    }

    #[test]
    fn a_bucket_left_alone_is_full_again(
        (bucket, per_second) in limits(), waits in prop::collection::vec(0_u64..300, 1..200), rest in 0_u64..100_000,
    ) {
        let mut calls = Calls::new(bucket, per_second);
        let mut at = T;
        for wait in waits {
            at += wait;
            calls.call(at);
        }
        let filled = u64::from(bucket).div_ceil(u64::from(per_second)) * 1_000 + calls.limit.grain_length() * 2;
        prop_assert_eq!(calls.call(at + filled + rest).remaining, u64::from(bucket) - 1);
    }
}
