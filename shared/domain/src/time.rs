//! Dates as the API reads and writes them. Everything is UTC and whole seconds (orderdesk-api 8).

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use jiff::{Timestamp, TimestampRound, Unit};

/// `2026-03-01 08:15:00`, the API's form.
pub fn text(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2026-03-01`.
pub fn date_text(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// Without parts of a second.
pub fn whole_seconds(at: Timestamp) -> Timestamp {
    at.round(TimestampRound::new().smallest(Unit::Second).mode(jiff::RoundMode::Trunc)).unwrap_or(at)
}

/// Reads every form seen from real clients (orderdesk-api 2.3): `2026-03-01`, `2026-03-01 08:15:00`,
/// `2026-03-01T08:15:00`, `2026-03-01T08:15:00.000Z`, `Sun, 01 Mar 2026 08:15:00 GMT`. What names no zone is UTC.
pub fn parse(given: &str) -> Option<Timestamp> {
    let given = given.trim();
    let civil = |local: DateTime| local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    let read = given
        .parse::<Timestamp>()
        .ok()
        .or_else(|| given.parse::<DateTime>().ok().and_then(civil))
        .or_else(|| given.parse::<Date>().ok().and_then(|day| civil(day.to_datetime(jiff::civil::Time::midnight()))))
        .or_else(|| rfc2822::DateTimeParser::new().parse_timestamp(given).ok())?;
    // Four-digit years: a date is also a sort key.
    (0..=9999).contains(&read.to_zoned(TimeZone::UTC).year()).then(|| whole_seconds(read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seen_form_is_read_as_utc() {
        for (given, expected) in [
            ("2026-03-01", "2026-03-01 00:00:00"),
            ("2026-03-01 08:15:00", "2026-03-01 08:15:00"),
            ("2026-03-01T08:15:00", "2026-03-01 08:15:00"),
            ("2026-03-01T08:15:00.123Z", "2026-03-01 08:15:00"),
            ("2026-03-01T08:15:00+02:00", "2026-03-01 06:15:00"),
            ("Sun, 01 Mar 2026 08:15:00 GMT", "2026-03-01 08:15:00"),
        ] {
            assert_eq!(parse(given).map(text).as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for bad in ["", "yesterday", "2026-13-01", "01/02/2026", "20260301T", "-000001-01-01"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
