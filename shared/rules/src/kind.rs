//! What kind of values fields have, and how the value of a filter is read for each.

use jiff::civil::Date;
use rust_decimal::Decimal;

/// The days of the week, the first of them number 1.
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// What kind of values a field has; decides which comparators fit, and what a filter's value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Text under a name of the user's choice; may well be a number or a time.
    Entry,
    /// Number.
    Number,
    /// Yes or no.
    Flag,
    /// Time.
    Time,
    /// What a clock on the wall shows.
    TimeOfDay,
    /// What a calendar on the wall shows: a day of the week.
    Weekday,
    /// The same: a date.
    Day,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] =
        [Self::Text, Self::Entry, Self::Number, Self::Flag, Self::Time, Self::TimeOfDay, Self::Weekday, Self::Day];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Entry => "named text",
            Self::Number => "number",
            Self::Flag => "yes or no",
            Self::Time => "time",
            Self::TimeOfDay => "time of day",
            Self::Weekday => "day of the week",
            Self::Day => "date",
        }
    }

    /// What is compared with it.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Text => "Any text. It is never read as a number by `equals`: `01234` is not `1234`.",
            Self::Entry => {
                "Any text; the filter's `name` says of which entry. One that is not there is the empty text. \
                 `greater_than` reads it as a number, `before` as a time, and neither holds when it is none."
            }
            Self::Number => "A decimal such as `90.75`; `90.750` is the same.",
            Self::Flag => "`yes` or `no`.",
            Self::Time => {
                "A time such as `2024-10-08 12:00`, in UTC unless it names a zone; or one seen from now: `now`, \
                 `-5 minutes`, `+2 days`."
            }
            Self::TimeOfDay => "A time of day from `00:00` to `23:59`.",
            Self::Weekday => "`Monday`, `Tuesday`, …, in any case of letters.",
            Self::Day => "A date such as `2026-12-24`.",
        }
    }

    /// Whether its values are compared as numbers.
    pub(crate) const fn is_counted(self) -> bool {
        !matches!(self, Self::Text | Self::Entry | Self::Time)
    }

    /// The number that `given` stands for, or what is wrong with it.
    pub(crate) fn number(self, given: &str) -> Result<Decimal, String> {
        let given = given.trim();
        let (number, message) = match self {
            Self::Flag => (flag(given), "is neither `yes` nor `no`"),
            Self::TimeOfDay => (time_of_day(given), "is not a time of day such as `15:00`"),
            Self::Weekday => (weekday(given), "is not a day of the week such as `Monday`"),
            Self::Day => (day(given), "is not a date such as `2026-12-24`"),
            Self::Text | Self::Entry | Self::Number | Self::Time => (number(given), "is not a number"),
        };
        number.ok_or_else(|| message.to_owned())
    }
}

/// Reads `12.5`, `-3`, `+7`: no exponents, or the code `1E2` would be the code `100`; and nothing that would be
/// rounded, or two long tracking numbers could be one.
pub(crate) fn number(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_one = plain && digits.bytes().any(|byte| byte.is_ascii_digit());
    if is_one { Decimal::from_str_exact(text).ok() } else { None }
}

/// The number of a date: as its digits are written.
pub(crate) fn of_date(date: Date) -> Decimal {
    (i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())).into()
}

fn flag(given: &str) -> Option<Decimal> {
    let is_yes = given.eq_ignore_ascii_case("yes");
    (is_yes || given.eq_ignore_ascii_case("no")).then(|| u8::from(is_yes).into())
}

/// Seconds since midnight.
fn time_of_day(given: &str) -> Option<Decimal> {
    let (hour, minute) = given.split_once(':')?;
    let digits = |text: &str, lengths: &[usize]| {
        let is_plain = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| is_plain)
    };
    let (hour, minute) = (digits(hour, &[1, 2])?, digits(minute, &[2])?);
    (hour < 24 && minute < 60).then(|| (hour * 3_600 + minute * 60).into())
}

fn weekday(given: &str) -> Option<Decimal> {
    let place = WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(given))?;
    u8::try_from(place + 1).ok().map(Decimal::from)
}

fn day(given: &str) -> Option<Decimal> {
    let date: Date = given.parse().ok()?;
    // Nothing behind it, and no other way to write it.
    (date.to_string() == given).then(|| of_date(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Kind, given: &str) -> Option<i64> {
        kind.number(given).ok().map(|number| number.try_into().unwrap())
    }

    #[test]
    fn each_kind_reads_its_own_forms() {
        for (kind, given, expected) in [
            (Kind::Number, " 7 ", 7),
            (Kind::Flag, "Yes", 1),
            (Kind::Flag, "no", 0),
            (Kind::TimeOfDay, "00:00", 0),
            (Kind::TimeOfDay, "9:30", 34_200),
            (Kind::TimeOfDay, " 23:59 ", 86_340),
            (Kind::Weekday, "monday", 1),
            (Kind::Weekday, "Sunday", 7),
            (Kind::Day, "2026-12-24", 20_261_224),
        ] {
            assert_eq!(read(kind, given), Some(expected), "{given}");
        }
    }

    #[test]
    fn other_forms_are_refused_each_with_the_message_of_its_kind() {
        let cases: [(Kind, &[&str], &str); 5] = [
            (Kind::Number, &["", "ten", "1e2", "1,5"], "is not a number"),
            (Kind::Flag, &["", "1", "true", "yess"], "is neither `yes` nor `no`"),
            (
                Kind::TimeOfDay,
                &["", "15", "24:00", "12:60", "1:5", "015:00", "+1:00", "15:00:00", ":"],
                "is not a time of day such as `15:00`",
            ),
            (Kind::Weekday, &["", "Mon", "1", "Monday,Tuesday"], "is not a day of the week such as `Monday`"),
            (
                Kind::Day,
                &["", "now", "2026-02-30", "2026-3-1", "20260301", "2026-03-01 12:00", "03/01/2026"],
                "is not a date such as `2026-12-24`",
            ),
        ];
        for (kind, bad, message) in cases {
            for given in bad {
                assert_eq!(kind.number(given), Err(message.to_owned()), "{given:?}");
            }
        }
    }

    #[test]
    fn each_kind_has_a_name_of_its_own_and_says_what_is_compared_with_it() {
        for (place, kind) in Kind::ALL.into_iter().enumerate() {
            assert!(kind.doc().ends_with('.'), "{}", kind.name());
            assert!(Kind::ALL[..place].iter().all(|before| before.name() != kind.name()), "{}", kind.name());
        }
    }
}
