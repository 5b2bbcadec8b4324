//! The folders of a store (orderdesk-app 4.1).

use domain::limits::{MAX_FOLDER_NAME_LENGTH, check_text_length};
use domain::{Action, Folder, FolderId, Permission, Problem, Rule, Store, StoreId, UserScope};
use jiff::Timestamp;

use crate::stores::{change, changed, find};
use crate::{Actor, Desk, DeskError, custom_events, orders};

/// A store has at most this many folders: a list of all orders asks four lists of each.
const MAX_FOLDERS: usize = 50;

const FOLDER: &str = "Folder";

/// Adds a folder behind the others; the store as it is now, and the folder.
pub async fn add(desk: &Desk, store_id: StoreId, name: &str) -> Result<(Store, Folder), DeskError> {
    desk.needs(Permission::ManageSettings)?;
    desk.needs_all_orders("Folders are changed")?;
    let added = change(desk, store_id, |store| {
        if store.folders.len() >= MAX_FOLDERS {
            return Err(DeskError::Conflict(format!("A store has at most {MAX_FOLDERS} folders")));
        }
        check_name(store, None, name)?;
        let folder = Folder { id: store.next_folder_id(), name: name.to_owned() };
        store.folders.push(folder.clone());
        Ok(folder)
    });
    added.await
}

/// Gives a folder another name; the store as it is now, and the folder. `folder_id` is as it was sent.
pub async fn rename(desk: &Desk, store_id: StoreId, folder_id: &str, name: &str) -> Result<(Store, Folder), DeskError> {
    desk.needs(Permission::ManageSettings)?;
    desk.needs_all_orders("Folders are changed")?;
    let renamed = change(desk, store_id, |store| {
        let id = existing(store, folder_id)?;
        check_name(store, Some(id), name)?;
        let folder = Folder { id, name: name.to_owned() };
        if let Some(found) = store.folders.iter_mut().find(|found| found.id == id) {
            found.clone_from(&folder);
        }
        Ok(folder)
    });
    renamed.await
}

/// Sorts the folders by a list of all their ids, each as it was sent; the store as it is now.
pub async fn sort(desk: &Desk, store_id: StoreId, folder_ids: &[String]) -> Result<Store, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    desk.needs_all_orders("Folders are changed")?;
    let sorted = change(desk, store_id, |store| {
        let place = |folder: &Folder| folder_ids.iter().position(|id| *id == folder.id.to_string());
        if folder_ids.len() != store.folders.len() || store.folders.iter().any(|folder| place(folder).is_none()) {
            return Err(DeskError::invalid("folder_ids", "must be the ids of all folders, each once"));
        }
        store.folders.sort_by_key(place);
        Ok(())
    });
    Ok(sorted.await?.0)
}

/// What became of a removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// The store as it is now.
    pub store: Store,
    /// The folder that is gone.
    pub folder_id: FolderId,
    /// How many orders left it now.
    pub moved: usize,
    /// How many are still in it: removed again, it moves on.
    pub remaining: usize,
}

/// Removes a folder: it is gone at once, and its orders go into the folder `into`, some of them now. Both ids are as they
/// were sent. A folder that rules move orders into stays, and one that a custom event runs on.
pub async fn remove(
    desk: &Desk,
    store_id: StoreId,
    folder_id: &str,
    into: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<Removed, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    desk.needs_all_orders("Folders are changed")?;
    let events = custom_events::list(desk, store_id).await?;
    if let Some(event) = events.iter().find(|event| event.folder_id.to_string() == folder_id) {
        let message = format!("The custom event \"{}\" runs on this folder; change it first", event.name);
        return Err(DeskError::Conflict(message));
    }
    let taken = desk.table.change_store_by_rules(store_id, |store, rules| take_out(store, folder_id, into, rules));
    let (store, (gone, target)) = changed(taken.await?)?;
    let Some(folder) = store.folder(target) else { return Err(DeskError::NotFound(FOLDER)) };
    let (moved, remaining) = orders::empty_folder(desk, store_id, gone, folder, by, now).await?;
    Ok(Removed { folder_id: gone, moved, remaining, store })
}

/// Takes a folder out of the store; the folder, and the one its orders go to. One that is out already is fine.
fn take_out(store: &mut Store, folder_id: &str, into: &str, rules: &[Rule]) -> Result<(FolderId, FolderId), DeskError> {
    let target = existing(store, into);
    let target = target.map_err(|_| DeskError::invalid("into", format!("there is no folder {into}")))?;
    if let Some(gone) = store.removed_folders.iter().find(|gone| gone.to_string() == folder_id) {
        return Ok((*gone, target));
    }
    let gone = existing(store, folder_id)?;
    if gone == target {
        return Err(DeskError::invalid("into", "must be another folder"));
    }
    let moves_there = |action: &Action| match action {
        Action::ChangeFolder { folder_id } => *folder_id == gone,
        Action::MergeOrders { archive_folder_id } => *archive_folder_id == Some(gone),
        _ => false,
    };
    if let Some(rule) = rules.iter().find(|rule| rule.actions.iter().any(moves_there)) {
        let message = format!("The rule \"{}\" moves orders into this folder; change it first", rule.name);
        return Err(DeskError::Conflict(message));
    }
    store.folders.retain(|folder| folder.id != gone);
    store.removed_folders.push(gone);
    Ok((gone, target))
}

/// How many orders lie in each of these folders of a store, in their sequence: as counted with each change, a moment
/// old. Every page has them beside it. Of a folder outside of the scope of whoever looks, and of any for who sees one supplier's
/// orders, nobody is told how many.
pub async fn counts(desk: &Desk, store: &Store, folder_ids: &[FolderId]) -> Result<Vec<usize>, DeskError> {
    let own = match &desk.rights().scope {
        UserScope::Everything => return Ok(desk.table.orders_in_folders(store.id, folder_ids).await?),
        scope @ UserScope::Folders(_) => scope.of_folders(folder_ids.iter().copied()),
        UserScope::Supplier(_) => return Ok(vec![0; folder_ids.len()]),
    };
    let counts = desk.table.orders_in_folders(store.id, &own).await?;
    let of = |id: &FolderId| own.iter().zip(&counts).find(|(known, _)| *known == id).map(|(_, count)| *count);
    Ok(folder_ids.iter().map(|id| of(id).unwrap_or_default()).collect())
}

/// Counts the orders of a folder anew, in place of what was counted with each change; how many there are.
pub async fn recount(desk: &Desk, store_id: StoreId, folder_id: &str) -> Result<usize, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    desk.needs_all_orders("Folders are changed")?;
    let folder_id = existing(&find(desk, store_id).await?, folder_id)?;
    let counted = desk.table.recount_folder(store_id, folder_id).await?.done();
    counted.ok_or_else(|| DeskError::Conflict("The folder changed while it was counted; try again".to_owned()))
}

/// Names tell folders apart: the compatible API moves orders by them.
fn check_name(store: &Store, own: Option<FolderId>, name: &str) -> Result<(), DeskError> {
    if let Some(problem) = check_text_length("name", name, MAX_FOLDER_NAME_LENGTH) {
        return Err(DeskError::Invalid(vec![problem]));
    }
    let is_other = |folder: &&Folder| Some(folder.id) != own && folder.name.to_lowercase() == name.to_lowercase();
    match store.folders.iter().find(is_other) {
        Some(folder) => {
            Err(DeskError::ConflictIn(vec![Problem::new("name", format!("folder {} is called so", folder.id))]))
        }
        None => Ok(()),
    }
}

fn existing(store: &Store, folder_id: &str) -> Result<FolderId, DeskError> {
    let id = folder_id.parse().ok().filter(|id| store.folder(*id).is_some());
    id.ok_or(DeskError::NotFound(FOLDER))
}
