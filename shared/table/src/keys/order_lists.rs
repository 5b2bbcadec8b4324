//! Keys of what is set of the lists of orders on screen: saved views and columns.

use domain::{AccountId, FolderId, StoreId};

use super::store_partition;
use crate::client::Key;

/// In front of the id of each saved view for everybody.
pub(crate) const SAVED_VIEW: &str = "V#";

/// A saved view for everybody.
pub(crate) fn saved_view(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{SAVED_VIEW}{id}"))
}

/// The columns of a folder's list for everybody; those of the list of all orders lie under 0, which no folder has.
pub(crate) fn folder_columns(store_id: StoreId, folder_id: Option<FolderId>) -> Key {
    let folder = folder_id.map_or(0, FolderId::number);
    Key::new(store_partition(store_id), format!("F#{folder}"))
}

/// What a user keeps of the store's lists for themselves.
pub(crate) fn own_lists(store_id: StoreId, account_id: AccountId) -> Key {
    Key::new(store_partition(store_id), format!("D#{account_id}"))
}
