//! The clock fields: what clock and calendar of the store show when a rule is looked at (orderdesk-app 1.3).

use jiff::civil::DateTime;
use rust_decimal::Decimal;

use crate::kind::{self, Kind};

/// A field of the clock.
pub(crate) struct ClockField {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) kind: Kind,
    /// Of the time the store's clock shows.
    pub(crate) read: fn(DateTime) -> Decimal,
}

/// Every field of the clock. Each is a number, of its kind.
pub(crate) static CLOCK_FIELDS: &[ClockField] = &[
    ClockField {
        name: "current_hour",
        doc: "The time of day, to the second, in the store's time zone.",
        kind: Kind::TimeOfDay,
        read: |now| {
            let (hour, minute, second) = (i64::from(now.hour()), i64::from(now.minute()), i64::from(now.second()));
            (hour * 3_600 + minute * 60 + second).into()
        },
    },
    ClockField {
        name: "day_of_week",
        doc: "The day of the week in the store's time zone.",
        kind: Kind::Weekday,
        read: |now| now.weekday().to_monday_one_offset().into(),
    },
    ClockField {
        name: "day_of_month",
        doc: "The day of the month, 1 to 31, in the store's time zone.",
        kind: Kind::Number,
        read: |now| now.day().into(),
    },
    ClockField {
        name: "current_date",
        doc: "The date in the store's time zone.",
        kind: Kind::Day,
        read: |now| kind::of_date(now.date()),
    },
];
