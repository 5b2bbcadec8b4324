//! Dates as the API reads and writes them. Everything is UTC and whole seconds (orderdesk-api 8).

mod written;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, TimestampRound, Unit};

use self::written::Written;

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

/// A text where a date should be, and that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a date, such as 2026-03-01 08:15:00")]
pub struct NotADate;

/// Reads every form seen from real clients (orderdesk-api 2.3):
///
/// - ISO 8601 with or without seconds, parts of them and an offset, as `2026-03-01T08:15:00.000Z`, `2026-03-01 08:15
///   +01:00`, `20260301`. A blank where the decoding of a form took the offset's `+` is that `+`.
/// - RFC 2822: `Sun, 01 Mar 2026 08:15:00 GMT`.
/// - What JavaScript writes: `Sun Mar 01 2026 08:15:00 GMT+0100 (Central European Standard Time)`.
/// - US dates, the month first: `03/01/2026`, `3/1/2026 4:05 PM`.
/// - Seconds since 1970, or thirteen digits of milliseconds.
///
/// What names no zone is UTC. `0000-00-00` and dates of the year 1 are what databases and languages write where there is
/// no date, and read as none.
pub fn read(given: &str) -> Result<Option<Timestamp>, NotADate> {
    read_with(given, |local| TimeZone::UTC.to_timestamp(local).ok())
}

/// What [`read`] reads, or nothing.
pub fn parse(given: &str) -> Option<Timestamp> {
    read(given).ok().flatten()
}

/// What the clock showed, as if it had been in UTC: the day stays the one that was written, whatever its offset.
pub fn read_day(given: &str) -> Result<Option<Timestamp>, NotADate> {
    read_written(given, |written| TimeZone::UTC.to_timestamp(written.local).ok())
}

/// The first moment a clock in `zone` shows `given` or later. What names its own zone keeps it.
pub fn read_start(given: &str, zone: &TimeZone) -> Result<Option<Timestamp>, NotADate> {
    read_with(given, |local| match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(local).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(local).ok(),
        AmbiguousOffset::Gap { before, .. } => last_change(before.to_timestamp(local).ok()?, zone),
    })
}

/// The last second a clock in `zone` shows `given` or earlier. What names its own zone keeps it.
pub fn read_end(given: &str, zone: &TimeZone) -> Result<Option<Timestamp>, NotADate> {
    read_with(given, |local| match zone.to_ambiguous_timestamp(local).offset() {
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

fn read_with(given: &str, civil: impl Fn(DateTime) -> Option<Timestamp>) -> Result<Option<Timestamp>, NotADate> {
    read_written(given, |written| match written.offset {
        Some(offset) => offset.to_timestamp(written.local).ok(),
        None => civil(written.local),
    })
}

fn read_written(given: &str, at: impl Fn(&Written) -> Option<Timestamp>) -> Result<Option<Timestamp>, NotADate> {
    let Some(written) = Written::read(given)? else { return Ok(None) };
    // Four-digit years: a date is also a sort key.
    let read = at(&written).filter(|read| (0..=9999).contains(&TimeZone::UTC.to_datetime(*read).year()));
    Ok(Some(whole_seconds(read.ok_or(NotADate)?)))
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
    fn what_is_no_date_is_refused_and_what_stands_for_none_is_none() {
        for bad in ["", "yesterday", "2026-13-01", "13/02/2026", "20260301T", "123", "-2026-01-01"] {
            assert_eq!(read(bad), Err(NotADate), "{bad}");
        }
        for none in ["0000-00-00", "0000-00-00 00:00:00", "0001-01-01T00:00:00", "-0001-11-30 00:00:00"] {
            assert_eq!(read(none), Ok(None), "{none}");
        }
    }

    #[test]
    fn a_day_is_the_one_that_was_written() {
        for (given, expected) in [
            ("2026-03-01T23:30:00-05:00", "2026-03-01"),
            ("2026-03-01T00:00:00 13:00", "2026-03-01"),
            ("Sun, 01 Mar 2026 23:30:00 -0800", "2026-03-01"),
            ("2026-03-01T00:30[Pacific/Auckland]", "2026-03-01"),
            ("2026-03-01", "2026-03-01"),
        ] {
            assert_eq!(read_day(given).unwrap().map(date_text).as_deref(), Some(expected), "{given}");
        }
        assert_eq!((read_day("0000-00-00"), read_day("soon")), (Ok(None), Err(NotADate)));
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
            ("7/15/2026", "2026-07-15 05:00:00", "2026-07-15 05:00:00"),
            ("1772352900", "2026-03-01 08:15:00", "2026-03-01 08:15:00"),
        ] {
            assert_eq!(read_start(given, &zone).unwrap().map(text).as_deref(), Some(start), "{given}");
            assert_eq!(read_end(given, &zone).unwrap().map(text).as_deref(), Some(end), "{given}");
        }
        assert_eq!((read_start("soon", &zone), read_end("0000-00-00", &zone)), (Err(NotADate), Ok(None)));
    }
}
