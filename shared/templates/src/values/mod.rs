//! Values of templates: exact numbers, moments, and the order.

mod map;
mod number;
mod order;

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use minijinja::Value;
use minijinja::value::Object;

pub(crate) use map::Entries;
pub(crate) use number::{Number, number_of, number_value};
pub(crate) use order::{OrderValue, item_of, shipment_of};

/// A moment. Written as the API writes it, in UTC.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment(pub(crate) Timestamp);

impl Object for Moment {
    fn repr(self: &Arc<Self>) -> minijinja::value::ObjectRepr {
        minijinja::value::ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&domain::time::text(self.0))
    }
}

/// The moment a value is or writes; none for what is neither.
pub(crate) fn moment_of(value: &Value) -> Option<Timestamp> {
    if let Some(moment) = value.downcast_object_ref::<Moment>() {
        return Some(moment.0);
    }
    domain::time::parse(value.as_str()?)
}

/// Whether a value is what Twig takes for true: not zero, not blank, not `0`, not empty.
pub(crate) fn is_true(value: &Value) -> bool {
    if let Some(text) = value.as_str() {
        return !matches!(text, "" | "0");
    }
    if let Some(number) = value.downcast_object_ref::<Number>() {
        return !number.0.is_zero();
    }
    value.is_true()
}

/// A value as text: `true` is `1` and `false` is nothing, as in Twig.
pub(crate) fn text_of(value: &Value) -> String {
    use minijinja::value::ValueKind;
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => String::new(),
        ValueKind::Bool => {
            if value.is_true() {
                "1".to_owned()
            } else {
                String::new()
            }
        }
        _ => value.to_string(),
    }
}
