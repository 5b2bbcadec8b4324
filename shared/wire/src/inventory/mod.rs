//! Inventory items (orderdesk-api 2.8 and 3.4).

mod read;
mod search;
mod view;

pub use read::{read_entries, read_new};
pub use search::read_search;
pub use view::{EntryView, InventoryView};
