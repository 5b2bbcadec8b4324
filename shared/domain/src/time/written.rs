//! A date as somebody wrote it: what the clock showed, and how far it was from UTC where that is written too.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::rfc2822;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use jiff::{Timestamp, Zoned};

use super::NotADate;

/// Dates beside those of ISO 8601, each tried with a time and a zone behind it. Where the month is a number the day comes
/// second, as in the United States, unless the year comes first.
const DATES: [&str; 11] = [
    "%m/%d/%y",
    "%m/%d/%Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%a %b %d %Y",
    "%a, %d %b %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d %Y",
    "%b %d, %Y",
    "%B %d, %Y",
];

/// Dates with the year behind the time, as C writes them.
const YEAR_LAST: [&str; 4] =
    ["%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S UTC %Y", "%a %b %d %H:%M:%S GMT %Y", "%a %b %d %H:%M:%S %z %Y"];

/// Times of day, the longest first.
const TIMES: [&str; 4] = ["%I:%M:%S %p", "%I:%M %p", "%H:%M:%S%.f", "%H:%M"];

/// Distances from UTC.
const OFFSETS: [&str; 3] = ["%z", "%:z", "%:::z"];

/// What a text says of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// What the clock showed.
    pub(super) local: DateTime,
    /// How far that clock was from UTC; nothing where no zone is written.
    pub(super) offset: Option<Offset>,
}

impl Written {
    /// Reads a date in any of the forms seen from real clients; none where a text stands for no date.
    pub(super) fn read(given: &str) -> Result<Option<Self>, NotADate> {
        let text: Vec<&str> = given.split_whitespace().collect();
        let text = text.join(" ");
        if is_zero(&text) {
            return Ok(None);
        }
        let written = seconds(&text)
            .or_else(|| text.parse().ok().as_ref().map(Self::of))
            .or_else(|| iso(&text))
            .or_else(|| rfc2822::DateTimeParser::new().parse_zoned(&text).ok().as_ref().map(Self::of))
            .or_else(|| free(&text))
            .or_else(|| year_last(&text))
            .ok_or(NotADate)?;
        // The first year is where .NET begins to count, the one before the first where PHP finds a date of zeros.
        Ok(Some(written).filter(|written| written.local.year().abs() > 1))
    }

    fn of(zoned: &Zoned) -> Self {
        Self { local: zoned.datetime(), offset: Some(zoned.offset()) }
    }
}

/// `0000-00-00`, as databases write the date that nobody set, with or without a time; and a bare 0.
fn is_zero(text: &str) -> bool {
    let (day, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let is_written = |part: &str, signs: &str| part.chars().all(|it| it.is_ascii_digit() || signs.contains(it));
    day.contains('0')
        && is_written(day, "-/.")
        && !day.contains(|digit: char| matches!(digit, '1'..='9'))
        && is_written(time, "-:.+Zz ")
}

/// Seconds since 1970, nine or ten digits, or thirteen of milliseconds.
fn seconds(text: &str) -> Option<Written> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if !whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = whole.parse().ok()?;
    let at = match whole.len() {
        9 | 10 => Timestamp::from_second(number).ok()?,
        13 => Timestamp::from_millisecond(number).ok()?,
        _ => return None,
    };
    Some(Written { local: Offset::UTC.to_datetime(at), offset: Some(Offset::UTC) })
}

/// ISO 8601 and RFC 3339, whole or without seconds or a time.
fn iso(text: &str) -> Option<Written> {
    let pieces = Pieces::parse(text).ok()?;
    if pieces.time_zone_annotation().is_some() && pieces.offset().is_none() {
        // A zone nobody knows.
        return None;
    }
    let local = pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight()));
    Some(Written { local, offset: pieces.to_numeric_offset() })
}

/// A date, a time if there is one, and a zone if there is one, each in a form of its own.
fn free(text: &str) -> Option<Written> {
    let (day, rest) = DATES.into_iter().find_map(|form| date(form, text))?;
    let rest = rest.trim_start_matches(['T', 't', ',', ' ']);
    let timed = TIMES.into_iter().find_map(|form| prefix(form, rest));
    let (time, zone) = match &timed {
        Some((read, zone)) => (read.to_time().ok()?, *zone),
        None => (Time::midnight(), rest),
    };
    if zone.is_empty() {
        return Some(Written { local: day.to_datetime(time), offset: None });
    }
    Some(Written { local: day.to_datetime(time), offset: Some(offset(zone, timed.is_some())?) })
}

fn year_last(text: &str) -> Option<Written> {
    let read = YEAR_LAST.into_iter().find_map(|form| BrokenDownTime::parse(form, text).ok())?;
    Some(Written { local: read.to_datetime().ok()?, offset: read.offset() })
}

/// A date at the beginning of `text`, and what is behind it. Its year has as many digits as its form says.
fn date<'a>(form: &str, text: &'a str) -> Option<(Date, &'a str)> {
    let (read, rest) = prefix(form, text)?;
    let written = text.strip_suffix(rest)?;
    let is_whole = !rest.starts_with(|letter: char| letter.is_ascii_digit());
    let mut numbers = written.split(|letter: char| !letter.is_ascii_digit());
    let has_year = if form.ends_with("%y") {
        numbers.next_back().is_some_and(|year| year.len() == 2)
    } else {
        numbers.any(|year| year.len() == 4)
    };
    (is_whole && has_year).then_some((read.to_date().ok()?, rest))
}

fn prefix<'a>(form: &str, text: &'a str) -> Option<(BrokenDownTime, &'a str)> {
    let (read, length) = BrokenDownTime::parse_prefix(form, text).ok()?;
    Some((read, text.get(length..)?))
}

/// ` UTC`, ` GMT+0100 (Central European Standard Time)`, ` -05:00`. Behind a time, a blank may stand for the `+` that the
/// decoding of a form made a blank of: ` 01:00`.
fn offset(zone: &str, is_behind_time: bool) -> Option<Offset> {
    let zone = zone.trim();
    let name = ["UTC", "GMT", "Z"]
        .into_iter()
        .find(|name| zone.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
    let distance = zone.get(name.map_or(0, str::len)..)?.trim_start();
    if distance.is_empty() {
        return Some(Offset::UTC);
    }
    let sign = match distance.chars().next()? {
        '+' | '-' => "",
        digit if digit.is_ascii_digit() && is_behind_time => "+",
        _ => return None,
    };
    // The name of the zone may be told once more.
    let (distance, name) = distance.split_once(' ').unwrap_or((distance, ""));
    let distance = format!("{sign}{distance}");
    let read = OFFSETS.into_iter().find_map(|form| BrokenDownTime::parse(form, &distance).ok()?.offset());
    read.filter(|_| !name.contains(|letter: char| letter.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
