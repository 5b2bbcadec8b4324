//! How values are written that several views have.

use domain::{Money, OrderId, Variations};
use serde::ser::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

/// A JSON number without trailing zeros, exact: `42`, `11.17`.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct Number(Box<RawValue>);

impl From<Money> for Number {
    fn from(amount: Money) -> Self {
        Self(RawValue::from_string(amount.text()).unwrap_or_else(|_| RawValue::NULL.to_owned()))
    }
}

/// An id that was sent: a number when it is one, else as it was sent, and null when none was.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct SentId(Box<RawValue>);

impl SentId {
    /// The id of an order.
    pub(crate) fn of_order(sent: Option<&str>) -> Self {
        let number = sent.and_then(|id| id.parse::<OrderId>().ok()).map(OrderId::number);
        let written = number.map_or_else(|| to_raw_value(&sent), |number| to_raw_value(&number));
        Self(written.unwrap_or_else(|_| RawValue::NULL.to_owned()))
    }
}

/// Never empty as an object: PHP's empty array is `[]`, and clients rely on it (orderdesk-api 8).
#[derive(Debug, Clone, Copy)]
pub(crate) struct MapView<'a>(pub(crate) &'a Variations);

impl Serialize for MapView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_empty() { serializer.collect_seq::<[(); 0]>([]) } else { self.0.serialize(serializer) }
    }
}

#[cfg(feature = "schema")]
mod described {
    use std::borrow::Cow;

    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::Schema;
    use utoipa::{PartialSchema, ToSchema};

    use super::{MapView, Number, SentId};
    use crate::schema;

    macro_rules! described_by {
        ($($type:ty => $form:ident,)*) => {$(
            impl PartialSchema for $type {
                fn schema() -> RefOr<Schema> {
                    schema::$form::schema()
                }
            }

            impl ToSchema for $type {
                fn name() -> Cow<'static, str> {
                    schema::$form::name()
                }
            }
        )*};
    }

    described_by! {
        Number => Amount,
        SentId => SentId,
        MapView<'_> => TextMap,
    }
}
