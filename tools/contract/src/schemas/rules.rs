//! Rules: our own `/v1/rules`.

use serde::Serialize;
use utoipa::ToSchema;

use super::scalars::{Count, Flag, Id, IdNumber, Text};

written! {
    /// A rule: an event, filters, actions.
    Rule {
        /// Its id.
        id: Id,
        /// What people call it.
        name: Text,
        /// When it is looked at.
        event: Event,
        /// How its filters are joined.
        combine: Combine,
        /// Which orders it is for; none means every order.
        filters: Vec<Filter>,
        /// What it does, in this order.
        actions: Vec<Action>,
        /// Rules of one event run by ascending position.
        position: Count,
        /// A disabled rule never runs.
        enabled: Flag,
    }

    /// One comparison of a rule.
    Filter {
        /// What is looked at.
        field: Text,
        /// How.
        comparator: Comparator,
        /// With what.
        value: Text,
        [maybe] {
            /// Which entry of it, for metadata, checkout data and variations.
            name: Text,
            /// Whether letters of another case are the same; missing when they are not.
            ignore_case: Flag,
        }
    }
}

/// What happened to an order.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Event {
    /// It came through the API, from a cart or a file. Once.
    OrderImported,
    /// A person entered it. Once.
    OrderCreatedManually,
    /// It moved into another folder, by whomever.
    FolderChanged,
    /// A person edited its details.
    OrderDetailsChanged,
    /// Its shipping or customer address changed.
    OrderAddressChanged,
    /// Items were added, edited or removed.
    OrderItemsChanged,
    /// A note was added.
    NoteAdded,
    /// A shipment was added, wherever from.
    ShipmentAdded,
}

/// How filters are joined.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Combine {
    /// AND.
    All,
    /// OR.
    Any,
}

/// How a filter compares. `greater_than`, `less_than`, `at_least` and `at_most` are of numbers, `before` and `after`
/// of times; `in_list` takes values between commas.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Comparator {
    /// The same text, or the same number.
    Equals,
    /// Not what `equals` finds.
    NotEqual,
    /// The value is somewhere in the text.
    Contains,
    /// The value is nowhere in the text.
    DoesNotContain,
    /// The text starts with the value.
    StartsWith,
    /// The text ends with the value.
    EndsWith,
    /// One of the values between commas.
    InList,
    /// None of them.
    NotInList,
    /// A number greater than the value.
    GreaterThan,
    /// A number less than the value.
    LessThan,
    /// A number not less than the value.
    AtLeast,
    /// A number not greater than the value.
    AtMost,
    /// Missing, or no text.
    IsEmpty,
    /// Any text at all.
    IsNotEmpty,
    /// The regular expression is found in the text.
    MatchesRegex,
    /// It is not.
    DoesNotMatch,
    /// Earlier than the date, `now`, `-5 minutes`.
    Before,
    /// Later than that.
    After,
}

/// How an order is put into a post.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PostFormat {
    /// The form field `order`.
    Form,
    /// The document is the body.
    Json,
}

/// One thing a rule does.
#[derive(Serialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
pub(crate) enum Action {
    /// Moves the order.
    ChangeFolder {
        /// The folder.
        folder_id: IdNumber,
    },
    /// Tags the order.
    TagOrder {
        /// The colour, as it was sent.
        color: Text,
    },
    /// Sets one order metadata field.
    SetOrderMetadata {
        /// The field.
        name: Text,
        /// What it becomes.
        value: Text,
    },
    /// Sets one checkout data field.
    SetCheckoutData {
        /// The field.
        name: Text,
        /// What it becomes.
        value: Text,
    },
    /// Adds a note.
    AddOrderNote {
        /// What it says.
        content: Text,
    },
    /// Posts the order to an address.
    PostOrderJson {
        /// Where to.
        url: Text,
        /// As a form field or as the body.
        format: PostFormat,
        /// Whether the order's history goes with it; missing when it does not.
        #[schema(required = false)]
        include_history: Flag,
    },
}
