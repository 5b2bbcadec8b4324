//! The columns of the lists of folders: our own `/v1/folders/{folder_id}/columns`.

use desk::order_lists;
use domain::{FolderId, Store};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::saved_views::{FolderColumnsView, read_columns};

use crate::app::App;

/// `GET /v1/folders/{id}/columns`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = desk::stores::find(&app.desk, call.store()?.id).await?;
    let folder_id = folder(&store, call)?;
    let columns = order_lists::columns_of(&app.desk, &store, Some(folder_id)).await?;
    Ok(ApiReply::success(200).with("folder_columns", &FolderColumnsView::new(folder_id, &columns)))
}

/// `PUT /v1/folders/{id}/columns`: all of them; the usual ones again where there are none.
pub(crate) async fn set(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = desk::stores::find(&app.desk, call.store()?.id).await?;
    let folder_id = folder(&store, call)?;
    let names = read_columns(call.body()?).map_err(ApiReply::from_problems)?;
    let columns = order_lists::set_columns(&app.desk, &store, Some(folder_id), &names).await?;
    let reply = ApiReply::success(200).with("message", &"Columns Updated");
    Ok(reply.with("folder_columns", &FolderColumnsView::new(folder_id, &columns)))
}

fn folder(store: &Store, call: &AuthorizedCall<'_>) -> Result<FolderId, Failure> {
    let id = call.value("folder_id").parse().ok().filter(|id| store.folder(*id).is_some());
    id.ok_or_else(|| ApiReply::not_found("Folder").into())
}
