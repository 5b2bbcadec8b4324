//! The compatible API's forms: liberal in what is read, exact in what is written (orderdesk-api 3 and 8).
//!
//! Read: numbers as strings, `[]`, `{}` or null for maps, flat `shipping_first_name` beside nested. Written: `[]` for
//! an empty map, ids as strings, `folder_id` a number, totals without trailing zeros, dates in UTC.

#[cfg(test)]
mod arbitrary;
mod history_in;
mod inventory_in;
mod inventory_out;
mod inventory_search;
mod item_in;
mod item_out;
mod order_fields;
mod order_in;
mod order_out;
mod order_patch;
mod order_replace;
mod order_search;
mod read;
mod rule_in;
#[cfg(test)]
mod sequence_tests;
mod settings_in;
mod shipment_in;
mod shipment_out;
mod sort_field;
#[cfg(test)]
mod tests;

pub use history_in::{MAX_HISTORY_NOTE_LENGTH, NewHistoryNote};
pub use inventory_in::{InventoryEntry, NewInventoryItem};
pub use inventory_out::InventoryView;
pub use inventory_search::InventorySearch;
pub use item_in::{Given, NewOrderItem};
pub use item_out::ItemView;
pub use order_fields::{MAX_CHECKOUT_DATA_LENGTH, MAX_NOTES_LENGTH, MAX_ORDER_METADATA_LENGTH};
pub use order_in::{MAX_ITEMS, NewOrder};
pub use order_out::{HistoryView, OrderView, number};
pub use order_patch::OrderPatch;
pub use order_replace::OrderReplacement;
pub use order_search::{MAX_PAGE, OrderSearch, SearchField};
pub use read::{Document, Object, Problem};
pub use rule_in::NewRule;
pub use settings_in::SettingsPatch;
pub use shipment_in::{NewShipment, ShipmentEntry};
pub use shipment_out::{NotifyView, ShipmentView};
pub use sort_field::{SortField, SortValue};
