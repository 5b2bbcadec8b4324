//! Changing orders by our own API: by field, against a version, never losing what somebody else changed meanwhile.

use domain::{Event, Order, OrderId, OrderPatch, Problem, Store, differ_in_details};
use futures_util::future::join_all;
use http::{ApiReply, BulkResult, Call, Failure};
use jiff::Timestamp;
use table::{Changed, OrderRow};
use wire::orders::{read_cancel_note, read_patch, read_patches, read_replacement};

use crate::app::App;
use crate::edits::{change, check_folder, line};
use crate::own_orders::{tag, with_tag};

/// A bulk call has at most this many entries, so that it ends within the function's time.
const MAX_ORDERS: usize = 100;

/// The folder of a new store where canceled orders lie (orderdesk-app 4.1).
const CANCELED: &str = "Canceled";

/// `PATCH /v1/orders/{id}`: only what is named changes. With `If-Match`, only the version that was read.
pub(crate) async fn patch(app: &App, store: &Store, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let patch = read_patch(call.body()?, now).map_err(ApiReply::from_problems)?;
    check_folder(store, patch.folder_id)?;
    let (row, ()) = change(app, store.id, call, now, |row| {
        check_version(row, call.header("if-match"))?;
        edit(row, now, |order| patch.apply(order))
    })
    .await?;
    Ok(with_tag(ApiReply::success(200).with("message", &"Order Updated"), &row))
}

/// `PUT /v1/orders/{id}`: the whole order, and only the version that was read, so that of two who read the same one
/// the second is told.
pub(crate) async fn put(app: &App, store: &Store, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let Some(seen) = call.header("if-match") else {
        let message = "The header If-Match is needed: the ETag of the order as it was read";
        return Err(ApiReply::refusal(428, message).into());
    };
    let new = read_replacement(call.body()?, now).map_err(ApiReply::from_problems)?;
    check_folder(store, new.folder_id)?;
    let (row, ()) = change(app, store.id, call, now, |row| {
        check_version(row, Some(seen))?;
        edit(row, now, |order| new.apply(order))
    })
    .await?;
    Ok(with_tag(ApiReply::success(200).with("message", &"Order Updated"), &row))
}

/// `PATCH /v1/bulk/orders`: each has its own result.
pub(crate) async fn patch_all(app: &App, store: &Store, body: &str) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let entries = read_patches(body, "orders", MAX_ORDERS, now).map_err(ApiReply::from_problems)?;
    let results = entries.iter().enumerate().map(async |(index, entry)| {
        let patch = match &entry.patch {
            Ok(patch) => patch,
            Err(problems) => return BulkResult::refused(index, 400, problems),
        };
        let Some(Ok(order)) = entry.order_id.as_deref().map(str::parse::<OrderId>) else {
            return BulkResult::told(index, &ApiReply::not_found("Order"));
        };
        match patch_one(app, store, order, patch, now).await {
            Ok(()) => BulkResult::done(index, 200, order),
            Err(failure) => BulkResult::told(index, &http::to_reply(failure)).about(order),
        }
    });
    Ok(BulkResult::reply("Orders", &join_all(results).await))
}

async fn patch_one(
    app: &App,
    store: &Store,
    order: OrderId,
    patch: &OrderPatch,
    now: Timestamp,
) -> Result<(), Failure> {
    check_folder(store, patch.folder_id)?;
    let changed = app.table.change_order(store.id, order, now, |row| edit(row, now, |order| patch.apply(order)));
    match changed.await? {
        Changed::Done(..) => Ok(()),
        Changed::Refused(failure) => Err(failure),
        Changed::Missing | Changed::Unchanged(_) => Err(ApiReply::not_found("Order").into()),
    }
}

/// `POST /v1/orders/{id}/cancel`: into the folder for such, with a note. One that is there already stays as it is.
pub(crate) async fn cancel(app: &App, store: &Store, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let note = read_cancel_note(call.body()?).map_err(ApiReply::from_problems)?;
    let folder = store.folder_named(CANCELED);
    let folder = folder.ok_or_else(|| ApiReply::refusal(409, format!("The store has no folder {CANCELED}")))?.id;
    let Ok(order) = call.value("order_id").parse::<OrderId>() else { return Err(ApiReply::not_found("Order").into()) };
    let changed = app.table.change_order(store.id, order, now, |row| {
        if row.order.folder_id == folder {
            return Ok::<_, Failure>(None);
        }
        row.order.folder_id = folder;
        let told = if note.is_empty() { "Order Canceled".to_owned() } else { format!("Order Canceled: {note}") };
        row.history.push(line(now, told));
        Ok(Some(()))
    });
    let row = match changed.await? {
        Changed::Done(row, ()) | Changed::Unchanged(row) => row,
        Changed::Refused(failure) => return Err(failure),
        Changed::Missing => return Err(ApiReply::not_found("Order").into()),
    };
    Ok(with_tag(ApiReply::success(200).with("message", &"Order Canceled"), &row))
}

/// Whether the row is the version that was read; `*` is any.
fn check_version(row: &OrderRow, seen: Option<&str>) -> Result<(), Failure> {
    let is_seen = |seen: &str| seen.split(',').any(|one| matches!(one.trim(), "*") || one.trim() == tag(row));
    if seen.is_none_or(is_seen) {
        return Ok(());
    }
    let reply = ApiReply::refusal(412, "The order changed since it was read; read it again");
    Err(reply.header("etag", tag(row)).into())
}

/// A person's edit: unlike one by the compatible API, it changes the order's details as an event (orderdesk-app 1.2).
fn edit(
    row: &mut OrderRow,
    now: Timestamp,
    apply: impl Fn(&mut Order) -> Result<(), Vec<Problem>>,
) -> Result<Option<()>, Failure> {
    let before = row.order.clone();
    apply(&mut row.order).map_err(ApiReply::from_problems)?;
    if differ_in_details(&before, &row.order) {
        row.events.push(Event::OrderDetailsChanged.into());
    }
    if row.order != before {
        row.history.push(line(now, "Order Updated"));
    }
    Ok(Some(()))
}
