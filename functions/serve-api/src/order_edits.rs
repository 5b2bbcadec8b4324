//! Changing orders: as a whole (orderdesk-api 4), by field, against a version; removing, canceling, a line of history.

use desk::DeskError;
use desk::orders::{self, Edit, EditEntry, SeenRow};
use domain::FolderId;
use http::{ApiReply, AuthorizedCall, BulkResult, Failure, order_view, to_reply};

use wire::orders::{PatchEntry, read_patch, read_patches, read_replacement};

use crate::app::App;
use crate::suppliers::cancel_note;

/// `PUT /api/v2/orders/{id}`.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_replacement(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    let store = call.store()?;
    orders::check_folder(store, new.folder_id)?;
    let order_id = call.order_id()?;
    let row = orders::replace(&app.desk, store, order_id, &new, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Order Updated").with_order(&row))
}

/// `DELETE /api/v2/orders/{id}`. Its clients know no cancellation, so it does both.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let order_id = call.order_id()?;
    orders::cancel_and_remove(&app.desk, call.store()?, order_id, &call.actor, call.now).await?;
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
    let read = read_patches(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    call.charge_entries(read.len()).await;
    let entries: Vec<EditEntry> = read.iter().map(entry_of).collect();
    let edited = orders::edit_all(&app.desk, call.store()?, &entries, &call.actor, call.now).await;
    let results = entries.iter().zip(edited).enumerate();
    let results: Vec<_> = results.map(|(index, (entry, edited))| result_of(index, entry, edited)).collect();
    Ok(BulkResult::reply("Orders", &results))
}

fn entry_of(entry: &PatchEntry) -> EditEntry<'_> {
    let order_id = entry.order_id.as_deref().and_then(|id| id.parse().ok());
    EditEntry { order_id, edit: entry.patch.as_ref().map(Edit::Patch).map_err(Clone::clone) }
}

fn result_of(index: usize, entry: &EditEntry<'_>, edited: Result<SeenRow, DeskError>) -> BulkResult {
    match edited {
        Ok(row) => BulkResult::done(index, 200, row.order.id),
        Err(error) => {
            let result = BulkResult::of_reply(index, &to_reply(error));
            // An entry that can't be read names nothing for sure.
            match entry.order_id.filter(|_| entry.edit.is_ok()) {
                Some(order_id) => result.about(order_id),
                None => result,
            }
        }
    }
}

/// `POST /v1/orders/{id}/cancel`: into the folder for such, with a note.
pub(crate) async fn cancel(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let note = cancel_note(call)?;
    let store = call.store()?;
    let folder_id = orders::canceled_folder(store)?;
    let order_id = call.order_id()?;
    let row = orders::cancel(&app.desk, store.id, order_id, folder_id, &note, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Order Canceled").with_versioned_order(&row))
}
