//! Exact numbers.

use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// So many places of a number are written, as of amounts.
const WRITTEN_PLACES: u32 = 8;

/// An exact number that is not whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number(pub(crate) Decimal);

impl Object for Number {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = self.0.round_dp_with_strategy(WRITTEN_PLACES, RoundingStrategy::MidpointAwayFromZero);
        write!(out, "{}", rounded.normalize())
    }
}

/// A number as a value: whole ones as the engine's own, so that they can count and be keys.
pub(crate) fn number_value(number: Decimal) -> Value {
    match number.to_i64().filter(|_| number.is_integer()) {
        Some(whole) => Value::from(whole),
        None => Value::from_object(Number(number)),
    }
}

/// The number a value is or writes: `12.5`, `-3`, `.2`; nothing missing is 0. None for what is no number.
pub(crate) fn number_of(value: &Value) -> Option<Decimal> {
    if let Some(number) = value.downcast_object_ref::<Number>() {
        return Some(number.0);
    }
    if value.is_undefined() || value.is_none() {
        return Some(Decimal::ZERO);
    }
    if let Some(text) = value.as_str() {
        return read(text.trim());
    }
    if value.kind() == minijinja::value::ValueKind::Bool {
        return Some(Decimal::from(u8::from(value.is_true())));
    }
    value.as_i64().map(Decimal::from)
}

fn read(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_one = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    if is_one { Decimal::from_str_exact(text).ok() } else { None }
}
