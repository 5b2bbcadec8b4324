//! What a caller wants to be split off an order.

use super::SplitRule;
use crate::ItemQuantity;

/// What is split off an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Splitting {
    /// So many of these items, into one order.
    Items(Vec<ItemQuantity>),
    /// What belongs together, by what it is.
    Rule(SplitRule),
}
