//! When a custom event runs. What that means on the clock is worked out by whoever carries it out.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// When a custom event runs, by the clock of the store's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "every")]
pub enum Schedule {
    /// Every quarter hour.
    #[serde(rename = "15_minutes")]
    Every15Minutes,
    /// Every half hour.
    #[serde(rename = "30_minutes")]
    Every30Minutes,
    /// Every hour.
    #[serde(rename = "hour")]
    Hourly,
    /// Every two hours.
    #[serde(rename = "2_hours")]
    Every2Hours,
    /// Every four hours.
    #[serde(rename = "4_hours")]
    Every4Hours,
    /// Every six hours.
    #[serde(rename = "6_hours")]
    Every6Hours,
    /// Every twelve hours.
    #[serde(rename = "12_hours")]
    Every12Hours,
    /// Every day.
    #[serde(rename = "day")]
    Daily {
        /// At this time.
        at: TimeOfDay,
    },
    /// From Monday to Friday.
    #[serde(rename = "weekday")]
    Weekdays {
        /// At this time.
        at: TimeOfDay,
    },
    /// Once a week.
    #[serde(rename = "week")]
    Weekly {
        /// On this day.
        day: Weekday,
        /// At this time.
        at: TimeOfDay,
    },
}

impl Schedule {
    /// What `every` may be, in the API and in rows.
    pub const NAMES: [&str; 10] =
        ["15_minutes", "30_minutes", "hour", "2_hours", "4_hours", "6_hours", "12_hours", "day", "weekday", "week"];

    /// What `every` is.
    pub const fn every(self) -> &'static str {
        match self {
            Self::Every15Minutes => "15_minutes",
            Self::Every30Minutes => "30_minutes",
            Self::Hourly => "hour",
            Self::Every2Hours => "2_hours",
            Self::Every4Hours => "4_hours",
            Self::Every6Hours => "6_hours",
            Self::Every12Hours => "12_hours",
            Self::Daily { .. } => "day",
            Self::Weekdays { .. } => "weekday",
            Self::Weekly { .. } => "week",
        }
    }

    /// At which time of the day it runs; none where it runs many times a day.
    pub const fn at(self) -> Option<TimeOfDay> {
        match self {
            Self::Daily { at } | Self::Weekdays { at } | Self::Weekly { at, .. } => Some(at),
            _ => None,
        }
    }

    /// On which day of the week it runs; none where it runs on several.
    pub const fn day(self) -> Option<Weekday> {
        if let Self::Weekly { day, .. } = self { Some(day) } else { None }
    }

    /// How many minutes lie between two runs; none where it runs at a time of the day.
    pub const fn minutes(self) -> Option<u32> {
        match self {
            Self::Every15Minutes => Some(15),
            Self::Every30Minutes => Some(30),
            Self::Hourly => Some(60),
            Self::Every2Hours => Some(120),
            Self::Every4Hours => Some(240),
            Self::Every6Hours => Some(360),
            Self::Every12Hours => Some(720),
            Self::Daily { .. } | Self::Weekdays { .. } | Self::Weekly { .. } => None,
        }
    }

    /// The schedule of this name. One by the time of the day takes `at`, and one by the week also `day`; none where it
    /// lacks that, or there is no such schedule.
    pub fn named(every: &str, at: Option<TimeOfDay>, day: Option<Weekday>) -> Option<Self> {
        match every {
            "15_minutes" => Some(Self::Every15Minutes),
            "30_minutes" => Some(Self::Every30Minutes),
            "hour" => Some(Self::Hourly),
            "2_hours" => Some(Self::Every2Hours),
            "4_hours" => Some(Self::Every4Hours),
            "6_hours" => Some(Self::Every6Hours),
            "12_hours" => Some(Self::Every12Hours),
            "day" => Some(Self::Daily { at: at? }),
            "weekday" => Some(Self::Weekdays { at: at? }),
            "week" => Some(Self::Weekly { day: day?, at: at? }),
            _ => None,
        }
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// Every day, from Monday on.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }

    /// The day of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.name() == name)
    }
}

/// A time of the day, to the minute: `09:05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TimeOfDay {
    hour: i8,
    minute: i8,
}

impl TimeOfDay {
    /// This hour, from 0 to 23, and this minute.
    pub fn new(hour: i8, minute: i8) -> Option<Self> {
        ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(Self { hour, minute })
    }

    /// From 0 to 23.
    pub const fn hour(self) -> i8 {
        self.hour
    }

    /// From 0 to 59.
    pub const fn minute(self) -> i8 {
        self.minute
    }
}

/// A text that is no time of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no time of the day such as 09:05")]
pub struct NoTimeOfDay;

impl FromStr for TimeOfDay {
    type Err = NoTimeOfDay;

    fn from_str(text: &str) -> Result<Self, NoTimeOfDay> {
        let (hour, minute) = text.split_once(':').ok_or(NoTimeOfDay)?;
        let number = |digits: &str| {
            let is_one = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
            digits.parse().ok().filter(|_| is_one)
        };
        number(hour).zip(number(minute)).and_then(|(hour, minute)| Self::new(hour, minute)).ok_or(NoTimeOfDay)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = NoTimeOfDay;

    fn try_from(text: String) -> Result<Self, NoTimeOfDay> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_the_day_has_two_digits_of_each() {
        for good in ["00:00", "09:05", "23:59"] {
            assert_eq!(good.parse::<TimeOfDay>().unwrap().to_string(), good);
        }
        for bad in ["", "9:05", "24:00", "12:60", "12", "12:5", "+1:00", "12:00:00", "\u{664}\u{664}:00"] {
            assert_eq!(bad.parse::<TimeOfDay>(), Err(NoTimeOfDay), "{bad}");
        }
    }

    #[test]
    fn each_schedule_is_found_by_the_name_serde_gives_it_and_has_what_it_needs() {
        let (at, day) = (TimeOfDay::new(9, 5), Some(Weekday::Friday));
        for name in Schedule::NAMES {
            let schedule = Schedule::named(name, at, day).unwrap();
            assert_eq!(serde_json::to_value(schedule).unwrap()["every"], name);
            assert_eq!((schedule.every(), schedule.at().is_none()), (name, schedule.minutes().is_some()));
            assert_eq!(Schedule::named(name, None, day).is_some(), schedule.minutes().is_some());
        }
        assert_eq!((Schedule::named("week", at, None), Schedule::named("month", at, day)), (None, None));
    }

    #[test]
    fn serde_names_days_as_their_list_does() {
        for day in Weekday::ALL {
            assert_eq!(serde_json::to_value(day).unwrap(), day.name());
            assert_eq!(Weekday::named(day.name()), Some(day));
        }
    }
}
