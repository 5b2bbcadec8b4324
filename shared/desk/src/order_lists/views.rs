//! Saved views: lists that are kept under a name, for everybody in the store or for one user.

use domain::{
    AccountId, IdempotencyKey, MAX_OWN_VIEWS, MAX_SAVED_VIEWS, NewSavedView, OwnLists, Permission, Problem, SavedView,
    Store, UserScope,
};
use jiff::Timestamp;

use super::filters::check_filters;
use super::own::change_own;
use super::{check_list, check_whole};
use crate::definitions::{self, Creation};
use crate::orders::Expected;
use crate::{Desk, DeskError};

/// What a saved view that is not there is called in an error.
const VIEW: &str = "View";

/// An id of a saved view has ten to twelve digits, as those for everybody have.
const IDS: std::ops::Range<u64> = 1_000_000_000..1_000_000_000_000;

/// The saved views for everybody whose orders whoever works here sees, by their names. One of a folder that is gone is
/// shown to who sees all orders: they can do something about it.
pub async fn views(desk: &Desk, store: &Store) -> Result<Vec<SavedView>, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    let mut views: Vec<SavedView> = desk.table.definitions(store.id).await?;
    views.retain(|view| is_shown(desk, store, view));
    views.sort_by_cached_key(|view| (view.name.to_lowercase(), view.id.clone()));
    Ok(views)
}

/// The saved view for everybody of this id, and its version.
pub async fn find_view(desk: &Desk, store: &Store, id: &str) -> Result<(SavedView, u64), DeskError> {
    desk.needs(Permission::ViewOrders)?;
    let (view, version) = definitions::find::<SavedView>(desk, store.id, id).await?;
    if is_shown(desk, store, &view) { Ok((view, version)) } else { Err(DeskError::NotFound(VIEW)) }
}

/// Saves a view for everybody. Sent twice with one idempotency key it is one.
pub async fn create_view(
    desk: &Desk,
    store: &Store,
    new: &NewSavedView,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<SavedView>, DeskError> {
    check_for_everybody(desk, store, new)?;
    definitions::create(desk, store.id, MAX_SAVED_VIEWS, sent, now, |id| new.clone().with_id(id)).await
}

/// Replaces a view for everybody as a whole, where it is the expected version; its id stays. Done again, it is the same.
pub async fn replace_view(
    desk: &Desk,
    store: &Store,
    id: &str,
    new: &NewSavedView,
    expected: &Expected,
    now: Timestamp,
) -> Result<(SavedView, u64), DeskError> {
    desk.needs(Permission::ManageSettings)?;
    find_view(desk, store, id).await?;
    check_for_everybody(desk, store, new)?;
    let make = |before: &SavedView| new.clone().with_id(before.id.clone());
    let (_, after, version) = definitions::replace(desk, store.id, id, expected, now, make).await?;
    Ok((after, version))
}

/// Removes a view for everybody; what it was, for the audit.
pub async fn remove_view(desk: &Desk, store: &Store, id: &str) -> Result<SavedView, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    let (view, _) = find_view(desk, store, id).await?;
    definitions::discard::<SavedView>(desk, store.id, id).await?;
    Ok(view)
}

/// Saves a view for one user alone. Sent again it is another one.
pub async fn create_own_view(
    desk: &Desk,
    store: &Store,
    account_id: AccountId,
    new: &NewSavedView,
) -> Result<SavedView, DeskError> {
    check(desk, store, new)?;
    let id = desk.chance.within(IDS).to_string();
    let created = change_own(desk, store.id, account_id, |own| {
        if own.views.len() >= MAX_OWN_VIEWS {
            let message = format!("You have {MAX_OWN_VIEWS} saved views of your own already; delete one first");
            return Err(DeskError::Conflict(message));
        }
        let view = new.clone().with_id(id.clone());
        own.views.push(view.clone());
        Ok(view)
    });
    Box::pin(created).await
}

/// Replaces a user's own view as a whole; its id stays.
pub async fn replace_own_view(
    desk: &Desk,
    store: &Store,
    account_id: AccountId,
    id: &str,
    new: &NewSavedView,
) -> Result<SavedView, DeskError> {
    check(desk, store, new)?;
    let replaced = change_own(desk, store.id, account_id, |own| {
        let view = own_view(own, id)?;
        *view = new.clone().with_id(id.to_owned());
        Ok(view.clone())
    });
    Box::pin(replaced).await
}

/// Removes a user's own view.
pub async fn remove_own_view(desk: &Desk, store: &Store, account_id: AccountId, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ViewOrders)?;
    let removed = change_own(desk, store.id, account_id, |own| {
        own_view(own, id)?;
        own.views.retain(|view| view.id != id);
        Ok(())
    });
    Box::pin(removed).await
}

fn own_view<'a>(own: &'a mut OwnLists, id: &str) -> Result<&'a mut SavedView, DeskError> {
    own.views.iter_mut().find(|view| view.id == id).ok_or(DeskError::NotFound(VIEW))
}

fn check_for_everybody(desk: &Desk, store: &Store, new: &NewSavedView) -> Result<(), DeskError> {
    desk.needs(Permission::ManageSettings)?;
    check(desk, store, new)?;
    check_whole(desk, new.folder_id)
}

/// Refuses a view that shows nothing to whoever saves it: of a folder that is not there, or with filters that are none.
fn check(desk: &Desk, store: &Store, new: &NewSavedView) -> Result<(), DeskError> {
    desk.needs(Permission::ViewOrders)?;
    let mut problems = new.check();
    // How many filters there are is looked at there.
    problems.extend(check_filters(desk, &new.filters).into_iter().filter(|problem| problem.field != "filters"));
    match check_list(desk, store, new.folder_id) {
        Err(DeskError::NotFound("Folder")) => {
            let folder = new.folder_id.map(|id| id.to_string()).unwrap_or_default();
            problems.push(Problem::new("folder_id", format!("there is no folder {folder}")));
        }
        other => other?,
    }
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

fn is_shown(desk: &Desk, store: &Store, view: &SavedView) -> bool {
    check_list(desk, store, view.folder_id).is_ok() || desk.rights().scope == UserScope::Everything
}
