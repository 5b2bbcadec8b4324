//! One thing a rule does.

use serde::{Deserialize, Serialize};

use crate::{FolderId, PostFormat, is_default};

/// One thing a rule does. Its texts, but for colours, names of fields and addresses, are templates (orderdesk-app 1.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Moves the order; causes "Folder is Changed". To where it lies is no move.
    ChangeFolder {
        /// The folder.
        folder_id: FolderId,
    },
    /// Tags the order.
    TagOrder {
        /// Green, Red, Blue, Yellow, Orange, Purple or White (orderdesk-app 4.5).
        color: String,
    },
    /// Takes the order's tag away.
    RemoveTag,
    /// Sets a field of the order that is a text or an amount; a line of the shipping or customer address causes "Order
    /// Address Changed".
    SetOrderField {
        /// The field: `shipping_method`, `email`, `shipping.city`, …
        field: String,
        /// What it becomes.
        value: String,
    },
    /// Sets one order metadata field.
    SetOrderMetadata {
        /// The field; blank where the value is in the notation `Name|value`.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        name: String,
        /// What it becomes, or what to do with it (orderdesk-app 1.5).
        value: String,
    },
    /// Sets one order metadata field to the time.
    SetMetadataTimestamp {
        /// The field.
        name: String,
        /// Whose time.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        zone: TimestampZone,
    },
    /// Removes one order metadata field.
    RemoveOrderMetadata {
        /// The field.
        name: String,
    },
    /// Sets one checkout data field.
    SetCheckoutData {
        /// The field; blank where the value is in the notation `Name|value`.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        name: String,
        /// What it becomes, or what to do with it (orderdesk-app 1.5).
        value: String,
    },
    /// Removes one checkout data field.
    RemoveCheckoutData {
        /// The field.
        name: String,
    },
    /// Adds a note by "Auto"; causes "Note Added".
    AddOrderNote {
        /// What it says.
        content: String,
    },
    /// Adds a discount.
    AddDiscount {
        /// What it is called.
        name: String,
        /// The code that gave it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        code: String,
        /// How much is taken off; its sign does not matter.
        amount: String,
    },
    /// Posts the order to an address (orderdesk-app 2).
    PostOrderJson {
        /// Where to.
        url: String,
        /// As a form field or as the body.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        format: PostFormat,
        /// Whether the order's history goes with it.
        #[serde(default, skip_serializing_if = "is_default")]
        include_history: bool,
    },
    /// Lets no later rule of this event run.
    StopProcessing,
}

/// In whose time a moment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimestampZone {
    /// UTC, in which rules compare times.
    #[default]
    Utc,
    /// The store's time zone.
    Local,
}

impl TimestampZone {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Utc, Self::Local];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utc => "utc",
            Self::Local => "local",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Utc => "UTC, in which rules compare times.",
            Self::Local => "The store's time zone.",
        }
    }

    /// The zone of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| zone.name() == name)
    }
}

/// What kinds of actions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// [`Action::ChangeFolder`].
    ChangeFolder,
    /// [`Action::TagOrder`].
    TagOrder,
    /// [`Action::RemoveTag`].
    RemoveTag,
    /// [`Action::SetOrderField`].
    SetOrderField,
    /// [`Action::SetOrderMetadata`].
    SetOrderMetadata,
    /// [`Action::SetMetadataTimestamp`].
    SetMetadataTimestamp,
    /// [`Action::RemoveOrderMetadata`].
    RemoveOrderMetadata,
    /// [`Action::SetCheckoutData`].
    SetCheckoutData,
    /// [`Action::RemoveCheckoutData`].
    RemoveCheckoutData,
    /// [`Action::AddOrderNote`].
    AddOrderNote,
    /// [`Action::AddDiscount`].
    AddDiscount,
    /// [`Action::PostOrderJson`].
    PostOrderJson,
    /// [`Action::StopProcessing`].
    StopProcessing,
}

impl ActionKind {
    /// Every kind, in the order errors list them.
    pub const ALL: [Self; 13] = [
        Self::ChangeFolder,
        Self::TagOrder,
        Self::RemoveTag,
        Self::SetOrderField,
        Self::SetOrderMetadata,
        Self::SetMetadataTimestamp,
        Self::RemoveOrderMetadata,
        Self::SetCheckoutData,
        Self::RemoveCheckoutData,
        Self::AddOrderNote,
        Self::AddDiscount,
        Self::PostOrderJson,
        Self::StopProcessing,
    ];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChangeFolder => "change_folder",
            Self::TagOrder => "tag_order",
            Self::RemoveTag => "remove_tag",
            Self::SetOrderField => "set_order_field",
            Self::SetOrderMetadata => "set_order_metadata",
            Self::SetMetadataTimestamp => "set_metadata_timestamp",
            Self::RemoveOrderMetadata => "remove_order_metadata",
            Self::SetCheckoutData => "set_checkout_data",
            Self::RemoveCheckoutData => "remove_checkout_data",
            Self::AddOrderNote => "add_order_note",
            Self::AddDiscount => "add_discount",
            Self::PostOrderJson => "post_order_json",
            Self::StopProcessing => "stop_processing",
        }
    }

    /// What it does.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::ChangeFolder => "Moves the order; causes \"Folder is Changed\". To where it lies is no move.",
            Self::TagOrder => "Tags the order.",
            Self::RemoveTag => "Takes the order's tag away.",
            Self::SetOrderField => {
                "Sets a field of the order that is a text or an amount; a line of the shipping or customer address causes \"Order Address Changed\"."
            }
            Self::SetOrderMetadata => "Sets one order metadata field.",
            Self::SetMetadataTimestamp => "Sets one order metadata field to the time.",
            Self::RemoveOrderMetadata => "Removes one order metadata field.",
            Self::SetCheckoutData => "Sets one checkout data field.",
            Self::RemoveCheckoutData => "Removes one checkout data field.",
            Self::AddOrderNote => "Adds a note by \"Auto\"; causes \"Note Added\".",
            Self::AddDiscount => "Adds a discount.",
            Self::PostOrderJson => "Posts the order to an address.",
            Self::StopProcessing => "Lets no later rule of this event run.",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Action {
    /// What kind of action it is.
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::ChangeFolder { .. } => ActionKind::ChangeFolder,
            Self::TagOrder { .. } => ActionKind::TagOrder,
            Self::RemoveTag => ActionKind::RemoveTag,
            Self::SetOrderField { .. } => ActionKind::SetOrderField,
            Self::SetOrderMetadata { .. } => ActionKind::SetOrderMetadata,
            Self::SetMetadataTimestamp { .. } => ActionKind::SetMetadataTimestamp,
            Self::RemoveOrderMetadata { .. } => ActionKind::RemoveOrderMetadata,
            Self::SetCheckoutData { .. } => ActionKind::SetCheckoutData,
            Self::RemoveCheckoutData { .. } => ActionKind::RemoveCheckoutData,
            Self::AddOrderNote { .. } => ActionKind::AddOrderNote,
            Self::AddDiscount { .. } => ActionKind::AddDiscount,
            Self::PostOrderJson { .. } => ActionKind::PostOrderJson,
            Self::StopProcessing => ActionKind::StopProcessing,
        }
    }

    /// One of each kind, in their order, each with all its parameters: for tests of lists that must be whole.
    pub fn samples() -> [Self; ActionKind::ALL.len()] {
        let text = String::new;
        [
            Self::ChangeFolder { folder_id: FolderId::default() },
            Self::TagOrder { color: text() },
            Self::RemoveTag,
            Self::SetOrderField { field: text(), value: text() },
            Self::SetOrderMetadata { name: text(), value: text() },
            Self::SetMetadataTimestamp { name: text(), zone: TimestampZone::default() },
            Self::RemoveOrderMetadata { name: text() },
            Self::SetCheckoutData { name: text(), value: text() },
            Self::RemoveCheckoutData { name: text() },
            Self::AddOrderNote { content: text() },
            Self::AddDiscount { name: text(), code: "c".into(), amount: text() },
            Self::PostOrderJson { url: text(), format: PostFormat::Form, include_history: true },
            Self::StopProcessing,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_names_actions_and_zones_as_their_lists_do() {
        let actions = Action::samples();
        assert_eq!(actions.each_ref().map(Action::kind), ActionKind::ALL);
        for action in actions {
            assert_eq!(serde_json::to_value(&action).unwrap()["action"], action.kind().name());
            assert_eq!(ActionKind::named(action.kind().name()), Some(action.kind()));
        }
        for zone in TimestampZone::ALL {
            assert_eq!(serde_json::to_value(zone).unwrap(), zone.name());
            assert_eq!(TimestampZone::named(zone.name()), Some(zone));
        }
    }
}
