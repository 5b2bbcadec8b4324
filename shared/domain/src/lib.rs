//! Words: orders, items, shipments, rules, appointments, and the forms they take on the wire.
//!
//! Plain data and pure functions. The `serde` form of these types is the **row form** (money as strings, empty
//! fields left out); what the API reads and writes is in [`wire`].

mod appointment;
pub mod carrier;
mod clock;
mod event;
mod history;
mod ids;
mod inventory;
mod ledger;
mod money;
mod order;
mod rate_limit;
mod retry;
mod rule;
mod shipment;
mod store;
pub mod time;
pub mod wire;

pub use appointment::{Appointment, AppointmentStatus, Attempt, Job, Lane, PostFormat, UnknownStatus};
pub use clock::{Chance, Clock};
pub use event::{Event, Happened, differ_in_details, events_between, events_of_creation};
pub use history::{AUTO, HistoryLine, lines_of};
pub use ids::{AppointmentId, FolderId, Identity, OrderId, ParseIdError, StoreId};
pub use inventory::InventoryItem;
pub use ledger::{LedgerLine, check_shippable, ledger};
pub use money::Money;
pub use order::{Address, Discount, Note, Order, OrderItem, Origin, ReturnAddress, Variations};
pub use rate_limit::{GRAINS, RateLimit, Slot, Tokens};
pub use retry::{NextStep, RetrySchedule, ScheduleError, Verdict, Why, next_step};
pub use rule::{Action, Combine, Filter, Rule};
pub use shipment::{ItemQuantity, Shipment};
pub use store::{ApiKey, Folder, Scope, Settings, Store, is_same_hash};

/// Whether a value is its type's default; empty fields are left out of rows.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
