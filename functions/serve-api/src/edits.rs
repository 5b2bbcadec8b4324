//! Replacing and removing orders, and lines in their history (orderdesk-api 2.3, 4).

use domain::{NewHistoryNote, OrderReplacement, OrderView};
use domain::{FolderId, HistoryLine, OrderId, Store, StoreId};
use http::{ApiReply, Call, Failure};
use jiff::Timestamp;
use table::{Changed, OrderRow};

use crate::app::App;
use crate::orders;

/// `PUT /orders/{id}`: what is left out is blank, but for what can't be. One of exactly what was read changes nothing
/// but `date_updated`, and says nothing in the history.
pub(crate) async fn replace(app: &App, store: &Store, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let new = OrderReplacement::read(call.body()?, now).map_err(ApiReply::from_problems)?;
    check_folder(store, new.folder_id)?;
    let row = change(app, store.id, call, now, |row| {
        let before = row.order.clone();
        new.apply(&mut row.order).map_err(ApiReply::from_problems)?;
        if row.order != before {
            row.history.push(line(now, "Order Updated by API"));
        }
        Ok(Some(()))
    });
    let (row, ()) = row.await?;
    Ok(ApiReply::success(200).with("message", &"Order Updated").with("order", &view(&row)))
}

/// `DELETE /orders/{id}`.
pub(crate) async fn remove(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let Ok(order) = call.value("order_id").parse::<OrderId>() else { return Err(ApiReply::not_found("Order").into()) };
    match app.table.remove_order(store, order).await? {
        Some(_) => Ok(ApiReply::success(200).with("message", &format!("Order {order} Deleted"))),
        None => Err(ApiReply::not_found("Order").into()),
    }
}

/// `POST /orders/{id}/order-history`: answers with the order and all of its history, newest last.
pub(crate) async fn add_history(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let note = NewHistoryNote::read(call.body()?).map_err(ApiReply::from_problems)?;
    let (row, ()) = change(app, store, call, now, |row| {
        row.history.push(note.line(now));
        Ok(Some(()))
    })
    .await?;
    let history = app.table.history(&row).await?;
    let view = OrderView { history: Some(&history), ..view(&row) };
    Ok(ApiReply::success(201).with("total_records", &history.len()).with("order", &view))
}

/// Changes the order a call names; what `edit` has nothing to do with counts as not found.
pub(crate) async fn change<T>(
    app: &App,
    store: StoreId,
    call: &Call<'_>,
    now: Timestamp,
    edit: impl Fn(&mut OrderRow) -> Result<Option<T>, Failure>,
) -> Result<(OrderRow, T), Failure> {
    let not_found = || ApiReply::not_found("Order").into();
    let Ok(order) = call.value("order_id").parse::<OrderId>() else { return Err(not_found()) };
    match Box::pin(app.table.change_order(store, order, now, edit)).await? {
        Changed::Done(row, result) => Ok((row, result)),
        Changed::Refused(failure) => Err(failure),
        Changed::Missing | Changed::Unchanged(_) => Err(not_found()),
    }
}

/// A folder that is named must be there.
pub(crate) fn check_folder(store: &Store, folder: Option<FolderId>) -> Result<(), Failure> {
    match folder {
        Some(folder) if store.folder(folder).is_none() => {
            Err(orders::refused("folder_id", format!("there is no folder {folder}")))
        }
        _ => Ok(()),
    }
}

/// What somebody who calls the API did, as the history tells it.
pub(crate) fn line(now: Timestamp, note: impl Into<String>) -> HistoryLine {
    HistoryLine { date_added: now, source_name: "API".to_owned(), note: note.into() }
}

/// An order as it is shown, without its history.
pub(crate) fn view(row: &OrderRow) -> OrderView<'_> {
    OrderView { order: &row.order, store_id: row.store_id, history: None }
}
