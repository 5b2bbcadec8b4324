//! Shipments (orderdesk-api 2.6, 2.7 and 3.3).

mod batch;
mod read;
mod view;

pub use batch::EntryView;
pub(crate) use read::of;
pub use read::{read_entries, read_new};
pub use view::{NotifyView, ShipmentView};
