//! Times to figures: medians, percentiles, ratios. Whole numbers throughout; a comma is the writer's business.

use std::time::Duration;

use serde::{Serialize, Serializer};

/// A time, kept to the microsecond.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Micros(pub(crate) u64);

impl From<Duration> for Micros {
    fn from(duration: Duration) -> Self {
        Self(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
    }
}

impl Serialize for Micros {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl Micros {
    /// Its share of `other` in percent; nothing of nothing is all of it.
    pub(crate) fn percent_of(self, other: Self) -> u64 {
        self.0.saturating_mul(100).checked_div(other.0).unwrap_or(100)
    }

    /// One of so many equal parts.
    pub(crate) fn divided(self, parts: u64) -> Self {
        Self(self.0.checked_div(parts).unwrap_or_default())
    }
}

/// The value that `percent` of `times` do not exceed; nothing is zero.
pub(crate) fn percentile(times: &[Duration], percent: usize) -> Micros {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let place = sorted.len().saturating_mul(percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default().into()
}

/// The one in the middle.
pub(crate) fn median(times: &[Duration]) -> Micros {
    percentile(times, 50)
}

/// How many a second, when `count` took `time`.
pub(crate) fn per_second(count: u64, time: Duration) -> u64 {
    let micros = Micros::from(time).0.max(1);
    count.saturating_mul(1_000_000).checked_div(micros).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let times: Vec<Duration> = (1..=100).rev().map(Duration::from_micros).collect();
        assert_eq!(
            (percentile(&times, 50), percentile(&times, 99), percentile(&times, 100)),
            (Micros(50), Micros(99), Micros(100))
        );
        assert_eq!(median(&[]), Micros(0));
        assert_eq!(Micros(150).percent_of(Micros(100)), 150);
        assert_eq!(per_second(500, Duration::from_millis(250)), 2_000);
    }
}
