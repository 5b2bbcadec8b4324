//! The bucket, against what a client was promised.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// The rows of one store, and a clock that is set by hand.
struct Calls {
    limit: RateLimit,
    rows: BTreeMap<Timestamp, SlotCounts>,
}

impl Calls {
    fn new(bucket: u32, per_second: u32) -> Self {
        Self { limit: RateLimit { bucket, per_second, off: false }, rows: BTreeMap::new() }
    }

    /// What the function in front of the API does with a call.
    fn call(&mut self, at: u64) -> Tokens {
        let now = timestamp(at);
        let slot = self.limit.slot(now);
        let row = self.row(&slot);
        row.calls[slot.grain] += 1;
        let row = *row;
        self.limit.verdict(&row, slot.grain, now)
    }

    /// The same with a call that, if it is accepted, is charged for so many entries.
    fn bulk(&mut self, at: u64, entries: usize) -> Tokens {
        let admitted = self.call(at);
        if admitted.retry_after_seconds.is_some() || entries < 2 {
            return admitted;
        }
        let now = timestamp(at);
        let slot = self.limit.slot(now);
        let row = self.row(&slot);
        row.charges[slot.grain] += tokens_of_entries(entries);
        let row = *row;
        Tokens { remaining: self.limit.remaining(&row, slot.grain, now), retry_after_seconds: None }
    }

    /// The slot's row; a new one begins with what the last one before it left.
    fn row(&mut self, slot: &Slot) -> &mut SlotCounts {
        let before = self.rows.range(..slot.began).next_back().map(|(_, row)| *row);
        let start = before.map_or(self.limit.full(), |before| self.limit.start_of(slot, &before));
        let empty = SlotCounts { began: slot.began, start, calls: [0; GRAINS], charges: [0; GRAINS] };
        self.rows.entry(slot.began).or_insert(empty)
    }
}

/// A moment in 2026, in milliseconds, at the beginning of a slot of ten seconds.
const T: u64 = 1_780_000_000_000;

#[test]
fn a_moment_has_a_slot_of_ten_grains() {
    let limit = RateLimit::default();
    let slot = limit.slot(timestamp(T + 3_999));
    assert_eq!((slot.grain, slot.began, slot.expires_at), (3, timestamp(T), timestamp(T + 20_000)));
    let wide = RateLimit { bucket: 100, per_second: 3, off: false };
    assert_eq!(wide.slot(timestamp(T)).expires_at.duration_since(wide.slot(timestamp(T)).began).as_secs(), 80);
    assert_eq!(limit.slot(Timestamp::MIN).began, Timestamp::UNIX_EPOCH);
}

#[test]
fn a_limit_that_makes_no_sense_divides_by_nothing() {
    for (bucket, per_second) in [(0, 0), (u32::MAX, 0), (0, u32::MAX), (u32::MAX, u32::MAX)] {
        let limit = RateLimit { bucket, per_second, off: false };
        for (began, start, counts) in [(T, i64::MAX, u64::MAX), (0, i64::MIN, u64::MAX), (u64::MAX, i64::MIN, 0)] {
            let (calls, charges) = ([counts; GRAINS], [counts; GRAINS]);
            let slot = SlotCounts { began: timestamp(began), start, calls, charges };
            for (grain, now) in [(0, Timestamp::MIN), (9, Timestamp::MAX), (77, timestamp(T))] {
                let tokens = limit.verdict(&slot, grain, now);
                assert!(tokens.retry_after_seconds != Some(0) && limit.end_of(&slot) <= limit.full());
                assert!(limit.start_of(&limit.slot(now), &slot) <= limit.full());
            }
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

#[test]
fn a_call_of_a_hundred_is_taken_and_others_wait_until_its_debt_is_worked_off() {
    let mut calls = Calls::new(20, 3);
    assert_eq!(calls.bulk(T, 100), Tokens { remaining: 0, retry_after_seconds: None });
    // 80 are owed; the call that waits is one more.
    assert_eq!(calls.call(T + 500).retry_after_seconds, Some(27));
    assert_eq!(calls.call(T + 26_000).retry_after_seconds, Some(2), "slots without a call forgive nothing");
    assert_eq!(calls.call(T + 28_000).retry_after_seconds, None);
    assert_eq!(calls.call(T + 60_000).remaining, 19, "and then it fills as ever");
}

#[test]
fn a_search_takes_a_token_for_each_thousand_beyond_the_first() {
    let tokens: Vec<_> = [0, 999, 1_999, 2_000, 10_500].into_iter().map(tokens_of_search).collect();
    assert_eq!(tokens, [0, 0, 0, 1, 9]);
    assert_eq!([0, 1, 2, 500].map(tokens_of_entries), [0, 0, 1, 499]);
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

    #[test]
    fn a_call_is_let_through_only_when_bucket_and_refill_hold_all_that_was_taken_before_it(
        (bucket, per_second) in limits(),
        calls in prop::collection::vec(
            (prop_oneof![4 => 0_u64..20, 3 => 0_u64..1_500, 1 => 0_u64..90_000], prop_oneof![3 => Just(1), 1 => 2_usize..500]),
            1..100,
        ),
    ) {
        let mut bucket_of = Calls::new(bucket, per_second);
        let mut at = T;
        let mut accepted = vec![];
        for (wait, entries) in calls {
            at += wait;
            if bucket_of.bulk(at, entries).retry_after_seconds.is_none() {
                accepted.push((at, u64::try_from(entries).unwrap()));
            }
        }
        let grain = bucket_of.limit.grain_length();
        for (first, (from, _)) in accepted.iter().enumerate() {
            let mut taken = 0;
            for (to, entries) in accepted.iter().skip(first) {
                let room = u64::from(bucket) * 1_000 + u64::from(per_second) * (to - from + grain);
                prop_assert!((taken + 1) * 1_000 <= room, "from {from} to {to}");
                taken += entries;
            }
        }
    }

    #[test]
    fn who_waits_until_the_time_of_retry_after_is_accepted_whatever_was_owed(
        (bucket, per_second) in limits(),
        calls in prop::collection::vec((0_u64..300, prop_oneof![3 => Just(1), 1 => 2_usize..500]), 1..100),
    ) {
        let mut bucket_of = Calls::new(bucket, per_second);
        let mut at = T;
        for (wait, entries) in calls {
            at += wait;
            if let Some(seconds) = bucket_of.bulk(at, entries).retry_after_seconds {
                prop_assert!(seconds >= 1);
                at += seconds * 1_000;
                prop_assert_eq!(bucket_of.call(at).retry_after_seconds, None);
            }
        }
    }

    #[test]
    fn a_debt_is_worked_off_in_its_time_and_the_bucket_is_full_again(
        (bucket, per_second) in limits(), entries in 2_usize..500, rest in 0_u64..100_000,
    ) {
        let mut calls = Calls::new(bucket, per_second);
        calls.bulk(T, entries);
        let owed = u64::from(bucket) + u64::try_from(entries).unwrap();
        let worked_off = owed.div_ceil(u64::from(per_second)) * 1_000 + calls.limit.grain_length() * 2;
        prop_assert_eq!(calls.call(T + worked_off + rest).remaining, u64::from(bucket) - 1);
    }
}
