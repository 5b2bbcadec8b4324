//! What a rule is about.

use serde::{Deserialize, Serialize};

/// What a rule is about: an order, or each item of one (orderdesk-app 1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AppliesTo {
    /// The order as a whole.
    #[default]
    Order,
    /// Each item by itself.
    Items,
}

impl AppliesTo {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Order, Self::Items];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Items => "items",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Order => "An order rule: filters look at the order, actions change it.",
            Self::Items => {
                "An item rule: filters look at the order and at one item, actions change each item that passes."
            }
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.name() == name)
    }
}
