//! Moments: shown in PHP's letters, and shifted.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, Zoned};
use minijinja::{Error, State, Value};

use super::{argument, error, php_date};
use crate::context::Run;
use crate::values::{Moment, moment_of, text_of};

/// A shift may have so many parts: `+1 day +2 hours`.
const MAX_SHIFTS: usize = 10;

/// So many working days a moment is shifted by at most.
const MAX_WEEKDAYS: i64 = 10_000;

pub(crate) fn date(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let Some(at) = given(state, argument(all, 0))? else { return Ok(Value::from("")) };
    let zone = zone_of(state, argument(all, 2))?;
    let format = argument(all, 1);
    let format = if format.is_undefined() || format.is_none() {
        Run::of(state, |run| run.context.surroundings.date_format.clone()).unwrap_or_default()
    } else {
        text_of(format)
    };
    super::bounded(php_date::format(&at.to_zoned(zone), &format))
}

/// The function `date`: now, or what a text writes.
pub(crate) fn moment(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let zone = zone_of(state, argument(all, 1))?;
    let given = argument(all, 0);
    let now = now(state);
    if given.is_undefined() || given.is_none() {
        return Ok(Value::from_object(Moment(now)));
    }
    let at = match moment_of(given) {
        Some(at) => at,
        None => shifted(&now.to_zoned(zone), &text_of(given))?.timestamp(),
    };
    Ok(Value::from_object(Moment(at)))
}

pub(crate) fn date_modify(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let Some(at) = given(state, argument(all, 0))? else { return Ok(Value::from("")) };
    let zone = zone_of(state, &Value::UNDEFINED)?;
    let shifted = shifted(&at.to_zoned(zone), &text_of(argument(all, 1)))?;
    Ok(Value::from_object(Moment(shifted.timestamp())))
}

fn now(state: &State<'_, '_>) -> Timestamp {
    Run::of(state, |run| run.context.surroundings.now).unwrap_or_default()
}

/// The moment a value is; none for a blank one, and an error for what is no date.
fn given(state: &State<'_, '_>, value: &Value) -> Result<Option<Timestamp>, Error> {
    if let Some(at) = moment_of(value) {
        return Ok(Some(at));
    }
    let text = text_of(value);
    match text.trim() {
        "" => Ok(None),
        "now" => Ok(Some(now(state))),
        text => Err(error(format!("\"{}\" is no date", super::shortened(text)))),
    }
}

/// The time zone of an argument; the store's when it is left out.
fn zone_of(state: &State<'_, '_>, value: &Value) -> Result<TimeZone, Error> {
    let name = text_of(value);
    if name.is_empty() {
        return Ok(Run::of(state, |run| run.context.surroundings.time_zone.clone()).unwrap_or(TimeZone::UTC));
    }
    TimeZone::get(&name).map_err(|_| error(format!("\"{}\" is no time zone", super::shortened(&name))))
}

/// Shifts a moment as PHP reads it: `+1 day -2 hours`, `+3 weekdays`, `tomorrow`, `midnight`, `next monday`.
fn shifted(from: &Zoned, how: &str) -> Result<Zoned, Error> {
    let how = how.to_ascii_lowercase();
    let refuse = || error(format!("\"{}\" is no way to shift a date, such as \"+1 day\"", super::shortened(&how)));
    let spaced = how.replace('+', " +").replace('-', " -");
    let mut words = spaced.split_whitespace().peekable();
    let (mut at, mut count) = (from.clone(), 0);
    while let Some(word) = words.next() {
        count += 1;
        if count > MAX_SHIFTS {
            return Err(refuse());
        }
        let sign = word.chars().next().filter(|sign| matches!(sign, '+' | '-'));
        at = if sign.is_some() || word.starts_with(|letter: char| letter.is_ascii_digit()) {
            let (number, unit) = split_number(word);
            let unit = if unit.is_empty() { words.next().ok_or_else(refuse)? } else { unit };
            let number = if number == "-" || number == "+" { return Err(refuse()) } else { number };
            moved(&at, number.parse().map_err(|_| refuse())?, unit).ok_or_else(refuse)?
        } else {
            named(&at, word, words.peek().copied()).ok_or_else(refuse)?
        };
        if matches!(word, "next" | "last") {
            words.next();
        }
    }
    Ok(at)
}

fn split_number(word: &str) -> (&str, &str) {
    let length = word.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(word.len());
    word.split_at(length)
}

fn moved(at: &Zoned, number: i64, unit: &str) -> Option<Zoned> {
    let unit = unit.strip_suffix('s').unwrap_or(unit);
    let span = match unit {
        "sec" | "second" => Span::new().try_seconds(number),
        "min" | "minute" => Span::new().try_minutes(number),
        "hour" => Span::new().try_hours(number),
        "day" => Span::new().try_days(number),
        "week" => Span::new().try_weeks(number),
        "fortnight" => Span::new().try_weeks(number.checked_mul(2)?),
        "month" => Span::new().try_months(number),
        "year" => Span::new().try_years(number),
        "weekday" => return by_weekdays(at, number),
        _ => return None,
    };
    at.checked_add(span.ok()?).ok()
}

fn by_weekdays(at: &Zoned, number: i64) -> Option<Zoned> {
    if number.abs() > MAX_WEEKDAYS {
        return None;
    }
    let (mut at, step) = (at.clone(), number.signum());
    let mut left = number.abs();
    while left > 0 {
        at = at.checked_add(step.days()).ok()?;
        let is_free = matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday);
        left -= i64::from(!is_free);
    }
    Some(at)
}

fn named(at: &Zoned, word: &str, next: Option<&str>) -> Option<Zoned> {
    let midnight = |at: Zoned| at.start_of_day().ok();
    match word {
        "now" => Some(at.clone()),
        "today" | "midnight" => midnight(at.clone()),
        "tomorrow" => midnight(at.checked_add(1.day()).ok()?),
        "yesterday" => midnight(at.checked_sub(1.day()).ok()?),
        "noon" => midnight(at.clone())?.checked_add(12.hours()).ok(),
        "next" | "last" => {
            let sign = if word == "next" { 1 } else { -1 };
            let next = next?;
            match weekday(next) {
                Some(day) => midnight(at.nth_weekday(sign, day).ok()?),
                None => moved(at, sign.into(), next),
            }
        }
        // PHP's Monday is today when it is Monday.
        day => {
            let day = weekday(day)?;
            if at.weekday() == day { midnight(at.clone()) } else { midnight(at.nth_weekday(1, day).ok()?) }
        }
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    let days = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    days.into_iter().find(|(full, _)| *full == name || full.get(..3) == Some(name)).map(|(_, day)| day)
}
