//! The folders of a store: our own `/v1/folders` (orderdesk-app 4.1).

use domain::{Action, Folder, FolderId, Problem, Store, StoreId};
use futures_util::future::join_all;
use http::{ApiReply, Call, Failure};
use table::TableError;
use wire::folders::{read_name, read_sequence};

use crate::app::App;
use crate::moves::move_one;
use crate::orders::refused;
use crate::stores;

/// A store has at most this many folders: a list of all orders asks four lists of each.
const MAX_FOLDERS: usize = 50;

/// So many orders leave a folder in one call, so that it ends within the function's time.
const MAX_MOVED: usize = 500;

/// `GET /v1/folders`, as people sorted them; the first is where new orders go.
pub(crate) async fn list(app: &App, store: StoreId) -> Result<ApiReply, Failure> {
    Ok(ApiReply::success(200).with("folders", &stores::find(app, store).await?.folders))
}

/// `POST /v1/folders`.
pub(crate) async fn add(app: &App, store: StoreId, body: &str) -> Result<ApiReply, Failure> {
    let name = read_name(body).map_err(ApiReply::from_problems)?;
    let folder = change(app, store, |known| {
        if known.folders.len() >= MAX_FOLDERS {
            return Err(ApiReply::refusal(409, format!("A store has at most {MAX_FOLDERS} folders")).into());
        }
        check_name(known, None, &name)?;
        let folder = Folder { id: known.next_folder_id(), name: name.clone() };
        known.folders.push(folder.clone());
        Ok(folder)
    });
    Ok(ApiReply::success(201).with("message", &"Folder Added").with("folder", &folder.await?.1))
}

/// `PATCH /v1/folders/{id}`: another name.
pub(crate) async fn rename(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let name = read_name(call.body()?).map_err(ApiReply::from_problems)?;
    let (_, folder) = change(app, store, |known| {
        let id = existing(known, call.value("folder_id"))?;
        check_name(known, Some(id), &name)?;
        let folder = Folder { id, name: name.clone() };
        if let Some(found) = known.folders.iter_mut().find(|found| found.id == id) {
            found.clone_from(&folder);
        }
        Ok(folder)
    })
    .await?;
    Ok(ApiReply::success(200).with("message", &"Folder Renamed").with("folder", &folder))
}

/// `PUT /v1/folders`: the sequence, by all ids.
pub(crate) async fn sort(app: &App, store: StoreId, body: &str) -> Result<ApiReply, Failure> {
    let ids = read_sequence(body).map_err(ApiReply::from_problems)?;
    let (known, ()) = change(app, store, |known| {
        let place = |folder: &Folder| ids.iter().position(|id| *id == folder.id.to_string());
        if ids.len() != known.folders.len() || known.folders.iter().any(|folder| place(folder).is_none()) {
            return Err(refused("folder_ids", "must be the ids of all folders, each once"));
        }
        known.folders.sort_by_key(place);
        Ok(())
    })
    .await?;
    Ok(ApiReply::success(200).with("message", &"Folders Sorted").with("folders", &known.folders))
}

/// `DELETE /v1/folders/{id}?into={id}`: the folder is gone at once, and its orders go into the other one, so many of
/// them in this call. Where `remaining` is not 0, and for an order that came while it was removed, the same call again
/// moves on.
pub(crate) async fn remove(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let into = call.query("into").ok_or_else(|| refused("into", "is needed: the folder its orders go to"))?;
    let rules = app.table.rules(store).await?;
    let (known, (gone, into)) = change(app, store, |known| {
        let target = existing(known, into).map_err(|_| refused("into", format!("there is no folder {into}")))?;
        let asked = call.value("folder_id");
        if let Some(gone) = known.removed_folders.iter().find(|gone| gone.to_string() == asked) {
            return Ok((*gone, target));
        }
        let gone = existing(known, asked)?;
        if gone == target {
            return Err(refused("into", "must be another folder"));
        }
        let moves_there =
            |action: &Action| matches!(action, Action::ChangeFolder { folder_id, .. } if *folder_id == gone);
        let rule = rules.iter().find(|rule| rule.actions.iter().any(moves_there));
        if let Some(rule) = rule {
            let message = format!("The rule \"{}\" moves orders into this folder; change it first", rule.name);
            return Err(ApiReply::refusal(409, message).into());
        }
        known.folders.retain(|folder| folder.id != gone);
        known.removed_folders.push(gone);
        Ok((gone, target))
    })
    .await?;
    let Some(target) = known.folder(into) else { return Err(not_found()) };
    let (moved, remaining) = empty(app, store, gone, target).await?;
    let reply = ApiReply::success(200).with("message", &format!("Folder {gone} Deleted"));
    Ok(reply.with("moved", &moved).with("remaining", &remaining))
}

/// Moves orders out of a folder; how many went, and how many are left.
async fn empty(app: &App, store: StoreId, gone: FolderId, into: &Folder) -> Result<(usize, usize), TableError> {
    let (orders, total) = app.table.orders_in(store, gone, MAX_MOVED).await?;
    let now = runtime::now();
    let all = orders.iter().map(|order| move_one(app, store, order.to_string(), into, now));
    let moved = join_all(all).await.iter().filter(|result| result.is_moved()).count();
    Ok((moved, total.saturating_sub(moved)))
}

/// `POST /v1/folders/{id}/recount`: how many orders lie in it, counted and not remembered.
pub(crate) async fn recount(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let folder = existing(&stores::find(app, store).await?, call.value("folder_id"))?;
    match app.table.recount_folder(store, folder).await? {
        Some(total) => Ok(ApiReply::success(200).with("message", &"Folder Counted").with("total", &total)),
        None => Err(ApiReply::refusal(409, "The folder changed while it was counted; try again").into()),
    }
}

async fn change<T>(
    app: &App,
    store: StoreId,
    change: impl Fn(&mut Store) -> Result<T, Failure>,
) -> Result<(Store, T), Failure> {
    let changed = app.table.change_store(store, change).await?;
    let (known, result) = changed.ok_or_else(|| ApiReply::not_found("Store"))??;
    app.api.remember(known.clone());
    Ok((known, result))
}

/// Names tell folders apart: the compatible API moves orders by them.
fn check_name(store: &Store, own: Option<FolderId>, name: &str) -> Result<(), Failure> {
    let is_other = |folder: &&Folder| Some(folder.id) != own && folder.name.to_lowercase() == name.to_lowercase();
    match store.folders.iter().find(is_other) {
        Some(folder) => {
            let problem = Problem::new("name", format!("folder {} is called so", folder.id));
            Err(ApiReply::refused(409, &[problem]).into())
        }
        None => Ok(()),
    }
}

fn existing(store: &Store, id: &str) -> Result<FolderId, Failure> {
    let id = id.parse().ok().filter(|id| store.folder(*id).is_some());
    id.ok_or_else(not_found)
}

fn not_found() -> Failure {
    ApiReply::not_found("Folder").into()
}
