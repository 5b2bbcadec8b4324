//! Orders: their rows, and what lies beside them.

mod beside;
mod change;
mod history;
mod insert;
mod labels;
mod leave;
mod page;
mod plan;
mod read;
mod remove;
mod restore;
mod row;
mod shipped;
mod tombstone;

pub(crate) use beside::{SETTLED, is_laid_aside};
pub use history::bytes_of;
pub use plan::{
    Plan, PlannedAppointment, PlannedCancellation, PlannedMerge, PlannedOrder, PlannedRequest, PlannedShipment,
    PlannedStock, UnknownPlan,
};
pub use restore::{NotRestored, RESTORABLE_FOR, RemovedOrder, RemovedPage};
pub use row::OrderRow;
pub(crate) use row::{SUPPLIER_CANCELED, SUPPLIER_EARLIER, SUPPLIER_VALUE};
pub use tombstone::LeftStock;
pub(crate) use tombstone::is_tombstone;
