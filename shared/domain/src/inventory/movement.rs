//! What became of the stock of an inventory item: each change of it is a line of its history.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Relative;

/// Why the stock of an inventory item changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockReason {
    /// A rule of the order's store moved it.
    Rule,
    /// The order came, or what it needs changed.
    Ordered,
    /// Shipments of the order changed.
    Shipped,
    /// The order was canceled.
    Canceled,
    /// The order was deleted, or left for another store.
    Deleted,
    /// The order was restored.
    Restored,
    /// What could not be taken is evened out: the rest of a kit goes back, or what was given back too early is taken.
    EvenedOut,
    /// Somebody set it, by the API or by a file.
    Edited,
}

impl StockReason {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::Rule,
        Self::Ordered,
        Self::Shipped,
        Self::Canceled,
        Self::Deleted,
        Self::Restored,
        Self::EvenedOut,
        Self::Edited,
    ];

    /// Its name in rows and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Ordered => "ordered",
            Self::Shipped => "shipped",
            Self::Canceled => "canceled",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
            Self::EvenedOut => "evened_out",
            Self::Edited => "edited",
        }
    }

    /// The reason of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// Why a movement changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockRefusal {
    /// There was less than was to be taken, and the store's stock may not fall below zero.
    Short,
    /// The inventory item was gone.
    Gone,
    /// The inventory is that of a store with which the order's store was linked no more.
    NotLinked,
}

impl StockRefusal {
    /// Every refusal.
    pub const ALL: [Self; 3] = [Self::Short, Self::Gone, Self::NotLinked];

    /// Its name in rows and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Gone => "gone",
            Self::NotLinked => "not_linked",
        }
    }

    /// The refusal of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.name() == name)
    }
}

/// A line of the history of an inventory item's stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockLine {
    /// When it was decided.
    pub date_added: Timestamp,
    /// By how much the stock changed; of a movement that was refused 0.
    pub change: i64,
    /// Why.
    pub reason: StockReason,
    /// The code the item had then.
    pub code: String,
    /// For which order of which store.
    pub order: Option<Relative>,
    /// Who set it, where somebody did.
    pub source_name: String,
    /// Why nothing was moved of what was to be.
    pub refused: Option<StockRefusal>,
    /// What the stock was behind it: what it is now, without the changes since.
    pub stock_after: i64,
}

/// A page of the history of an inventory item's stock, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockHistory {
    /// The lines.
    pub lines: Vec<StockLine>,
    /// Where the next page begins; nothing behind the last.
    pub next: Option<StockCursor>,
}

/// Where a page of the history of an inventory item's stock begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockCursor {
    /// The place of its first line, as the table sorts them.
    pub at: String,
    /// What the stock was behind that line.
    pub stock: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_and_each_refusal_is_found_by_its_name_and_serde_agrees() {
        for reason in StockReason::ALL {
            assert_eq!(StockReason::named(reason.name()), Some(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        }
        for refusal in StockRefusal::ALL {
            assert_eq!(StockRefusal::named(refusal.name()), Some(refusal));
            assert_eq!(serde_json::to_value(refusal).unwrap(), refusal.name());
        }
    }
}
