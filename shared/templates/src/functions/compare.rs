//! Comparing values, as PHP does: numbers as numbers, also those that are texts, and all else as text.

use std::cmp::Ordering;

use minijinja::value::ValueKind;
use minijinja::{Environment, State, Value};

use crate::values::{Moment, is_true, moment_of, number_of, text_of};

/// Makes them known to the engine.
pub(super) fn add_to(engine: &mut Environment<'static>, name: impl Fn(&str) -> String) {
    engine.add_function(name("equal"), |one: &Value, other: &Value| are_equal(one, other));
    engine.add_function(name("unequal"), |one: &Value, other: &Value| !are_equal(one, other));
    engine.add_function(name("same"), |one: &Value, other: &Value| one.kind() == other.kind() && are_equal(one, other));
    engine.add_function(name("less"), |one: &Value, other: &Value| order(one, other).is_lt());
    engine.add_function(name("greater"), |one: &Value, other: &Value| order(one, other).is_gt());
    engine.add_function(name("at_most"), |one: &Value, other: &Value| order(one, other).is_le());
    engine.add_function(name("at_least"), |one: &Value, other: &Value| order(one, other).is_ge());
    engine.add_function(name("is_in"), |one: &Value, all: &Value| is_in(one, all));
    engine.add_function(name("is_not_in"), |one: &Value, all: &Value| !is_in(one, all));
    engine.add_function(name("starts_with"), |one: &Value, other: &Value| text_of(one).starts_with(&text_of(other)));
    engine.add_function(name("ends_with"), |one: &Value, other: &Value| text_of(one).ends_with(&text_of(other)));
    engine.add_function(name("is_defined"), |one: &Value| !one.is_undefined());
    engine.add_function(name("is_null"), |one: &Value| is_nothing(one));
    engine.add_function(name("is_empty"), is_empty);
    engine.add_function(name("is_iterable"), |one: &Value| {
        matches!(one.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable)
    });
    engine
        .add_function(name("is_odd"), |state: &State<'_, '_>, one: &Value| is_divisible(state, one, 2) == Some(false));
    engine
        .add_function(name("is_even"), |state: &State<'_, '_>, one: &Value| is_divisible(state, one, 2) == Some(true));
    engine.add_function(name("is_divisible"), |state: &State<'_, '_>, one: &Value, by: i64| {
        is_divisible(state, one, by) == Some(true)
    });
}

fn is_nothing(value: &Value) -> bool {
    value.is_undefined() || value.is_none()
}

fn is_empty(value: &Value) -> bool {
    is_nothing(value) || value.as_str() == Some("") || value.len() == Some(0) || *value == Value::from(false)
}

fn is_divisible(state: &State<'_, '_>, value: &Value, by: i64) -> Option<bool> {
    let number = super::number(state, value);
    Some(number.checked_rem(by.into())?.is_zero())
}

pub(crate) fn are_equal(one: &Value, other: &Value) -> bool {
    if one.kind() == ValueKind::Bool || other.kind() == ValueKind::Bool {
        return is_true(one) == is_true(other);
    }
    if is_nothing(one) || is_nothing(other) {
        return !is_true(one) && !is_true(other) && text_of(one) != "0" && text_of(other) != "0";
    }
    order(one, other).is_eq()
}

/// Which comes first: moments and numbers by their value, all else by its letters.
pub(crate) fn order(one: &Value, other: &Value) -> Ordering {
    let is_moment = |value: &Value| value.downcast_object_ref::<Moment>().is_some();
    if (is_moment(one) || is_moment(other))
        && let (Some(one), Some(other)) = (moment_of(one), moment_of(other))
    {
        return one.cmp(&other);
    }
    match (number_of(one), number_of(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => text_of(one).cmp(&text_of(other)),
    }
}

fn is_in(value: &Value, all: &Value) -> bool {
    if let Some(text) = all.as_str() {
        return text.contains(&text_of(value));
    }
    super::lists::entries(all).iter().any(|(_, entry)| are_equal(entry, value))
}
