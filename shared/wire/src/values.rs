//! How values are written that several views have.

use domain::{Money, Variations};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON number without trailing zeros, exact: `42`, `11.17`.
pub fn number(amount: Money) -> Box<RawValue> {
    RawValue::from_string(amount.text()).unwrap_or_else(|_| RawValue::NULL.to_owned())
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
impl utoipa::PartialSchema for MapView<'_> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        crate::schema::TextMap::schema()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for MapView<'_> {
    fn name() -> std::borrow::Cow<'static, str> {
        crate::schema::TextMap::name()
    }
}
