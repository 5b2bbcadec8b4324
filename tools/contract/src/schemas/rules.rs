//! Rules as they are sent: our own `/v1/rules`. As they are written, they describe themselves: [`domain::Rule`].

use domain::{Combine, Event, PostFormat};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::scalars::{Text, of};
use super::scalars_in::{AnyFlag, AnyId, AnyQuantity, AnyText, Name, Words};

read! {
    /// A rule as it is sent, always whole.
    RuleInput {
        [needs] {
            /// What people call it.
            name: Name,
            /// The event it runs for.
            event: Event,
            /// What it does, in this order; at most 50.
            #[schema(min_items = 1, max_items = 50)]
            actions: Vec<ActionInput>,
        }
        /// How its filters are joined; `all` when left out.
        combine: Combine,
        /// Which orders it is for; at most 50, none means every order.
        #[schema(max_items = 50)]
        filters: Vec<FilterInput>,
        /// Where it runs among the rules of its event; a new one runs last, a replaced one stays, when left out.
        position: AnyQuantity,
        /// Whether it runs; yes when left out.
        enabled: AnyFlag,
    }

    /// One comparison as it is sent.
    FilterInput {
        [needs] {
            /// What is looked at. `order_metadata`, `checkout_data` and those of an item's maps take a `name`; what is
            /// of items, discounts or notes holds when it holds of any of them.
            field: FilterField,
            /// How. It must fit what kind of value the field has.
            comparator: Comparator,
        }
        /// Which entry of it, for metadata, checkout data and variations.
        name: AnyText,
        /// With what; at most 10,000 characters.
        value: AnyText,
        /// Whether letters of another case are the same; no when left out.
        ignore_case: AnyFlag,
    }
}

/// One thing a rule is to do.
#[derive(Serialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
pub(crate) enum ActionInput {
    /// Moves the order; causes "Folder is Changed". To where it lies is no move.
    ChangeFolder {
        /// The folder, which must be there.
        folder_id: AnyId,
    },
    /// Tags the order.
    TagOrder {
        /// The colour.
        color: TagColor,
    },
    /// Sets one order metadata field.
    SetOrderMetadata {
        /// The field.
        name: Words,
        /// What it becomes.
        #[schema(required = false)]
        value: AnyText,
    },
    /// Sets one checkout data field.
    SetCheckoutData {
        /// The field.
        name: Words,
        /// What it becomes.
        #[schema(required = false)]
        value: AnyText,
    },
    /// Adds a note by "Auto"; causes "Note Added".
    AddOrderNote {
        /// What it says.
        content: Words,
    },
    /// Posts the order to an address.
    PostOrderJson {
        /// Where to: a public https address; http where the store's settings allow it.
        #[schema(value_type = String, pattern = "^https?://")]
        url: Text,
        /// As a form field or as the body; `form` when left out.
        #[schema(required = false)]
        format: PostFormat,
        /// Whether the order's history goes with it; no when left out.
        #[schema(required = false)]
        include_history: AnyFlag,
    },
}

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
    /// A colour an order can be tagged with, in any case of letters, and the `tag_name` it stands for.
    TagColor = rules::TAGS.into_iter();
}
