//! Custom buttons: what people press on an order so that a store's rules run (orderdesk-app 1.9).

use domain::{
    CustomButton, Event, FolderId, IdempotencyKey, MAX_CUSTOM_BUTTONS, NewCustomButton, Permission, Store, StoreId,
};
use jiff::Timestamp;

use crate::definitions::{self, Creation};
use crate::orders::Expected;
use crate::{Desk, DeskError};

/// The custom buttons of a store.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<CustomButton>, DeskError> {
    Ok(desk.table.definitions(store_id).await?)
}

/// The custom button of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(CustomButton, u64), DeskError> {
    definitions::find(desk, store_id, id).await
}

/// Adds a custom button, whose folders must be there. Sent twice with one idempotency key it is one.
pub async fn create(
    desk: &Desk,
    store: &Store,
    new: &NewCustomButton,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<CustomButton>, DeskError> {
    desk.needs(Permission::ManageRules)?;
    check_folders(store, &new.folder_ids)?;
    definitions::create(desk, store.id, MAX_CUSTOM_BUTTONS, sent, now, |id| new.clone().with_id(id)).await
}

/// Replaces a custom button as a whole, where it is the expected version; its id stays. Done again, it is the same.
pub async fn replace(
    desk: &Desk,
    store: &Store,
    id: &str,
    new: &NewCustomButton,
    expected: &Expected,
    now: Timestamp,
) -> Result<(CustomButton, u64), DeskError> {
    desk.needs(Permission::ManageRules)?;
    check_folders(store, &new.folder_ids)?;
    let make = |before: &CustomButton| new.clone().with_id(before.id.clone());
    let (_, after, version) = definitions::replace(desk, store.id, id, expected, now, make).await?;
    Ok((after, version))
}

/// Removes a custom button. One that a rule is for stays. A rule that is saved at the same moment is kept, and never runs.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageRules)?;
    definitions::remove::<CustomButton>(desk, store_id, id, Event::CustomButton).await
}

fn check_folders(store: &Store, folder_ids: &[FolderId]) -> Result<(), DeskError> {
    match folder_ids.iter().find(|id| store.folder(**id).is_none()) {
        Some(id) => Err(DeskError::invalid("folder_ids", format!("there is no folder {id}"))),
        None => Ok(()),
    }
}
