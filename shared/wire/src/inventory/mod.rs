//! Inventory items (orderdesk-api 2.8 and 3.4).

mod fields;
mod history;
mod read;
mod search;
mod view;

pub use fields::{InventoryItemInput, InventoryItemOfBatch, KitComponentInput, NamedInventoryItems};
pub use history::{StockLineView, read_stock_cursor, stock_cursor_text};
pub use read::{read_entries, read_new};
pub use search::read_search;
pub use view::{EntryView, InventoryView};

/// A batch has at most this many entries, so that it ends within the function's time.
pub const MAX_BATCH: usize = 500;
