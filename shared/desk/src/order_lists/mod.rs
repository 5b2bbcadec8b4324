//! Lists of orders on screen: the columns of each folder's list, filters that no index answers, and what is saved of a
//! list under a name (console 4.2).

mod columns;
#[cfg(feature = "rules")]
mod filters;
#[cfg(feature = "rules")]
mod narrow;
mod own;
#[cfg(feature = "rules")]
mod sift;
#[cfg(feature = "rules")]
mod views;

use std::iter;

use domain::{FolderId, Problem, Store, UserScope};

pub use self::columns::{columns_of, set_columns, set_own_columns};
#[cfg(feature = "rules")]
pub use self::filters::check_filters;
pub use self::own::own;
#[cfg(feature = "rules")]
pub use self::sift::{MAX_LOOKED_AT, SiftPosition, SiftedPage, Sifting, sift};
#[cfg(feature = "rules")]
pub use self::views::{
    create_own_view, create_view, find_view, remove_own_view, remove_view, replace_own_view, replace_view, views,
};

use crate::{Desk, DeskError};

/// Refuses the list of a folder that is not there, or lies outside of the scope of whoever works here. Who works for a
/// supplier has the one list that it is shown.
fn check_list(desk: &Desk, store: &Store, folder_id: Option<FolderId>) -> Result<(), DeskError> {
    let scope = &desk.rights().scope;
    let is_seen = |id: FolderId| store.folder(id).is_some() && !scope.of_folders(iter::once(id)).is_empty();
    match scope {
        UserScope::Supplier(_) => {
            let message = "Columns and saved views are for the people of the store";
            Err(DeskError::Forbidden(vec![Problem::new("", message)]))
        }
        UserScope::Everything | UserScope::Folders(_) if folder_id.is_none_or(is_seen) => Ok(()),
        UserScope::Everything | UserScope::Folders(_) => Err(DeskError::NotFound("Folder")),
    }
}

/// Refuses to set something for everybody of a list whose orders whoever works here does not all see.
fn check_whole(desk: &Desk, folder_id: Option<FolderId>) -> Result<(), DeskError> {
    if folder_id.is_some() || desk.rights().scope == UserScope::Everything {
        return Ok(());
    }
    let message = "The list of all orders is set for everybody by who sees all orders of the store";
    Err(DeskError::Forbidden(vec![Problem::new("folder_id", message)]))
}
