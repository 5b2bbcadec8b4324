//! Which way a rule moves stock.

use serde::{Deserialize, Serialize};

/// Which way a rule moves stock between the inventory and an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockDirection {
    /// From the inventory, for the order.
    #[default]
    Take,
    /// Back to the inventory.
    GiveBack,
}

impl StockDirection {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Take, Self::GiveBack];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::GiveBack => "give_back",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Take => {
                "What the quantity says is taken, less what was taken before; of a quantity that fell, the rest is given back."
            }
            Self::GiveBack => "All that was taken is given back.",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.name() == name)
    }
}
