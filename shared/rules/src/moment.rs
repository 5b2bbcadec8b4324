//! The right side of `before` and `after`: a date, or a distance from now.

use jiff::{SignedDuration, Timestamp};

/// A point in time, fixed or relative to when the rule is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    At(Timestamp),
    FromNow(SignedDuration),
}

/// The units a distance is counted in. A day is 24 hours: rules count in UTC (orderdesk-app 1.9).
const UNITS: [(&str, i64); 5] =
    [("second", 1), ("minute", 60), ("hour", 60 * 60), ("day", 24 * 60 * 60), ("week", 7 * 24 * 60 * 60)];

impl Moment {
    /// Reads `2024-10-08 12:00` and the other forms of [`domain::time::parse`], `now`, `-5 minutes`, `+2 days`. A
    /// distance without its sign is refused: "5 minutes" could be meant both ways.
    pub(crate) fn read(given: &str) -> Option<Self> {
        let given = given.trim();
        if given.eq_ignore_ascii_case("now") {
            return Some(Self::FromNow(SignedDuration::ZERO));
        }
        distance(given).map(Self::FromNow).or_else(|| domain::time::parse(given).map(Self::At))
    }

    /// When it is, seen from `now`; none beyond the calendar's ends.
    pub(crate) fn seen_from(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::FromNow(distance) => now.checked_add(distance).ok(),
        }
    }
}

/// The moment that the value of a filter by `before` or `after` stands for, seen from `now`; none where it is none.
pub fn moment_of(value: &str, now: Timestamp) -> Option<Timestamp> {
    Moment::read(value)?.seen_from(now)
}

fn distance(given: &str) -> Option<SignedDuration> {
    let (sign, rest) = match given.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, given.strip_prefix('+')?),
    };
    let rest = rest.trim_start();
    let unit = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number: i64 = rest.strip_suffix(unit)?.parse().ok()?;
    let unit = unit.trim_start().to_ascii_lowercase();
    let (_, seconds) = UNITS.into_iter().find(|(name, _)| unit.strip_suffix('s').unwrap_or(&unit) == *name)?;
    Some(SignedDuration::from_secs(number.checked_mul(seconds)? * sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_date_now_or_a_signed_distance() {
        let now = domain::time::parse("2026-03-01 12:00:00").unwrap();
        for (given, expected) in [
            ("2024-10-08", "2024-10-08 00:00:00"),
            ("2024-10-08 12:00", "2024-10-08 12:00:00"),
            (" now ", "2026-03-01 12:00:00"),
            ("-5 minutes", "2026-03-01 11:55:00"),
            ("+2 days", "2026-03-03 12:00:00"),
            ("-1 hour", "2026-03-01 11:00:00"),
            ("+30seconds", "2026-03-01 12:00:30"),
            ("-1 Week", "2026-02-22 12:00:00"),
        ] {
            let moment = Moment::read(given).and_then(|moment| moment.seen_from(now));
            assert_eq!(moment.map(domain::time::text).as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for bad in
            ["", "5 minutes", "-5", "- minutes", "-5 fortnights", "soon", "+99999999999999999999 days", "-9e9 days"]
        {
            assert_eq!(Moment::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_distance_beyond_the_calendar_is_no_time_at_all() {
        let moment = Moment::read("+99999999999 weeks").unwrap();
        assert_eq!(moment.seen_from(Timestamp::UNIX_EPOCH), None);
    }
}
