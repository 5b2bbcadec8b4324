//! Lists and maps.

use minijinja::value::ValueKind;
use minijinja::{Error, State, Value};
use rust_decimal::prelude::ToPrimitive;

use super::{argument, bounded, error, number};
use crate::values::{Entries, is_true, text_of};

/// So many parts a text is split into at most.
const MAX_PARTS: usize = 10_000;

/// The entries of a list or map, each with its key; none of what is neither.
pub(crate) fn entries(value: &Value) -> Vec<(Value, Value)> {
    if let Some(map) = value.downcast_object_ref::<Entries>() {
        return map.0.iter().map(|(key, value)| (Value::from(key.as_str()), value.clone())).collect();
    }
    let all = || value.try_iter().into_iter().flatten();
    match value.kind() {
        ValueKind::Map => all().map(|key| (key.clone(), value.get_item(&key).unwrap_or_default())).collect(),
        ValueKind::Seq | ValueKind::Iterable => {
            all().enumerate().map(|(place, entry)| (Value::from(place), entry)).collect()
        }
        _ => vec![],
    }
}

/// For `for key, value in …`.
pub(super) fn pairs(value: &Value) -> Value {
    entries(value).into_iter().map(|(key, value)| Value::from(vec![key, value])).collect()
}

/// For `for value in …`.
pub(super) fn values(value: &Value) -> Value {
    entries(value).into_iter().map(|(_, value)| value).collect()
}

pub(crate) fn keys(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    Ok(entries(argument(all, 0)).into_iter().map(|(key, _)| key).collect())
}

pub(crate) fn length(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let value = argument(all, 0);
    let length = match value.kind() {
        ValueKind::Undefined | ValueKind::None => 0,
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => entries(value).len(),
        _ => text_of(value).chars().count(),
    };
    Ok(Value::from(length))
}

pub(crate) fn default(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let value = argument(all, 0);
    let is_empty = value.is_undefined() || value.is_none() || (!is_true(value) && text_of(value).is_empty());
    let usual = argument(all, 1);
    let usual = if usual.is_undefined() { Value::from("") } else { usual.clone() };
    Ok(if is_empty { usual } else { value.clone() })
}

pub(crate) fn first(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    end_of(all, state, false)
}

pub(crate) fn last(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    end_of(all, state, true)
}

fn end_of(all: &[Value], _: &State<'_, '_>, is_last: bool) -> Result<Value, Error> {
    let value = argument(all, 0);
    if let Some(text) = value.as_str() {
        let letter = if is_last { text.chars().next_back() } else { text.chars().next() };
        return Ok(letter.map_or_else(|| Value::from(""), |letter| Value::from(letter.to_string())));
    }
    let mut entries = entries(value);
    let entry = if is_last { entries.pop() } else { entries.into_iter().next() };
    Ok(entry.map(|(_, entry)| entry).unwrap_or_default())
}

pub(crate) fn join(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let entries: Vec<_> = entries(argument(all, 0)).iter().map(|(_, entry)| text_of(entry)).collect();
    bounded(entries.join(&text_of(argument(all, 1))))
}

pub(crate) fn reverse(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let value = argument(all, 0);
    if let Some(text) = value.as_str() {
        return Ok(Value::from(text.chars().rev().collect::<String>()));
    }
    Ok(entries(value).into_iter().rev().map(|(_, entry)| entry).collect())
}

pub(crate) fn split(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let (text, at) = (text_of(argument(all, 0)), text_of(argument(all, 1)));
    let most = argument(all, 2);
    let most = if most.is_undefined() { MAX_PARTS } else { number(state, most).to_usize().unwrap_or(MAX_PARTS) };
    let most = most.clamp(1, MAX_PARTS);
    Ok(if at.is_empty() {
        text.chars().take(most).map(|letter| Value::from(letter.to_string())).collect()
    } else {
        text.splitn(most, &at).map(Value::from).collect()
    })
}

pub(crate) fn slice(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let value = argument(all, 0);
    let whole = |place: usize| {
        let given = argument(all, place);
        let is_given = !given.is_undefined() && !given.is_none();
        is_given.then(|| number(state, given).to_i64().ok_or_else(|| error("a slice needs whole numbers"))).transpose()
    };
    let (start, length) = (whole(1)?.unwrap_or_default(), whole(2)?);
    if let Some(text) = value.as_str() {
        let letters: Vec<char> = text.chars().collect();
        return Ok(Value::from(part(&letters, start, length).iter().collect::<String>()));
    }
    let entries: Vec<Value> = entries(value).into_iter().map(|(_, entry)| entry).collect();
    Ok(part(&entries, start, length).iter().cloned().collect())
}

/// A part, counted from the end where a number is negative.
fn part<T>(all: &[T], start: i64, length: Option<i64>) -> &[T] {
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let from_end = |place: i64| if place < 0 { count.saturating_add(place) } else { place }.clamp(0, count);
    let start = from_end(start);
    let end = match length {
        None => count,
        Some(length) if length < 0 => count.saturating_add(length),
        Some(length) => start.saturating_add(length),
    };
    let end = end.clamp(start, count);
    let place = |place: i64| usize::try_from(place).unwrap_or_default();
    all.get(place(start)..place(end)).unwrap_or_default()
}
