//! What operators, filters and functions of templates do: as Twig does it, on exact numbers.
#![allow(clippy::unnecessary_wraps, reason = "all entries have one form, and some of them can fail")]

pub(crate) mod barcodes;
pub(crate) mod compare;
pub(crate) mod dates;
pub(crate) mod lists;
pub(crate) mod numbers;
pub(crate) mod php_date;
pub(crate) mod texts;

use minijinja::value::{Rest, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};
use rust_decimal::Decimal;

use crate::context::Run;
use crate::source::PREFIX;
use crate::values::{Entries, is_true, number_of, number_value};

/// A text that a template makes on its way may have so many bytes.
const MAX_TEXT_BYTES: usize = 1024 * 1024;

/// An error that says `message`.
pub(crate) fn error(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
}

/// A text of bearable length.
pub(crate) fn bounded(text: String) -> Result<Value, Error> {
    if text.len() > MAX_TEXT_BYTES { Err(error("a text grows too long")) } else { Ok(Value::from(text)) }
}

/// The value an entry is applied to, or the argument of this place; undefined when it is left out.
pub(crate) fn argument(all: &[Value], place: usize) -> &Value {
    const NONE: &Value = &Value::UNDEFINED;
    all.get(place).unwrap_or(NONE)
}

/// The number of a value; 0 for what is none, with a warning.
pub(crate) fn number(state: &State<'_, '_>, value: &Value) -> Decimal {
    number_of(value).unwrap_or_else(|| {
        Run::of(state, |run| run.warn(format!("\"{}\" is no number and counted as 0", shortened(&value.to_string()))));
        Decimal::ZERO
    })
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Makes the operators known to the engine.
pub(crate) fn add_to(engine: &mut Environment<'static>) {
    let name = |name: &str| format!("{PREFIX}{name}");
    engine.add_function(name("true"), |value: &Value| is_true(value));
    engine.add_function(name("field"), field);
    engine.add_function(name("get"), variable);
    engine.add_function(name("set"), set);
    engine.add_function(name("entry"), entry);
    engine.add_function(name("map"), |all: Rest<Value>| {
        let both = all.chunks_exact(2).map(|both| (argument(both, 0).to_string(), argument(both, 1).clone()));
        Value::from_object(Entries(both.collect()))
    });
    engine.add_function(name("number"), |text: &str| {
        text.parse::<Decimal>().map(number_value).map_err(|_| error("a number is too large"))
    });
    engine.add_function(name("pairs"), lists::pairs);
    engine.add_function(name("values"), lists::values);
    engine.add_function(name("join"), |one: &Value, other: &Value| {
        bounded(crate::values::text_of(one) + &crate::values::text_of(other))
    });
    engine.add_function(
        name("or_else"),
        |one: &Value, other: Value| {
            if one.is_undefined() || one.is_none() { other } else { one.clone() }
        },
    );
    engine.add_function(name("range"), |state: &State<'_, '_>, from: Value, to: Value| {
        numbers::range(state, &[from, to])
    });
    numbers::add_to(engine, name);
    compare::add_to(engine, name);
}

/// A variable of the order or store; `path` is what a warning calls it, blank for none.
fn field(state: &State<'_, '_>, name: &str, path: &str) -> Value {
    let found = Run::of(state, |run| {
        let found = run.field(name);
        if found.is_none() && !path.is_empty() {
            run.warn(format!("{path} is missing"));
        }
        found
    });
    found.flatten().unwrap_or_default()
}

/// A variable that the template sets somewhere.
fn variable(state: &State<'_, '_>, name: &str) -> Value {
    let set = Run::of(state, |run| run.variable(name)).flatten();
    set.unwrap_or_else(|| field(state, name, name))
}

fn set(state: &State<'_, '_>, name: &str, value: Value) -> bool {
    Run::of(state, |run| run.set(name, value));
    false
}

/// An entry of a map or list.
fn entry(state: &State<'_, '_>, of: &Value, key: &Value, path: &str) -> Value {
    if matches!(of.kind(), ValueKind::Undefined | ValueKind::None) {
        return Value::UNDEFINED;
    }
    let key = number_of(key).filter(|_| of.kind() == ValueKind::Seq).map_or_else(|| key.clone(), number_value);
    let found = of.get_item(&key).unwrap_or_default();
    if found.is_undefined() && !path.is_empty() {
        Run::of(state, |run| run.warn(format!("{path} is missing")));
    }
    found
}
