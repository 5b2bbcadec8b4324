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
mod schema {
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::{
        AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type,
    };
    use utoipa::{PartialSchema, ToSchema};

    use super::{MapView, Number, SentId};

    fn object(kind: impl Into<SchemaType>) -> ObjectBuilder {
        ObjectBuilder::new().schema_type(kind)
    }

    impl PartialSchema for Number {
        fn schema() -> RefOr<Schema> {
            object(Type::Number).description(Some("An exact decimal without trailing zeros.")).into()
        }
    }

    impl ToSchema for Number {}

    impl PartialSchema for SentId {
        fn schema() -> RefOr<Schema> {
            let kinds = SchemaType::from_iter([Type::Integer, Type::String, Type::Null]);
            object(kinds).description(Some("A number when it can be one, else as it was sent.")).into()
        }
    }

    impl ToSchema for SentId {}

    impl PartialSchema for MapView<'_> {
        fn schema() -> RefOr<Schema> {
            let texts = AdditionalProperties::RefOr(object(Type::String).into());
            let map = object(Type::Object).additional_properties(Some(texts));
            let empty = ArrayBuilder::new().max_items(Some(0));
            let either = OneOfBuilder::new().item(map).item(empty);
            either.description(Some("Names and texts; an empty list when there are none.")).into()
        }
    }

    impl ToSchema for MapView<'_> {}
}
