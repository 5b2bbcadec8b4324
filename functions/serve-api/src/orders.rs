//! Reading and moving orders (orderdesk-api 2.3, 2.5).

use api::{Call, Failure, Reply};
use domain::wire::{Document, HistoryView, Object, OrderView, Problem};
use domain::{Folder, FolderId, HistoryLine, OrderId, Store, StoreId, time};
use futures_util::future::{join_all, try_join_all};
use jiff::Timestamp;
use serde::Serialize;
use table::{Changed, OrderList, OrderRow, TableError};

use crate::app::App;
use crate::stores;

/// So many orders are moved by one call at most, so that it ends within the function's time.
const MOST_MOVED: usize = 500;

/// `GET /orders/{id}`.
pub(crate) async fn show(app: &App, store: StoreId, order: &str, call: &Call<'_>) -> Result<Reply, Failure> {
    let row = find(app, store, order).await?;
    let history = if wants_history(call) { Some(app.table.history(&row).await?) } else { None };
    let view = OrderView { order: &row.order, store_id: store, history: history.as_deref() };
    Ok(Reply::success(200).with("order", &view))
}

/// `GET /v1/orders/{id}/history`.
pub(crate) async fn history(app: &App, store: StoreId, order: &str) -> Result<Reply, Failure> {
    let row = find(app, store, order).await?;
    let lines = app.table.history(&row).await?;
    Ok(Reply::success(200).with("history", &lines.iter().map(HistoryView::from).collect::<Vec<_>>()))
}

/// `GET /orders`.
pub(crate) async fn list(app: &App, store: StoreId, call: &Call<'_>) -> Result<Reply, Failure> {
    let known = stores::find(app, store).await?;
    let (limit, offset) = call.page();
    let text = |name| call.query(name).map(str::to_owned);
    // A date nobody can read filters nothing (orderdesk-api 2.3).
    let date = |name| call.query(name).and_then(time::parse);
    let list = OrderList {
        folders: Some(folders_asked(call, &known)),
        source_id: text("source_id"),
        source_name: text("source_name"),
        email: text("email"),
        added_from: date("search_start_date"),
        added_to: date("search_end_date"),
        updated_from: date("modified_start_date"),
        updated_to: date("modified_end_date"),
        ascending: call.query("order").is_some_and(|order| order.eq_ignore_ascii_case("asc")),
        offset,
        limit,
    };
    let page = app.table.list_orders(store, &list).await?;
    let rows = page.rows.iter().filter(|_| wants_history(call));
    let histories = try_join_all(rows.map(|row| app.table.history(row))).await?;
    let history = |index: usize| histories.get(index).map(Vec::as_slice);
    let rows = page.rows.iter().enumerate();
    let views = rows.map(|(index, row)| OrderView { order: &row.order, store_id: store, history: history(index) });
    let views: Vec<_> = views.collect();
    let reply = Reply::success(200).with("total_records", &page.total).with("records_returned", &views.len());
    Ok(reply.with("offset", &offset).with("limit", &limit).with("orders", &views))
}

/// `POST /move-orders`: each order has its own result.
pub(crate) async fn move_all(app: &App, store: StoreId, body: &str) -> Result<Reply, Failure> {
    let now = lambda::now();
    let known = stores::find(app, store).await?;
    let document = Document::read(body).map_err(|problem| Reply::invalid(&[problem]))?;
    let object = document.object();
    let (ids, folder) = (ids_asked(&object), destination(&object, &known));
    let Some(folder) = folder.filter(|_| document.problems().is_empty()) else {
        return Err(Reply::invalid(&document.problems()).into());
    };
    let results = join_all(ids.iter().map(|id| move_one(app, store, id, folder, now))).await;
    let moved = results.iter().filter(|result| result.original_folder_id.is_some()).count();
    Ok(Reply::success(200).with("message", &format!("{moved} Orders Moved")).with("results", &results))
}

/// What became of one order of a move, as clients read it (orderdesk-api 2.5).
#[derive(Serialize)]
struct Moved {
    order_id: serde_json::Value,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    original_folder_id: Option<FolderId>,
}

async fn move_one(app: &App, store: StoreId, id: &str, folder: &Folder, now: Timestamp) -> Moved {
    let told = |order_id: serde_json::Value, message: &str, from| Moved {
        order_id,
        message: message.to_owned(),
        original_folder_id: from,
    };
    let Ok(order) = id.parse::<OrderId>() else { return told(id.into(), "Order not found", None) };
    let number = order.number().into();
    let to = format!("Order Moved to {} Folder", folder.name);
    let changed = app.table.change_order(store, order, now, |row| move_to(row, folder.id, &to, now)).await;
    match changed {
        Ok(Changed::Done(_, from)) => told(number, &to, Some(from)),
        Ok(Changed::Unchanged(row)) => told(number, &to, Some(row.order.folder_id)),
        Ok(Changed::Missing) => told(number, "Order not found", None),
        Err(error) => {
            tracing::error!(order = %order, "not moved: {error:?}");
            told(number, "Something failed on our side; move this order again", None)
        }
    }
}

/// Moves the order; to where it lies is no move.
fn move_to(row: &mut OrderRow, folder: FolderId, note: &str, now: Timestamp) -> Option<FolderId> {
    let from = std::mem::replace(&mut row.order.folder_id, folder);
    if from == folder {
        return None;
    }
    row.history.push(HistoryLine { date_added: now, source_name: "API".to_owned(), note: note.to_owned() });
    Some(from)
}

fn ids_asked(object: &Object) -> Vec<String> {
    let mut ids = object.texts("order_id_list").unwrap_or_default();
    if ids.is_empty() {
        object.refuse("order_id_list", "must be a list of order ids, with at least one");
    }
    if ids.len() > MOST_MOVED {
        object.refuse("order_id_list", format!("must have at most {MOST_MOVED} ids, and has {}", ids.len()));
    }
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    ids
}

/// The folder named by exactly one of the two fields.
fn destination<'a>(object: &Object, store: &'a Store) -> Option<&'a Folder> {
    let id = object.whole("destination_folder_id");
    let name = object.text("destination_folder_name");
    let (field, found) = match (id, name) {
        (Some(id), None) => ("destination_folder_id", FolderId::new(id).and_then(|id| store.folder(id))),
        (None, Some(name)) => ("destination_folder_name", store.folder_named(&name)),
        _ => {
            object.refuse(
                "destination_folder_id",
                "exactly one of destination_folder_id and destination_folder_name is needed",
            );
            return None;
        }
    };
    if found.is_none() {
        object.refuse(field, "there is no such folder");
    }
    found
}

/// The folders a search is about: those named, or all.
fn folders_asked(call: &Call<'_>, store: &Store) -> Vec<FolderId> {
    if let Some(ids) = call.query("folder_id") {
        let asked = ids.split(',').filter_map(|id| id.trim().parse().ok());
        return asked.filter(|id| store.folder(*id).is_some()).collect();
    }
    if let Some(name) = call.query("folder_name") {
        return store.folder_named(name).map(|folder| folder.id).into_iter().collect();
    }
    store.folders.iter().map(|folder| folder.id).collect()
}

fn wants_history(call: &Call<'_>) -> bool {
    matches!(call.query("get_order_history"), Some("1" | "true"))
}

/// The order of this id of this store, or 404: another store's order is no order.
pub(crate) async fn find(app: &App, store: StoreId, order: &str) -> Result<OrderRow, Failure> {
    let Ok(order) = order.parse() else { return Err(Reply::not_found("Order").into()) };
    let found: Result<Option<OrderRow>, TableError> = app.table.order(store, order).await;
    found?.ok_or_else(|| Reply::not_found("Order").into())
}

/// A problem as a refusal.
pub(crate) fn refused(field: &str, message: impl Into<String>) -> Failure {
    Reply::invalid(&[Problem::new(field, message)]).into()
}
