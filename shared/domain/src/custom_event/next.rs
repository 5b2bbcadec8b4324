//! When a custom event runs next.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Schedule, TimeOfDay, Weekday};

/// A day on which a schedule runs lies no further away.
const MAX_DAYS: i64 = 8;

const MINUTES_AN_HOUR: i64 = 60;

impl Schedule {
    /// The first moment behind `after` at which it runs, by the clock of `zone`: none where the calendar ends.
    ///
    /// What runs each hour or more often does so through every hour there is, what runs each so many hours at those hours
    /// of the day, from midnight on. A time of the day that a change of the clock leaves out is the one as much later, and one that comes twice is the first.
    pub fn next_after(self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let today = after.to_zoned(zone.clone()).date();
        (0..=MAX_DAYS).find_map(|days| {
            let day = today.checked_add(days.days()).ok()?;
            match self.minutes() {
                Some(minutes) => first_of_day(day, i64::from(minutes), after, zone),
                None => self.at().filter(|_| self.is_of(day)).and_then(|at| moment(day, at, zone)),
            }
            .filter(|next| *next > after)
        })
    }

    /// Whether it runs on this day.
    fn is_of(self, day: Date) -> bool {
        let weekday = day.weekday();
        match self {
            Self::Weekdays { .. } => !matches!(weekday, jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday),
            Self::Weekly { day, .. } => day.civil() == weekday,
            _ => true,
        }
    }
}

impl Weekday {
    const fn civil(self) -> jiff::civil::Weekday {
        match self {
            Self::Monday => jiff::civil::Weekday::Monday,
            Self::Tuesday => jiff::civil::Weekday::Tuesday,
            Self::Wednesday => jiff::civil::Weekday::Wednesday,
            Self::Thursday => jiff::civil::Weekday::Thursday,
            Self::Friday => jiff::civil::Weekday::Friday,
            Self::Saturday => jiff::civil::Weekday::Saturday,
            Self::Sunday => jiff::civil::Weekday::Sunday,
        }
    }
}

/// The first run of a day behind `after`, of one each so many minutes from midnight on.
fn first_of_day(day: Date, minutes: i64, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let hours = minutes / MINUTES_AN_HOUR;
    if hours > 1 {
        let hours = (0..24).step_by(usize::try_from(hours).ok()?);
        let mut runs = hours.filter_map(|hour| moment(day, TimeOfDay::new(hour, 0)?, zone));
        return runs.find(|run| *run > after);
    }
    let midnight = start_of(day, zone)?;
    let end = start_of(day.tomorrow().ok()?, zone)?;
    let period = minutes.saturating_mul(60);
    let passed = after.as_second().saturating_sub(midnight.as_second());
    let runs = if passed < 0 { 0 } else { passed.checked_div(period)?.saturating_add(1) };
    let next = midnight.as_second().saturating_add(runs.saturating_mul(period));
    Timestamp::from_second(next).ok().filter(|next| *next < end)
}

fn start_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    Some(day.to_zoned(zone.clone()).ok()?.timestamp())
}

fn moment(day: Date, at: TimeOfDay, zone: &TimeZone) -> Option<Timestamp> {
    let time = Time::new(at.hour(), at.minute(), 0, 0).ok()?;
    zone.to_ambiguous_zoned(day.to_datetime(time)).compatible().ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    /// The runs behind a moment, as UTC.
    fn runs(schedule: Schedule, after: &str, zone: &TimeZone, count: usize) -> Vec<String> {
        let mut runs = vec![];
        let mut after: Timestamp = after.parse().unwrap();
        for _ in 0..count {
            after = schedule.next_after(after, zone).unwrap();
            runs.push(after.to_string());
        }
        runs
    }

    #[test]
    fn what_runs_many_times_a_day_runs_from_midnight_on_in_the_store_s_zone() {
        let berlin = zone("Europe/Berlin");
        assert_eq!(
            runs(Schedule::Every15Minutes, "2026-11-25T10:20:00Z", &berlin, 3),
            ["2026-11-25T10:30:00Z", "2026-11-25T10:45:00Z", "2026-11-25T11:00:00Z"]
        );
        assert_eq!(
            runs(Schedule::Every12Hours, "2026-11-25T10:20:00Z", &berlin, 3),
            ["2026-11-25T11:00:00Z", "2026-11-25T23:00:00Z", "2026-11-26T11:00:00Z"]
        );
        let kathmandu = zone("Asia/Kathmandu");
        assert_eq!(runs(Schedule::Hourly, "2026-11-25T10:20:00Z", &kathmandu, 1), ["2026-11-25T11:15:00Z"]);
    }

    #[test]
    fn a_day_of_23_or_25_hours_has_its_runs_at_the_hours_its_clock_shows() {
        let york = zone("America/New_York");
        let spring = runs(Schedule::Every12Hours, "2026-03-08T04:00:00Z", &york, 3);
        assert_eq!(spring, ["2026-03-08T05:00:00Z", "2026-03-08T16:00:00Z", "2026-03-09T04:00:00Z"]);
        let autumn = runs(Schedule::Every12Hours, "2026-11-01T03:00:00Z", &york, 3);
        assert_eq!(autumn, ["2026-11-01T04:00:00Z", "2026-11-01T17:00:00Z", "2026-11-02T05:00:00Z"]);
        let hourly = runs(Schedule::Hourly, "2026-11-01T04:30:00Z", &york, 3);
        assert_eq!(hourly, ["2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z", "2026-11-01T07:00:00Z"]);
    }

    #[test]
    fn a_time_of_the_day_is_the_store_s_in_summer_and_winter() {
        let york = zone("America/New_York");
        let daily = Schedule::Daily { at: TimeOfDay::new(2, 30).unwrap() };
        assert_eq!(
            runs(daily, "2026-03-07T06:00:00Z", &york, 3),
            ["2026-03-07T07:30:00Z", "2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z"],
            "half past two is left out on the 8th"
        );
        let twice = Schedule::Daily { at: TimeOfDay::new(1, 30).unwrap() };
        assert_eq!(
            runs(twice, "2026-11-01T04:00:00Z", &york, 2),
            ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"],
            "the first of the two"
        );
    }

    #[test]
    fn weekdays_leave_the_weekend_out_and_a_week_has_one_day() {
        let at = TimeOfDay::new(9, 0).unwrap();
        assert_eq!(
            runs(Schedule::Weekdays { at }, "2026-11-27T09:00:00Z", &TimeZone::UTC, 2),
            ["2026-11-30T09:00:00Z", "2026-12-01T09:00:00Z"]
        );
        let weekly = Schedule::Weekly { day: Weekday::Sunday, at };
        assert_eq!(
            runs(weekly, "2026-11-29T09:00:00Z", &TimeZone::UTC, 2),
            ["2026-12-06T09:00:00Z", "2026-12-13T09:00:00Z"]
        );
    }
}
