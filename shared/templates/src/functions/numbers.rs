//! Reckoning: exact, never with floats.

use minijinja::{Environment, Error, State, Value};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{argument, compare, error, number};
use crate::context::Run;
use crate::values::{number_value, text_of};

/// So many numbers a range may have.
const MAX_RANGE: usize = 1_000;

/// So many places a number can be written with.
const MAX_PLACES: u32 = 20;

type Reckon = fn(Decimal, Decimal) -> Option<Decimal>;

/// Makes the operators known to the engine.
pub(super) fn add_to(engine: &mut Environment<'static>, name: impl Fn(&str) -> String) {
    let operators: [(&str, Reckon); 6] = [
        ("add", Decimal::checked_add),
        ("subtract", Decimal::checked_sub),
        ("multiply", Decimal::checked_mul),
        ("divide", Decimal::checked_div),
        ("divide_whole", |one, other| one.checked_div(other).map(|quotient| quotient.floor())),
        ("remainder", |one, other| one.trunc().checked_rem(other.trunc())),
    ];
    for (operator, reckon) in operators {
        engine.add_function(name(operator), move |state: &State<'_, '_>, one: &Value, other: &Value| {
            let (one, other) = (number(state, one), number(state, other));
            let is_by_zero = other.is_zero() && operator.starts_with(['d', 'r']);
            let why = if is_by_zero { "a number is divided by zero" } else { "a number grows too large" };
            reckon(one, other).map(number_value).ok_or_else(|| error(why))
        });
    }
    engine.add_function(name("negative"), |state: &State<'_, '_>, one: &Value| number_value(-number(state, one)));
    engine.add_function(name("power"), |state: &State<'_, '_>, one: &Value, other: &Value| {
        power(number(state, one), number(state, other))
    });
}

fn power(base: Decimal, exponent: Decimal) -> Result<Value, Error> {
    let exponent = exponent.to_u32().filter(|_| exponent.is_integer()).filter(|exponent| *exponent <= 64);
    let exponent = exponent.ok_or_else(|| error("a power must be a whole number from 0 to 64"))?;
    let mut result = Decimal::ONE;
    for _ in 0..exponent {
        result = result.checked_mul(base).ok_or_else(|| error("a number grows too large"))?;
    }
    Ok(number_value(result))
}

pub(crate) fn abs(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    Ok(number_value(number(state, argument(all, 0)).abs()))
}

/// A whole number up to `max` as an argument; `usual` when it is left out.
fn whole(state: &State<'_, '_>, value: &Value, usual: u32, max: u32) -> Result<u32, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(usual);
    }
    let read = number(state, value).to_u32().filter(|read| *read <= max);
    read.ok_or_else(|| error(format!("\"{value}\" must be a whole number from 0 to {max}")))
}

pub(crate) fn round(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let places = whole(state, argument(all, 1), 0, MAX_PLACES)?;
    let way = match text_of(argument(all, 2)).as_str() {
        "" | "common" => RoundingStrategy::MidpointAwayFromZero,
        "ceil" => RoundingStrategy::ToPositiveInfinity,
        "floor" => RoundingStrategy::ToNegativeInfinity,
        other => return Err(error(format!("\"{other}\" is not common, ceil or floor"))),
    };
    Ok(number_value(number(state, argument(all, 0)).round_dp_with_strategy(places, way)))
}

pub(crate) fn number_format(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let places = whole(state, argument(all, 1), 0, MAX_PLACES)?;
    let or =
        |place, usual: &str| Some(argument(all, place)).filter(|v| !v.is_undefined()).map_or(usual.to_owned(), text_of);
    let (point, thousands) = (or(2, "."), or(3, ","));
    Ok(Value::from(written(number(state, argument(all, 0)), places, &point, &thousands)))
}

pub(crate) fn money_format(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let amount = number(state, argument(all, 0));
    let form = Run::of(state, |run| run.context.surroundings.money.clone()).unwrap_or_default();
    let text = written(amount.abs(), form.places.min(MAX_PLACES), &form.point, &form.thousands);
    let is_negative = amount.is_sign_negative() && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    let sign = if is_negative { "-" } else { "" };
    Ok(Value::from(format!("{sign}{}{text}{}", form.before, form.behind)))
}

/// A number with so many places, half away from zero, as PHP writes it.
fn written(number: Decimal, places: u32, point: &str, thousands: &str) -> String {
    let mut rounded = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(places);
    let plain = rounded.abs().to_string();
    let (whole, parts) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::new();
    if rounded.is_sign_negative() && !rounded.is_zero() {
        out.push('-');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push_str(thousands);
        }
        out.push(digit);
    }
    if !parts.is_empty() {
        out.push_str(point);
        out.push_str(parts);
    }
    out
}

pub(crate) fn pre_vat(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    Ok(number_value(net(number(state, argument(all, 0)), number(state, argument(all, 1)))?))
}

pub(crate) fn vat_amount(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let gross = number(state, argument(all, 0));
    let net = net(gross, number(state, argument(all, 1)))?;
    Ok(number_value(gross - net))
}

fn net(gross: Decimal, rate: Decimal) -> Result<Decimal, Error> {
    let divisor = Decimal::ONE.checked_add(rate).ok_or_else(|| error("a rate is too large"))?;
    gross.checked_div(divisor).ok_or_else(|| error("a rate can't be -1"))
}

pub(crate) fn range(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let (from, to) = (number(state, argument(all, 0)), number(state, argument(all, 1)));
    let step = argument(all, 2);
    let step = if step.is_undefined() { Decimal::ONE } else { number(state, step).abs() };
    if step.is_zero() {
        return Err(error("the step of a range can't be 0"));
    }
    let (mut next, mut numbers) = (from, vec![]);
    while if from <= to { next <= to } else { next >= to } {
        if numbers.len() == MAX_RANGE {
            return Err(error(format!("a range has at most {MAX_RANGE} numbers")));
        }
        numbers.push(number_value(next));
        let following = if from <= to { next.checked_add(step) } else { next.checked_sub(step) };
        let Some(following) = following else { break };
        next = following;
    }
    Ok(Value::from(numbers))
}

pub(crate) fn max(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let all = operands(all);
    all.into_iter().max_by(compare::order).ok_or_else(|| error("there is nothing to choose the largest of"))
}

pub(crate) fn min(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let all = operands(all);
    all.into_iter().min_by(compare::order).ok_or_else(|| error("there is nothing to choose the smallest of"))
}

/// The arguments, or the entries of the one list.
fn operands(all: &[Value]) -> Vec<Value> {
    match all {
        [list] if list.as_str().is_none() && list.try_iter().is_ok() => {
            super::lists::entries(list).into_iter().map(|(_, entry)| entry).collect()
        }
        all => all.to_vec(),
    }
}
