//! Shipments of an order (orderdesk-api 2.6, 2.7).

mod add;
mod edit;

use add::check_own_items;
pub(crate) use add::put_on;
pub use add::{Added, EntryOutcome, Ledger, add, add_all};
pub use edit::{remove, replace};
