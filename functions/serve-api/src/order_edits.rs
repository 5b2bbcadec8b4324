//! Changing orders: as a whole (orderdesk-api 4), by field, against a version; removing, canceling, a line of history.

use desk::orders::{self, Edit, Expected};
use domain::{FolderId, OrderId, OrderPatch};
use futures_util::future::join_all;
use http::{ApiReply, AuthorizedCall, BulkResult, Failure, order_view, to_reply};

use wire::orders::{read_cancel_note, read_patch, read_patches, read_replacement};

use crate::app::App;

/// `PUT /api/v2/orders/{id}`.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_replacement(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    let store = call.store()?;
    orders::check_folder(store, new.folder_id)?;
    let order_id = call.order_id()?;
    let row = orders::replace(&app.desk, store, order_id, &new, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Order Updated").with_order(&row))
}

/// `DELETE /api/v2/orders/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let order_id = call.order_id()?;
    orders::remove(&app.desk, call.store()?.id, order_id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Order {order_id} Deleted")))
}

/// `POST /api/v2/orders/{id}/order-history`: answers with the order and all of its history, newest last.
pub(crate) async fn add_history(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let note = wire::history::read_note(call.body()?).map_err(ApiReply::from_problems)?;
    let order_id = call.order_id()?;
    let (row, history) = orders::add_note(&app.desk, call.store()?.id, order_id, &note, call.now).await?;
    let view = order_view(&row).with_history(&history);
    Ok(ApiReply::success(201).with("total_records", &history.len()).with("order", &view))
}

/// `PATCH /v1/orders/{id}`: only what is named changes. With `If-Match`, only the version that was read.
pub(crate) async fn patch(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let patch = read_patch(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    edit(app, call, Edit::Patch(&patch), patch.folder_id).await
}

/// `PUT /v1/orders/{id}`: the whole order, and only the version that was read, so that of two who read the same one the
/// second is told.
pub(crate) async fn put(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    if call.header("if-match").is_none() {
        let message = "The header If-Match is needed: the ETag of the order as it was read";
        return Err(ApiReply::refusal(428, message).into());
    }
    let new = read_replacement(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    edit(app, call, Edit::Replacement(&new), new.folder_id).await
}

async fn edit(
    app: &App,
    call: &AuthorizedCall<'_>,
    edit: Edit<'_>,
    folder_id: Option<FolderId>,
) -> Result<ApiReply, Failure> {
    let store = call.store()?;
    orders::check_folder(store, folder_id)?;
    let (order_id, expected) = (call.order_id()?, call.expected_version());
    let row = orders::edit(&app.desk, store, order_id, edit, &expected, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Order Updated").with_versioned_order(&row))
}

/// `PATCH /v1/bulk/orders`: each has its own result.
pub(crate) async fn patch_all(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let body = call.body()?;
    let entries = read_patches(body, call.now).map_err(ApiReply::from_problems)?;
    let results = entries.iter().enumerate().map(async |(index, entry)| match &entry.patch {
        Ok(patch) => patch_one(app, call, index, entry.order_id.as_deref(), patch).await,
        Err(problems) => BulkResult::refused(index, 400, problems),
    });
    Ok(BulkResult::reply("Orders", &join_all(results).await))
}

async fn patch_one(
    app: &App,
    call: &AuthorizedCall<'_>,
    index: usize,
    id: Option<&str>,
    patch: &OrderPatch,
) -> BulkResult {
    let store = match call.store() {
        Ok(store) => store,
        Err(failure) => return BulkResult::of_reply(index, &to_reply(failure)),
    };
    let Some(Ok(order_id)) = id.map(str::parse::<OrderId>) else {
        return BulkResult::of_reply(index, &ApiReply::not_found("Order"));
    };
    let edit = Edit::Patch(patch);
    match orders::edit(&app.desk, store, order_id, edit, &Expected::Any, &call.actor, call.now).await {
        Ok(_) => BulkResult::done(index, 200, order_id),
        Err(error) => BulkResult::of_reply(index, &to_reply(error)).about(order_id),
    }
}

/// `POST /v1/orders/{id}/cancel`: into the folder for such, with a note.
pub(crate) async fn cancel(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let note = read_cancel_note(call.body()?).map_err(ApiReply::from_problems)?;
    let store = call.store()?;
    let folder_id = orders::canceled_folder(store)?;
    let order_id = call.order_id()?;
    let row = orders::cancel(&app.desk, store.id, order_id, folder_id, &note, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Order Canceled").with_versioned_order(&row))
}
