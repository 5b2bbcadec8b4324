//! Moving orders into another folder (orderdesk-api 2.5).

use std::convert::Infallible;

use domain::wire::{Document, Object};
use domain::{Folder, FolderId, HistoryLine, OrderId, Store, StoreId};
use futures_util::future::join_all;
use http::{ApiReply, Failure};
use jiff::Timestamp;
use serde::Serialize;
use table::{OrderRow, Outcome};

use crate::app::App;

/// So many orders are moved by one call at most, so that it ends within the function's time.
const MAX_MOVED: usize = 500;

/// `POST /move-orders`: each order has its own result.
pub(crate) async fn move_all(app: &App, store: &Store, body: &str) -> Result<ApiReply, Failure> {
    let now = app.clock.now();
    let document = Document::read(body).map_err(|problem| ApiReply::invalid(&[problem]))?;
    let object = document.object();
    let (ids, folder) = (ids_asked(&object), destination(&object, store));
    let Some(folder) = folder.filter(|_| document.problems().is_empty()) else {
        return Err(ApiReply::invalid(&document.problems()).into());
    };
    let results = join_all(ids.iter().map(|id| move_one(app, store.id, id.clone(), folder, now))).await;
    let moved = results.iter().filter(|result| result.is_moved()).count();
    Ok(ApiReply::success(200).with("message", &format!("{moved} Orders Moved")).with("results", &results))
}

/// What became of one order of a move, as clients read it (orderdesk-api 2.5).
#[derive(Serialize)]
pub(crate) struct Moved {
    order_id: serde_json::Value,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    original_folder_id: Option<FolderId>,
}

impl Moved {
    /// Whether it lies where it should.
    pub(crate) fn is_moved(&self) -> bool {
        self.original_folder_id.is_some()
    }
}

/// Moves one order; to where it lies is no move.
pub(crate) async fn move_one(app: &App, store: StoreId, id: String, folder: &Folder, now: Timestamp) -> Moved {
    let told = |order_id: serde_json::Value, message: &str, from| Moved {
        order_id,
        message: message.to_owned(),
        original_folder_id: from,
    };
    let Ok(order) = id.parse::<OrderId>() else { return told(id.into(), "Order not found", None) };
    let number = order.number().into();
    let to = format!("Order Moved to {} Folder", folder.name);
    let changed =
        app.table.change_order(store, order, now, |row| Ok::<_, Infallible>(move_to(row, folder.id, &to, now))).await;
    match changed {
        Ok(Outcome::Done((_, from))) => told(number, &to, Some(from)),
        Ok(Outcome::Unchanged(row)) => told(number, &to, Some(row.order.folder_id)),
        Ok(Outcome::Missing | Outcome::Stale) => told(number, "Order not found", None),
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
    if ids.len() > MAX_MOVED {
        object.refuse("order_id_list", format!("must have at most {MAX_MOVED} ids, and has {}", ids.len()));
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
