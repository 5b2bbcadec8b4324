//! How many calls a store may make: a leaky bucket (orderdesk-api 5).
//!
//! Time is cut into slots and each slot into grains. A row per store and slot counts the calls of each grain, so a call
//! costs one `ADD` and no lock; what the bucket holds is worked out from the counts. Of calls within one grain the
//! bucket knows the order and not the times, so it errs by a grain's refill at most.
//!
//! A call that does the work of many takes its first token as any other, and is charged the rest once it is known how
//! much that is. That is never refused: the bucket may owe tokens, and calls are refused until it does no more.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How many grains a slot has.
pub const GRAINS: usize = 10;

/// Thousandths of a token in a call.
const CALL: i64 = 1_000;

/// So long a bucket that owes tokens is remembered. A debt that takes longer to work off is forgiven.
const DEBT_TTL: SignedDuration = SignedDuration::from_hours(24);

/// A search looks at so many orders for one token.
const ORDERS_PER_TOKEN: u64 = 1_000;

/// The tokens that a call takes which does the work of so many calls, beside its first.
pub fn tokens_of_entries(entries: usize) -> u64 {
    u64::try_from(entries).unwrap_or(u64::MAX).saturating_sub(1)
}

/// The tokens that a search takes beside its first, by how many orders or other rows had to be looked at: one for each
/// whole thousand beyond the first.
pub fn tokens_of_search(looked_at: u64) -> u64 {
    (looked_at / ORDERS_PER_TOKEN).saturating_sub(1)
}

/// A store's bucket: how much it holds and how fast it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RateLimit {
    /// How many calls a full bucket allows at once.
    pub bucket: u32,
    /// By how many calls a second the bucket is filled.
    pub per_second: u32,
    /// Whether calls are not limited at all; then nothing is counted and nobody asks for a verdict.
    pub off: bool,
}

impl Default for RateLimit {
    /// The imitated service's own (orderdesk-api 5).
    fn default() -> Self {
        Self { bucket: 20, per_second: 3, off: false }
    }
}

/// The slot and the grain of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The grain, from 0 to 9.
    pub grain: usize,
    /// When the slot began.
    pub began: Timestamp,
    /// When its row is of no more use, if the bucket owes nothing: an idle slot fills an empty bucket.
    pub expires_at: Timestamp,
    /// The same if it owes tokens.
    pub debt_expires_at: Timestamp,
}

/// What was counted in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotCounts {
    /// When the slot began.
    pub began: Timestamp,
    /// What the bucket held then, in thousandths; below zero when it owed.
    pub start: i64,
    /// The calls of each grain, those that were refused too.
    pub calls: [u64; GRAINS],
    /// The tokens that calls of each grain took beside their first.
    pub charges: [u64; GRAINS],
}

/// The verdict on a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tokens {
    /// How many calls could follow at once.
    pub remaining: u64,
    /// None when the call is accepted; else when to come again, one second at least.
    pub retry_after_seconds: Option<u64>,
}

impl RateLimit {
    /// Whether `other` lets through no more than this.
    pub fn covers(&self, other: &Self) -> bool {
        let is_within = other.bucket <= self.bucket && other.per_second <= self.per_second;
        self.off || (!other.off && is_within)
    }

    /// The slot and the grain of `now`.
    pub fn slot(&self, now: Timestamp) -> Slot {
        let (now, grain, slot) = (milliseconds(now), self.grain_length(), self.slot_length());
        let began = now - now % slot;
        let expires_at = timestamp(began.saturating_add(slot.saturating_mul(2)));
        Slot {
            grain: usize::try_from(now % slot / grain).unwrap_or_default(),
            began: timestamp(began),
            expires_at,
            debt_expires_at: expires_at.checked_add(DEBT_TTL).unwrap_or(Timestamp::MAX),
        }
    }

    /// A full bucket, in thousandths: what a slot starts with when none before it is known.
    pub fn full(&self) -> i64 {
        i64::from(self.bucket).saturating_mul(CALL)
    }

    /// What the bucket holds, in thousandths, when `slot` begins, by the last slot before it in which anything was
    /// counted.
    pub fn start_of(&self, slot: &Slot, before: &SlotCounts) -> i64 {
        let end = milliseconds(before.began).saturating_add(self.slot_length());
        let idle = milliseconds(slot.began).saturating_sub(end);
        self.there(self.end_of(before), idle)
    }

    /// What the bucket holds, in thousandths, at the end of a slot.
    pub fn end_of(&self, slot: &SlotCounts) -> i64 {
        self.level(slot, GRAINS)
    }

    /// What becomes of the call that made the calls of `grain` what they are.
    pub fn verdict(&self, slot: &SlotCounts, grain: usize, now: Timestamp) -> Tokens {
        match self.left(slot, grain, now) {
            left if left >= 0 => Tokens { remaining: whole(left), retry_after_seconds: None },
            _ => Tokens { remaining: 0, retry_after_seconds: Some(self.wait(slot, grain, now)) },
        }
    }

    /// How many calls could follow at once.
    pub fn remaining(&self, slot: &SlotCounts, grain: usize, now: Timestamp) -> u64 {
        whole(self.left(slot, grain, now))
    }

    /// What is left when all that was counted so far has taken its tokens, below zero where there are not so many.
    fn left(&self, slot: &SlotCounts, grain: usize, now: Timestamp) -> i64 {
        let there = self.there(self.level(slot, grain), milliseconds(now) % self.grain_length());
        there.saturating_sub(taken_in(slot, grain))
    }

    /// How many seconds until a call would be accepted, when none comes before it: within this grain, or later.
    fn wait(&self, slot: &SlotCounts, grain: usize, now: Timestamp) -> u64 {
        let (length, elapsed) = (self.grain_length(), milliseconds(now) % self.grain_length());
        let level = self.level(slot, grain);
        let needed = taken_in(slot, grain).saturating_add(CALL);
        let seconds = self.time_for(needed.saturating_sub(level)).saturating_sub(elapsed).div_ceil(1_000).max(1);
        if needed <= self.full() && seconds.saturating_mul(1_000).saturating_add(elapsed) < length {
            return seconds;
        }
        let next = self.level(slot, grain.saturating_add(1));
        let later = self.time_for(CALL.saturating_sub(next)).saturating_add(length - elapsed);
        later.div_ceil(1_000).max(1)
    }

    /// How many milliseconds it takes to refill so much.
    fn time_for(&self, thousandths: i64) -> u64 {
        u64::try_from(thousandths).unwrap_or_default().div_ceil(u64::from(self.per_second.max(1)))
    }

    /// What the bucket holds when a grain of the slot begins.
    fn level(&self, slot: &SlotCounts, grain: usize) -> i64 {
        let before = slot.calls.iter().zip(&slot.charges).take(grain);
        before.fold(slot.start.min(self.full()), |level, (calls, charges)| self.after(level, *calls, *charges))
    }

    /// What is left after a grain. As many calls as could be are taken to have been accepted, so it is never too much;
    /// what they took makes room for the refill.
    fn after(&self, level: i64, calls: u64, charges: u64) -> i64 {
        let length = self.grain_length();
        let accepted = tokens(calls).min(self.there(level, length).max(0));
        let taken = accepted.saturating_add(tokens(charges));
        level.saturating_add(self.refill(length)).saturating_sub(taken).min(self.full())
    }

    /// What calls could have taken by so many milliseconds after there was `level`.
    fn there(&self, level: i64, elapsed: u64) -> i64 {
        level.saturating_add(self.refill(elapsed)).min(self.full())
    }

    /// A token a second is a thousandth a millisecond.
    fn refill(&self, milliseconds: u64) -> i64 {
        let thousandths = milliseconds.saturating_mul(u64::from(self.per_second.max(1)));
        i64::try_from(thousandths).unwrap_or(i64::MAX)
    }

    /// Whole seconds, in milliseconds; ten grains fill an empty bucket.
    fn grain_length(&self) -> u64 {
        let seconds = u64::from(self.bucket).div_ceil(u64::from(self.per_second.max(1)) * 10);
        seconds.max(1).saturating_mul(1_000)
    }

    fn slot_length(&self) -> u64 {
        self.grain_length().saturating_mul(10)
    }
}

/// What all calls of a grain would take.
fn taken_in(slot: &SlotCounts, grain: usize) -> i64 {
    let of = |counts: &[u64; GRAINS]| tokens(counts.get(grain).copied().unwrap_or_default());
    of(&slot.calls).saturating_add(of(&slot.charges))
}

/// So many tokens in thousandths.
fn tokens(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(CALL)
}

/// How many whole tokens so many thousandths are; none when there are less than none.
fn whole(thousandths: i64) -> u64 {
    u64::try_from(thousandths / CALL).unwrap_or_default()
}

/// Since 1970; before it nobody called.
fn milliseconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_millisecond()).unwrap_or_default()
}

fn timestamp(milliseconds: u64) -> Timestamp {
    let since = SignedDuration::from_millis(i64::try_from(milliseconds).unwrap_or(i64::MAX));
    Timestamp::UNIX_EPOCH.checked_add(since).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
