//! Dates as the API reads and writes them. Everything is UTC and whole seconds (orderdesk-api 8).

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, TimestampRound, Unit};

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
    at.round(TimestampRound::new().smallest(Unit::Second).mode(jiff::RoundMode::Floor)).unwrap_or(at)
}

/// Reads every form seen from real clients (orderdesk-api 2.3): `2026-03-01`, `2026-03-01 08:15:00`,
/// `2026-03-01T08:15:00`, `2026-03-01T08:15:00.000Z`, `Sun, 01 Mar 2026 08:15:00 GMT`. What names no zone is UTC.
pub fn parse(given: &str) -> Option<Timestamp> {
    parse_with(given, |local| local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp()))
}

/// The first moment a clock in `zone` shows `given` or later. What names its own zone keeps it.
pub fn parse_start(given: &str, zone: &TimeZone) -> Option<Timestamp> {
    parse_with(given, |local| match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(local).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(local).ok(),
        AmbiguousOffset::Gap { before, .. } => last_change(before.to_timestamp(local).ok()?, zone),
    })
}

/// The last second a clock in `zone` shows `given` or earlier. What names its own zone keeps it.
pub fn parse_end(given: &str, zone: &TimeZone) -> Option<Timestamp> {
    parse_with(given, |local| match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(local).ok(),
        AmbiguousOffset::Fold { after, .. } => after.to_timestamp(local).ok(),
        AmbiguousOffset::Gap { before, .. } => {
            let change = last_change(before.to_timestamp(local).ok()?, zone)?;
            change.checked_sub(SignedDuration::from_secs(1)).ok()
        }
    })
}

/// When the clocks of `zone` were last changed, `at` included: a time they leap over has no moment of its own.
fn last_change(at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let behind = at.checked_add(SignedDuration::from_secs(1)).ok()?;
    zone.preceding(behind).next().map(|change| change.timestamp())
}

fn parse_with(given: &str, civil: impl Fn(DateTime) -> Option<Timestamp>) -> Option<Timestamp> {
    let given = given.trim();
    let read = given
        .parse::<Timestamp>()
        .ok()
        .or_else(|| given.parse::<DateTime>().ok().and_then(&civil))
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

    #[test]
    fn a_local_time_is_read_in_its_zone_through_both_changes_of_the_clock() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        for (given, start, end) in [
            ("2026-01-15 08:00:00", "2026-01-15 14:00:00", "2026-01-15 14:00:00"),
            ("2026-07-15", "2026-07-15 05:00:00", "2026-07-15 05:00:00"),
            // 02:00 to 03:00 is leapt over: it begins when it would have, and has ended a second before.
            ("2026-03-08 02:00:00", "2026-03-08 08:00:00", "2026-03-08 07:59:59"),
            ("2026-03-08 02:30:00", "2026-03-08 08:00:00", "2026-03-08 07:59:59"),
            // 01:00 to 02:00 comes twice: it begins the first time and ends the second.
            ("2026-11-01 01:30:00", "2026-11-01 06:30:00", "2026-11-01 07:30:00"),
            ("2026-03-08T02:30:00Z", "2026-03-08 02:30:00", "2026-03-08 02:30:00"),
            ("Sun, 01 Mar 2026 08:15:00 GMT", "2026-03-01 08:15:00", "2026-03-01 08:15:00"),
        ] {
            assert_eq!(parse_start(given, &zone).map(text).as_deref(), Some(start), "{given}");
            assert_eq!(parse_end(given, &zone).map(text).as_deref(), Some(end), "{given}");
        }
        assert_eq!((parse_start("soon", &zone), parse_end("", &zone)), (None, None));
    }
}
