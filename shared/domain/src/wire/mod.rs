//! The compatible API's forms: liberal in what is read, exact in what is written (orderdesk-api 3 and 8).
//!
//! Read: numbers as strings, `[]`, `{}` or null for maps, flat `shipping_first_name` beside nested. Written: `[]` for
//! an empty map, ids as strings, `folder_id` a number, totals without trailing zeros, dates in UTC.

mod order_in;
mod order_out;
mod read;
mod rule_in;
mod shipment_in;
mod shipment_out;
#[cfg(test)]
mod tests;

pub use order_in::{MOST_CHECKOUT_DATA, MOST_ITEMS, MOST_NOTES, MOST_ORDER_METADATA, NewOrder};
pub use order_out::{HistoryView, OrderView, number};
pub use read::{Document, Object, Problem};
pub use rule_in::NewRule;
pub use shipment_in::{NewShipment, ShipmentEntry};
pub use shipment_out::{NotifyView, ShipmentView};
