//! Orders: their rows, and what lies beside them.

mod change;
mod history;
mod insert;
mod labels;
mod page;
mod plan;
mod read;
mod remove;
mod row;

pub use history::bytes_of;
pub use plan::{Plan, PlannedAppointment, PlannedMerge, PlannedOrder, PlannedShipment, UnknownPlan};
pub use row::OrderRow;
pub(crate) use row::is_tombstone;
