//! Orders that are made of others: split off, duplicated, merged (orderdesk-app 3). All of it is worked out here; who
//! writes it down does so in one write of the order it is made of, as a plan.

mod carry_back;
mod duplicate;
mod fellows;
mod groups;
mod merge;
mod split;
mod splitting;

#[cfg(test)]
mod tests;

use super::Order;
use crate::limits::MAX_SHORT_TEXT_LENGTH;
use crate::{DUPLICATE_OF, Event, Identity, MERGED_FROM, MERGED_TO, Money, Problem, SPLIT_FROM, SPLIT_TO};

pub use carry_back::shipments_for_originals;
pub use duplicate::duplicate;
pub use fellows::{ShipTo, can_join};
pub use groups::{SplitBy, SplitRule};
pub use merge::{check_mergeable, merge, newest_of};
pub use split::{SplitMethod, split, split_by};
pub use splitting::Splitting;

/// One split makes so many orders.
pub const MAX_SPLIT_ORDERS: usize = 50;

/// So many orders are split off an order, or duplicated of it, in its life.
pub const MAX_OFFSHOOTS: usize = 500;

/// So many orders are merged at once.
pub const MAX_MERGED_ORDERS: usize = 50;

/// An order that is to be made of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offshoot {
    /// What its id is a hash of.
    pub identity: Identity,
    /// What it is to be; its own id and those of its items are given when it is inserted.
    pub draft: Order,
    /// What its creation is.
    pub event: Event,
    /// What its history begins with.
    pub note: String,
}

/// Why no order is made of one. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OffshootError {
    /// What was asked for is wrong; each problem names its field.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<Problem>),
    /// It does not go together with what the order is now.
    #[error("{0}")]
    Conflict(String),
}

impl OffshootError {
    fn conflict(why: impl Into<String>) -> Self {
        Self::Conflict(why.into())
    }
}

/// A number of an order of another one: that of `order` with `suffix` behind it.
fn number_of(order: &Order, suffix: &str) -> String {
    let number = order.shown_number();
    let room = MAX_SHORT_TEXT_LENGTH.saturating_sub(suffix.len());
    let mut number: String = number.chars().take(room).collect();
    number.push_str(suffix);
    number
}

/// Takes from a copy of an order what belongs to the original alone: shipments, fulfilment, payment, relatives, the
/// shop's order that it is, what it holds of the stock, the supplier it stands at.
fn without_own(order: &mut Order) {
    order.order_shipments.clear();
    order.fulfillment_name.clear();
    order.fulfillment_id.clear();
    order.cc_number.clear();
    order.cc_exp.clear();
    order.processor_response.clear();
    order.processor_balance = Money::default();
    order.refund_total = Money::default();
    order.family = crate::Family::default();
    order.cart = None;
    order.stock_taken.clear();
    order.cancellation = None;
    order.order_payments.clear();
    order.stock_refused.clear();
    order.submission = None;
    for name in [SPLIT_FROM, SPLIT_TO, MERGED_FROM, MERGED_TO, DUPLICATE_OF] {
        order.order_metadata.shift_remove(name);
    }
}

/// What is made of a merged order is made of the merged one.
fn check_not_merged(order: &Order) -> Result<(), OffshootError> {
    match order.family.merged_to {
        Some(merged) => Err(OffshootError::conflict(format!("Order {} was merged into order {merged}", order.id))),
        None => Ok(()),
    }
}
