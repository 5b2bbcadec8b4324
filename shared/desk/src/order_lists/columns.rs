//! The columns of the list of a folder, or of all orders: for everybody, and for one user.

use domain::{AccountId, FolderColumns, FolderId, Permission, Store, check_columns, usual_columns};

use super::own::change_own;
use super::{check_list, check_whole};
use crate::{Desk, DeskError};

/// The columns of a list for everybody: those that somebody chose, or the usual ones.
pub async fn columns_of(desk: &Desk, store: &Store, folder_id: Option<FolderId>) -> Result<FolderColumns, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    let kept = desk.table.folder_columns(store.id, folder_id).await?;
    let kept = kept.filter(|kept| !kept.columns.is_empty());
    Ok(kept.unwrap_or_else(|| FolderColumns { folder_id, columns: usual_columns(folder_id) }))
}

/// Sets the columns of a list for everybody; without any it has the usual ones again. One write; done again it is the
/// same.
pub async fn set_columns(
    desk: &Desk,
    store: &Store,
    folder_id: Option<FolderId>,
    columns: &[String],
) -> Result<FolderColumns, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    check_list(desk, store, folder_id)?;
    check_whole(desk, folder_id)?;
    check(columns)?;
    let kept = FolderColumns { folder_id, columns: columns.to_vec() };
    desk.table.put_folder_columns(store.id, &kept).await?;
    let is_usual = kept.columns.is_empty();
    Ok(if is_usual { FolderColumns { folder_id, columns: usual_columns(folder_id) } } else { kept })
}

/// Sets the columns that one user sees of a list in place of everybody's; without any they see everybody's again. One
/// write; done again it is the same.
pub async fn set_own_columns(
    desk: &Desk,
    store: &Store,
    account_id: AccountId,
    folder_id: Option<FolderId>,
    columns: &[String],
) -> Result<(), DeskError> {
    desk.needs(Permission::ViewOrders)?;
    check_list(desk, store, folder_id)?;
    check(columns)?;
    let changed = change_own(desk, store.id, account_id, |own| {
        // Those of folders that are gone are of no use to anybody.
        own.columns.retain(|kept| kept.folder_id != folder_id && is_there(store, kept.folder_id));
        if !columns.is_empty() {
            own.columns.push(FolderColumns { folder_id, columns: columns.to_vec() });
        }
        Ok(())
    });
    Box::pin(changed).await
}

fn is_there(store: &Store, folder_id: Option<FolderId>) -> bool {
    folder_id.is_none_or(|id| store.folder(id).is_some())
}

fn check(columns: &[String]) -> Result<(), DeskError> {
    let problems = check_columns(columns);
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}
