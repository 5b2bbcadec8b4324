//! The folders of a store: our own `/v1/folders` (orderdesk-app 4.1).

use desk::{LookedAt, folders, stores};
use domain::{Folder, Problem};
use http::{ApiReply, AuthorizedCall, Failure};

use wire::folders::{FolderView, read_name, read_sequence};

use crate::app::App;

/// `GET /v1/folders`, as people sorted them; the first is where new orders go.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = stores::find(&app.desk, call.store()?.id).await?;
    Ok(ApiReply::success(200).with("folders", &views(&store.folders)))
}

/// `POST /v1/folders`.
pub(crate) async fn add(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let name = read_name(call.body()?).map_err(ApiReply::from_problems)?;
    let (store, folder) = folders::add(&app.desk, call.store()?.id, &name).await?;
    app.api.remember(store);
    Ok(ApiReply::success(201).with("message", &"Folder Added").with("folder", &FolderView::from(&folder)))
}

/// `PATCH /v1/folders/{id}`: another name.
pub(crate) async fn rename(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let name = read_name(call.body()?).map_err(ApiReply::from_problems)?;
    let folder_id = call.value("folder_id");
    let (store, folder) = folders::rename(&app.desk, call.store()?.id, folder_id, &name).await?;
    app.api.remember(store);
    Ok(ApiReply::success(200).with("message", &"Folder Renamed").with("folder", &FolderView::from(&folder)))
}

/// `PUT /v1/folders`: the sequence, by all ids.
pub(crate) async fn sort(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let ids = read_sequence(call.body()?).map_err(ApiReply::from_problems)?;
    let store = folders::sort(&app.desk, call.store()?.id, &ids).await?;
    app.api.remember(store.clone());
    Ok(ApiReply::success(200).with("message", &"Folders Sorted").with("folders", &views(&store.folders)))
}

/// `DELETE /v1/folders/{id}?into={id}`: where `remaining` is not 0, and for an order that came while it was removed, the
/// same call again moves on.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let into = call.query("into");
    let into =
        into.ok_or_else(|| ApiReply::invalid(&[Problem::new("into", "is needed: the folder its orders go to")]))?;
    let folder_id = call.value("folder_id");
    let removed = folders::remove(&app.desk, call.store()?.id, folder_id, into, &call.actor, call.now).await?;
    call.charge_entries(removed.moved).await;
    let reply = ApiReply::success(200).with("message", &format!("Folder {} Deleted", removed.folder_id));
    let reply = reply.with("moved", &removed.moved).with("remaining", &removed.remaining);
    app.api.remember(removed.store);
    Ok(reply)
}

/// `POST /v1/folders/{id}/recount`: how many orders lie in it, counted and not remembered.
pub(crate) async fn recount(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let looked_at = LookedAt::default();
    let total = folders::recount(&app.desk.counting(&looked_at), call.store()?.id, call.value("folder_id")).await;
    call.charge_search(&looked_at).await;
    let total = total?;
    Ok(ApiReply::success(200).with("message", &"Folder Counted").with("total", &total))
}

fn views(folders: &[Folder]) -> Vec<FolderView<'_>> {
    folders.iter().map(FolderView::from).collect()
}
