//! How many calls a store may make: a leaky bucket (orderdesk-api 5).
//!
//! Time is cut into slots and each slot into grains. A row per store and slot counts the calls of each grain, so a call
//! costs one `ADD` and no lock; what the bucket holds is worked out from the counts. Of calls within one grain the
//! bucket knows the order and not the times, so it errs by a grain's refill at most.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How many grains a slot has.
pub const GRAINS: usize = 10;

/// Thousandths of a token in a call.
const CALL: u64 = 1_000;

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
    /// The slot's number, which counts up with time.
    pub number: u64,
    /// The grain, from 0 to 9.
    pub grain: usize,
    /// When the slot began.
    pub began: Timestamp,
    /// When its row is of no more use: the next slot is the last that asks for it.
    pub expires_at: Timestamp,
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
        Slot {
            number: now / slot,
            grain: usize::try_from(now % slot / grain).unwrap_or_default(),
            began: timestamp(began),
            expires_at: timestamp(began.saturating_add(slot.saturating_mul(2))),
        }
    }

    /// A full bucket, in thousandths: what a slot starts with when the one before has no row.
    pub fn full(&self) -> u64 {
        u64::from(self.bucket).saturating_mul(CALL)
    }

    /// What the bucket holds, in thousandths, at the end of a slot that started with `start`.
    pub fn end_of(&self, start: u64, counts: &[u64; GRAINS]) -> u64 {
        self.level(start, counts)
    }

    /// What becomes of the call that made `counts[grain]` what it is.
    pub fn verdict(&self, start: u64, counts: &[u64; GRAINS], grain: usize, now: Timestamp) -> Tokens {
        let (before, rest) = counts.split_at_checked(grain).unwrap_or((counts, &[]));
        let (level, count) = (self.level(start, before), rest.first().copied().unwrap_or(1));
        let elapsed = milliseconds(now) % self.grain_length();
        match self.there(level, elapsed).checked_sub(count.saturating_mul(CALL)) {
            Some(left) => Tokens { remaining: left / CALL, retry_after_seconds: None },
            None => Tokens { remaining: 0, retry_after_seconds: Some(self.wait(level, count, elapsed)) },
        }
    }

    /// How many seconds until a call would be accepted, when none comes before it. A grain's refill is a call at
    /// least, so one comes by the beginning of the grain after the next.
    fn wait(&self, level: u64, count: u64, elapsed: u64) -> u64 {
        let next = self.after(level, count);
        let grains = [(level, count), (next, 0), (self.after(next, 0), 0)];
        let found =
            (0_u64..).zip(grains).find_map(|(grain, (level, count))| self.wait_in(grain, level, count, elapsed));
        found.unwrap_or(self.grain_length() / 1_000 * 2 + 1)
    }

    /// The same, if it is within the `grain`-th grain from the present one, which begins with `level`.
    fn wait_in(&self, grain: u64, level: u64, count: u64, elapsed: u64) -> Option<u64> {
        let needed = count.saturating_add(1).saturating_mul(CALL);
        let (begin, end) = (grain * self.grain_length(), (grain + 1) * self.grain_length());
        let refilled = needed.saturating_sub(level).div_ceil(u64::from(self.per_second.max(1)));
        let seconds = begin.saturating_add(refilled).saturating_sub(elapsed).div_ceil(1_000).max(1);
        let is_within = seconds.saturating_mul(1_000).saturating_add(elapsed) < end;
        (needed <= self.full() && is_within).then_some(seconds)
    }

    fn level(&self, start: u64, counts: &[u64]) -> u64 {
        counts.iter().fold(start.min(self.full()), |level, count| self.after(level, *count))
    }

    /// What is left after a grain. As many as could be are taken to have been accepted, so it is never too much; what
    /// they took makes room for the refill.
    fn after(&self, level: u64, count: u64) -> u64 {
        let length = self.grain_length();
        let accepted = count.saturating_mul(CALL).min(self.there(level, length));
        level.saturating_add(self.refill(length)).saturating_sub(accepted).min(self.full())
    }

    /// What calls could have taken by so many milliseconds into a grain that began with `level`.
    fn there(&self, level: u64, elapsed: u64) -> u64 {
        level.saturating_add(self.refill(elapsed)).min(self.full())
    }

    /// A token a second is a thousandth a millisecond.
    fn refill(&self, milliseconds: u64) -> u64 {
        milliseconds.saturating_mul(u64::from(self.per_second.max(1)))
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
