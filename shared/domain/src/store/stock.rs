//! How a store takes stock from the inventory for its orders.

use serde::{Deserialize, Serialize};

/// When a store takes stock for its orders (orderdesk-app 7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockPolicy {
    /// By itself never; rules with the action `adjust_inventory` do.
    #[default]
    Never,
    /// As `never`, for who wants to see in the settings that rules do it.
    ByRule,
    /// When an order comes, however: all that its items need, followed with each change of them.
    OnImport,
    /// When it is shipped: as much as its shipments have of each item.
    OnShipment,
}

impl StockPolicy {
    /// Every policy.
    pub const ALL: [Self; 4] = [Self::Never, Self::ByRule, Self::OnImport, Self::OnShipment];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::ByRule => "by_rule",
            Self::OnImport => "on_import",
            Self::OnShipment => "on_shipment",
        }
    }

    /// The policy of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }

    /// Whether the stock follows orders without a rule.
    pub const fn follows_orders(self) -> bool {
        matches!(self, Self::OnImport | Self::OnShipment)
    }
}

/// How low orders may take the stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockFloor {
    /// As low as it gets: more may be sold than there is.
    #[default]
    None,
    /// Not below zero: what would take it there is not taken.
    Zero,
}

/// Whether the inventory fills in what the items of a new order leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemDetails {
    /// Items stay as they come, but those a person enters.
    #[default]
    AsTheyCome,
    /// It fills them in, of whatever order.
    FromInventory,
}
