//! The time of a cloud in this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// How far time moves by itself whenever somebody asks for it, so that no two moments are the same.
const TICK_NANOSECONDS: i64 = 1_000;

/// A clock that stands still until it is moved, but for a microsecond each time it is looked at.
#[derive(Debug, Clone)]
pub struct Time(Arc<AtomicI64>);

impl Time {
    /// A clock that shows `start`.
    pub fn starting_at(start: Timestamp) -> Self {
        let nanoseconds = i64::try_from(start.as_nanosecond()).unwrap_or_default();
        Self(Arc::new(AtomicI64::new(nanoseconds)))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        let nanoseconds = self.0.fetch_add(TICK_NANOSECONDS, Ordering::Relaxed);
        Timestamp::from_nanosecond(nanoseconds.into()).unwrap_or_default()
    }

    /// Moves it on by so much.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_nanos()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    /// Moves it on to `moment`, unless that is past.
    pub fn advance_to(&self, moment: Timestamp) {
        self.0.fetch_max(i64::try_from(moment.as_nanosecond()).unwrap_or_default(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_moves_when_it_is_moved_and_never_back() {
        let start: Timestamp = "2026-11-25T09:00:00Z".parse().unwrap();
        let time = Time::starting_at(start);
        assert_eq!(time.now(), start);
        assert!(time.now() > start, "no two moments are the same");
        time.advance(Duration::from_mins(1));
        assert_eq!(time.now().as_second(), start.as_second() + 60);
        time.advance_to(start);
        assert_eq!(time.now().as_second(), start.as_second() + 60);
    }
}
