//! What the parts of a rule can be, of lists that the code has: fields and comparators of filters, and colours.

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::scalars::of;

/// One of a list that the code has: its values, and what each is.
macro_rules! listed {
    ($($(#[doc = $doc:literal])+ $name:ident = $entries:expr;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Serialize)]
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let entries: Vec<(&str, &str)> = $entries.collect();
                let lines = entries.iter().map(|(name, doc)| format!("- `{name}`: {doc}"));
                let about = format!("{}\n\n{}", concat!($($doc),+).trim(), lines.collect::<Vec<_>>().join("\n"));
                let values = entries.iter().map(|(name, _)| *name);
                of(Type::String).enum_values(Some(values)).description(Some(about)).into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

listed! {
    /// What a filter looks at.
    FilterField = rules::fields().map(|field| (field.name, field.doc));
    /// How a filter compares. Letters of another case are others, unless the filter says `ignore_case`.
    Comparator = rules::comparators().map(|comparator| (comparator.name, comparator.doc));
    /// What a sweep does to each order.
    SweepActionKind = domain::SweepActionKind::ALL.into_iter().map(|kind| (kind.name(), kind.doc()));
    /// A field of an order that actions set: a text or an amount. A line of an address has a dot.
    PlainField = domain::fields::plain_fields().map(|field| (field.name, field.doc));
    /// A colour an order can be tagged with, in any case of letters, and the `tag_name` it stands for.
    TagColor = domain::TAGS.into_iter();
}
