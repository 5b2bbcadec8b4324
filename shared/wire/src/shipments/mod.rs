//! Shipments (orderdesk-api 2.6, 2.7 and 3.3).

mod batch;
mod fields;
mod read;
mod view;

pub use batch::EntryView;
pub use fields::{
    NamedShipments, ShipmentInput, ShipmentOfOrder, ShipmentToOrder, ShipmentsOfOrders, ShippedItemInput,
};
pub(crate) use read::of;
pub use read::{read_entries, read_new};
pub use view::{NotifyView, ShipmentView};

/// A batch has at most this many entries, so that it ends within the function's time.
pub const MAX_BATCH: usize = 500;
