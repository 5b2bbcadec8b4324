//! Suppliers: our own `/v1/suppliers`, `/v1/orders/{id}/submissions`, and what suppliers see of their orders.

mod fields;
mod read;
#[cfg(feature = "schema")]
pub mod schema;
mod supplier;
#[cfg(test)]
mod tests;
mod view;

pub use fields::{
    SubmissionInput, SupplierDeliveryInput, SupplierInput, SupplierShipmentInput, SupplierShippedItemInput,
};
pub use read::{NewSubmission, SupplierPage, read_new, read_page, read_shipment, read_submission};
pub use supplier::SupplierView;
pub use view::{CancellationView, SubmissionView, SubmittedItemView, SupplierItemView, SupplierOrderView};
