//! What stands in a cell, whatever the form of the file.

use std::borrow::Cow;

use domain::{CellKind, time};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::field::Value;
use super::warning::WarningKind;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    Text(Cow<'a, str>),
    /// Nothing, in a column of numbers or dates.
    Blank,
    Number(Decimal),
    /// What the clock in the store's time zone shows.
    Date(DateTime),
    /// A day alone.
    Day(DateTime),
}

impl Cell<'_> {
    /// As a text.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Blank => Cow::Borrowed(""),
            Self::Number(number) => Cow::Owned(number.normalize().to_string()),
            Self::Date(at) => Cow::Owned(at.strftime("%Y-%m-%d %H:%M:%S").to_string()),
            Self::Day(at) => Cow::Owned(at.strftime("%Y-%m-%d").to_string()),
        }
    }
}

/// A value as a column of this kind has it, and what is not as the column says.
pub(crate) fn cell<'a>(value: Value<'a>, kind: CellKind, zone: &TimeZone) -> (Cell<'a>, Option<WarningKind>) {
    match kind {
        CellKind::Text => (of_text(value, zone), None),
        CellKind::Number => of_number(value, zone),
        CellKind::Date => of_date(value, zone),
    }
}

fn of_text<'a>(value: Value<'a>, zone: &TimeZone) -> Cell<'a> {
    match value {
        Value::Text(text) => Cell::Text(text),
        value => Cell::Text(Cow::Owned(typed(value, zone).text().into_owned())),
    }
}

fn of_number<'a>(value: Value<'a>, zone: &TimeZone) -> (Cell<'a>, Option<WarningKind>) {
    match value {
        Value::Text(text) if text.trim().is_empty() => (Cell::Blank, None),
        Value::Text(text) => match number_in(text.trim()) {
            Some(number) => (Cell::Number(number), None),
            None => (Cell::Text(text), Some(WarningKind::NotANumber)),
        },
        value @ (Value::Date(_) | Value::Day(_)) => (of_text(value, zone), Some(WarningKind::NotANumber)),
        value => (typed(value, zone), None),
    }
}

fn of_date<'a>(value: Value<'a>, zone: &TimeZone) -> (Cell<'a>, Option<WarningKind>) {
    match value {
        Value::Text(text) if text.trim().is_empty() => (Cell::Blank, None),
        // What was written is what the clock shows: it may be of the store's zone, as `|date` writes it, or of none.
        Value::Text(text) => match time::read_day(&text).ok().flatten() {
            Some(at) => {
                let shown = TimeZone::UTC.to_datetime(at);
                let is_day = !text.contains(':');
                (if is_day { Cell::Day(shown) } else { Cell::Date(shown) }, None)
            }
            None => (Cell::Text(text), Some(WarningKind::NotADate)),
        },
        value @ (Value::Amount(_) | Value::Whole(_)) => (of_text(value, zone), Some(WarningKind::NotADate)),
        value => (typed(value, zone), None),
    }
}

fn typed<'a>(value: Value<'a>, zone: &TimeZone) -> Cell<'a> {
    match value {
        Value::Text(text) => Cell::Text(text),
        Value::Amount(amount) => Cell::Number(amount.decimal()),
        Value::Whole(number) => Cell::Number(number.into()),
        Value::Date(at) => Cell::Date(shown(at, zone)),
        Value::Day(at) => Cell::Day(shown(at, &TimeZone::UTC)),
    }
}

fn shown(at: Timestamp, zone: &TimeZone) -> DateTime {
    zone.to_datetime(at)
}

/// Reads `12.5`, `-3`, `.2`: exactly, or not at all.
fn number_in(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_one = is_plain && digits.bytes().any(|byte| byte.is_ascii_digit());
    if is_one { Decimal::from_str_exact(text).ok() } else { None }
}
