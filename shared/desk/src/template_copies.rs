//! Templates that are copied to other stores: import and export templates alike.

use domain::{FolderId, IdempotencyKey, Store, StoreId};

use crate::definitions::Creation;
use crate::{Desk, DeskError, links};

/// A template that was copied to another store, and what of it is not there.
#[derive(Debug)]
pub struct TemplateCopy<T> {
    /// What became of it in the other store.
    pub creation: Creation<T>,
    /// What was left out, as only this store has it: sentences for people.
    pub notes: Vec<String>,
}

/// Has `insert` add the template of this id to another store that this one is linked with just now. A store that is not
/// linked is as good as none: nothing is said of it. The idempotency key is the copy's own: the same key may copy several
/// templates, and whoever calls the other store has keys of their own.
pub(crate) async fn copy<T>(
    desk: &Desk,
    store_id: StoreId,
    (id, to): (&str, StoreId),
    sent: Option<IdempotencyKey<'_>>,
    insert: impl AsyncFnOnce(Option<IdempotencyKey<'_>>) -> Result<Creation<T>, DeskError>,
) -> Result<Creation<T>, DeskError> {
    if to == store_id || !links::stands(desk, store_id, to).await? {
        return Err(DeskError::invalid("store_id", links::NOT_LINKED));
    }
    let key = sent.map(|sent| format!("{} of {id} of {store_id}", sent.key)).unwrap_or_default();
    insert(sent.map(|sent| IdempotencyKey { key: &key, ..sent })).await
}

/// That a copy lacks a folder.
pub(crate) fn note_of_folder(store: &Store, field: &str, folder_id: FolderId) -> String {
    match store.folder(folder_id) {
        Some(folder) => format!("{field}: left out, as the folder \"{}\" is this store's", folder.name),
        None => format!("{field}: left out, as folder {folder_id} was this store's"),
    }
}
