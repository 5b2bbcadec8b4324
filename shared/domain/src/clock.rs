//! Time and chance as arguments: whoever needs them is handed one of these. The machine's own are made in `runtime`.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time: the machine's in a function, a set one in a test.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that shows what `now` answers.
    pub fn of(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// A source of numbers that nobody can foresee, or of given ones in a test. Not for secrets: those are made by `secrets`.
#[derive(Clone)]
pub struct Chance(Arc<dyn Fn() -> u128 + Send + Sync>);

impl Chance {
    /// A source whose numbers are those `next` answers.
    pub fn of(next: impl Fn() -> u128 + Send + Sync + 'static) -> Self {
        Self(Arc::new(next))
    }

    /// The next number.
    pub fn number(&self) -> u128 {
        (self.0)()
    }

    /// The next number of `range`, each as likely as another. An empty range has only its start.
    pub fn within(&self, range: std::ops::Range<u64>) -> u64 {
        let size = u128::from(range.end.saturating_sub(range.start)).max(1);
        let offset = u64::try_from(self.number() % size).unwrap_or_default();
        range.start.saturating_add(offset)
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chance")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_within_a_range_never_leaves_it() {
        for number in [0, 1, 6, 7, u128::MAX] {
            assert!((3..10).contains(&Chance::of(move || number).within(3..10)));
        }
        assert_eq!(Chance::of(|| 5).within(4..4), 4);
    }
}
