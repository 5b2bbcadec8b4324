//! When a store is told how a month went at its suppliers: on day 1 at 06:00 by its clock (orderdesk-app 12.5).

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

const AT: Time = Time::constant(6, 0, 0, 0);

/// A month by the clock of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummarizedMonth {
    /// What people call it: `2026-03`.
    pub name: String,
    /// Where it begins.
    pub from: Timestamp,
    /// Where the next one begins.
    pub before: Timestamp,
    /// Where the year before it begins: what was submitted since may be canceled in it.
    pub year_before: Timestamp,
}

/// When a store with this clock is told next, after a moment.
pub fn next_summary(after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let this = zone.to_datetime(after).date().first_of_month();
    let next = this.checked_add(1.month()).ok()?;
    [this, next].into_iter().filter_map(|day| moment(day, AT, zone)).find(|at| *at > after)
}

/// The month that a store with this clock is told of at this moment; none where it is told nothing then.
pub fn summarized_month(due_at: Timestamp, zone: &TimeZone) -> Option<SummarizedMonth> {
    let day = zone.to_datetime(due_at).date();
    if day.day() != 1 || moment(day, AT, zone) != Some(due_at) {
        return None;
    }
    let first = day.checked_sub(1.month()).ok()?;
    let begins = |day: Date| moment(day, Time::midnight(), zone);
    Some(SummarizedMonth {
        name: first.strftime("%Y-%m").to_string(),
        from: begins(first)?,
        before: begins(day)?,
        year_before: begins(first.checked_sub(1.year()).ok()?)?,
    })
}

fn moment(day: Date, at: Time, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_zoned(day.to_datetime(at)).compatible().ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Catches a month by another clock than the store's, and a clock that is set while it lasts.
    #[test]
    fn a_store_is_told_on_day_one_at_six_of_the_month_before_by_its_own_clock() {
        let chicago = TimeZone::get("America/Chicago").unwrap();
        for (after, zone, next, name, from, before) in [
            (
                "2026-03-15T00:00:00Z",
                TimeZone::UTC,
                "2026-04-01T06:00:00Z",
                "2026-03",
                "2026-03-01T00:00:00Z",
                "2026-04-01T00:00:00Z",
            ),
            (
                "2026-04-01T06:00:00Z",
                TimeZone::UTC,
                "2026-05-01T06:00:00Z",
                "2026-04",
                "2026-04-01T00:00:00Z",
                "2026-05-01T00:00:00Z",
            ),
            (
                "2026-04-01T05:59:59Z",
                TimeZone::UTC,
                "2026-04-01T06:00:00Z",
                "2026-03",
                "2026-03-01T00:00:00Z",
                "2026-04-01T00:00:00Z",
            ),
            (
                "2026-12-31T23:00:00Z",
                chicago.clone(),
                "2027-01-01T12:00:00Z",
                "2026-12",
                "2026-12-01T06:00:00Z",
                "2027-01-01T06:00:00Z",
            ),
            (
                "2026-03-20T00:00:00Z",
                chicago,
                "2026-04-01T11:00:00Z",
                "2026-03",
                "2026-03-01T06:00:00Z",
                "2026-04-01T05:00:00Z",
            ),
        ] {
            assert_eq!(next_summary(at(after), &zone), Some(at(next)), "{after}");
            let month = summarized_month(at(next), &zone).unwrap();
            assert_eq!((month.name.as_str(), month.from, month.before), (name, at(from), at(before)));
        }
    }

    #[test]
    fn a_moment_of_another_clock_tells_of_no_month() {
        for wrong in ["2026-04-01T06:00:01Z", "2026-04-02T06:00:00Z", "2026-04-01T11:00:00Z"] {
            assert_eq!(summarized_month(at(wrong), &TimeZone::UTC), None, "{wrong}");
        }
    }
}
