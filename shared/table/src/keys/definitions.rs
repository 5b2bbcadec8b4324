//! Keys of what stores define, and of what lies beside it.

use domain::StoreId;

use super::store_partition;
use crate::client::Key;

/// In front of the id of each custom event.
pub(crate) const CUSTOM_EVENT: &str = "E#";

/// A custom event.
pub(crate) fn custom_event(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{CUSTOM_EVENT}{id}"))
}

/// In front of the id of each custom button.
pub(crate) const CUSTOM_BUTTON: &str = "U#";

/// A custom button.
pub(crate) fn custom_button(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{CUSTOM_BUTTON}{id}"))
}

/// In front of the id of each import template.
pub(crate) const IMPORT_TEMPLATE: &str = "T#";

/// An import template.
pub(crate) fn import_template(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{IMPORT_TEMPLATE}{id}"))
}

/// Which import template has a name, as names are compared. It lies beside the store's partition, as codes do.
pub(crate) fn import_template_name(store_id: StoreId, folded_name: &str) -> Key {
    Key::new(format!("T#{store_id}#{folded_name}"), "T")
}

/// In front of the id of each pickup.
pub(crate) const PICKUP: &str = "Y#";

/// A pickup.
pub(crate) fn pickup(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{PICKUP}{id}"))
}

/// The sort key of the state of every pickup.
pub(crate) const PICKUP_STATE: &str = "Y";

/// How far a pickup is. It lies beside the store's partition, as it is written often.
pub(crate) fn pickup_state(store_id: StoreId, id: &str) -> Key {
    Key::new(format!("Y#{store_id}#{id}"), PICKUP_STATE)
}

/// In front of the id of each connection.
pub(crate) const CONNECTION: &str = "C#";

/// A connection.
pub(crate) fn connection(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{CONNECTION}{id}"))
}

/// What the partition of each connection begins with.
pub(crate) const CONNECTION_PARTITION: &str = "Z#";

/// The partition of a connection, beside the store's, as it is written often: how it is, and what of its orders is kept.
pub(crate) fn connection_partition(store_id: StoreId, id: &str) -> String {
    format!("{CONNECTION_PARTITION}{store_id}#{id}")
}

/// The sort key of the state of every connection.
pub(crate) const CONNECTION_STATE: &str = "Z";

/// How a connection is.
pub(crate) fn connection_state(store_id: StoreId, id: &str) -> Key {
    Key::new(connection_partition(store_id, id), CONNECTION_STATE)
}

/// In front of each arrival that is kept.
pub(crate) const ARRIVAL: &str = "A#";

/// Behind every arrival that is kept.
pub(crate) const ARRIVALS_END: &str = "A$";

/// What is kept of an order of a connection, by the digest of the cart's id of it.
pub(crate) fn arrival(store_id: StoreId, connection_id: &str, id: &str) -> Key {
    Key::new(connection_partition(store_id, connection_id), format!("{ARRIVAL}{id}"))
}

/// In front of the id of each mail template.
pub(crate) const MAIL_TEMPLATE: &str = "M#";

/// A mail template.
pub(crate) fn mail_template(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{MAIL_TEMPLATE}{id}"))
}

/// The partition of what a mail template was before it was replaced.
pub(crate) fn mail_template_versions(store_id: StoreId, id: &str) -> String {
    format!("J#{store_id}#{id}")
}

/// In front of the number of each of its versions.
pub(crate) const MAIL_TEMPLATE_VERSION: &str = "J#";

/// What a mail template was in this version.
pub(crate) fn mail_template_version(store_id: StoreId, id: &str, version: u64) -> Key {
    Key::new(mail_template_versions(store_id, id), format!("{MAIL_TEMPLATE_VERSION}{version:010}"))
}

/// In front of the id of each supplier.
pub(crate) const SUPPLIER: &str = "Z#";

/// A supplier.
pub(crate) fn supplier(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{SUPPLIER}{id}"))
}

/// In front of the id of each export template.
pub(crate) const EXPORT_TEMPLATE: &str = "Q#";

/// An export template.
pub(crate) fn export_template(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{EXPORT_TEMPLATE}{id}"))
}

/// Which export template has a name, as names are compared.
pub(crate) fn export_template_name(store_id: StoreId, folded_name: &str) -> Key {
    Key::new(format!("Q#{store_id}#{folded_name}"), "Q")
}

/// In front of the id of each print template.
pub(crate) const PRINT_TEMPLATE: &str = "P#";

/// A print template.
pub(crate) fn print_template(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{PRINT_TEMPLATE}{id}"))
}
