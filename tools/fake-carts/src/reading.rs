//! Reading of JSON trees as loosely as a vendor's own clients do.

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde_json::Value;

/// A text or a number as text; blank for anything else.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

/// The text of an entry; blank where there is none.
pub(crate) fn text_of(value: &Value, key: &str) -> String {
    value.get(key).map(text).unwrap_or_default()
}

/// The whole number of an entry, which may be a text; 0 where there is none.
pub(crate) fn whole_of(value: &Value, key: &str) -> u64 {
    text_of(value, key).parse().unwrap_or(0)
}

/// The entries of a list; none of anything else.
pub(crate) fn list_of<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Sets an entry of an object.
pub(crate) fn set(value: &mut Value, key: &str, entry: impl Into<Value>) {
    if let Value::Object(entries) = value {
        entries.insert(key.to_owned(), entry.into());
    }
}

/// Adds an entry to a list of an object, which is made where it is not there.
pub(crate) fn push(value: &mut Value, key: &str, entry: Value) {
    match value.get_mut(key).and_then(Value::as_array_mut) {
        Some(list) => list.push(entry),
        None => set(value, key, vec![entry]),
    }
}

/// The id of an order that is put in.
pub(crate) fn id_of(order: &Value, key: &str) -> Result<String> {
    let id = Some(text_of(order, key)).filter(|id| !id.is_empty());
    id.with_context(|| format!("the order has no {key}"))
}

/// Sorts by a moment, the earliest first; what has none comes before.
pub(crate) fn sort_by_time<'v>(
    orders: impl Iterator<Item = &'v Value>,
    time: fn(&Value) -> Option<Timestamp>,
) -> Vec<&'v Value> {
    let mut orders: Vec<&Value> = orders.collect();
    orders.sort_by_key(|order| time(order));
    orders
}

/// A page of what is there, counted from 1.
pub(crate) fn page<'v>(orders: &[&'v Value], size: usize, number: usize) -> Vec<&'v Value> {
    orders.iter().skip(size.saturating_mul(number.saturating_sub(1))).take(size).copied().collect()
}
