//! Moving orders into another folder (orderdesk-api 2.5).

use std::collections::BTreeSet;

use desk::{DeskError, orders};
use domain::wire::{Document, Object, Problem};
use domain::{Folder, FolderId, OrderId, Store};
use http::{ApiReply, AuthorizedCall, Failure};
use serde::Serialize;

use crate::app::App;

/// So many orders are moved by one call at most, so that it ends within the function's time.
const MAX_MOVED: usize = 500;

/// `POST /api/v2/move-orders`: each order has its own result.
pub(crate) async fn move_all(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = call.store()?;
    let (ids, folder) = read(call.call.body()?, store).map_err(ApiReply::from_problems)?;
    let order_ids: Vec<OrderId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let moved = orders::move_all(&app.desk, store.id, &order_ids, folder, &call.actor, call.now).await;
    let mut moved = moved.into_iter();
    let results = ids.iter().map(|id| match id.parse::<OrderId>() {
        Ok(order_id) => MoveResult::of(order_id, folder, moved.next()),
        Err(_) => MoveResult { order_id: id.as_str().into(), message: NOT_FOUND.to_owned(), original_folder_id: None },
    });
    let results: Vec<MoveResult> = results.collect();
    let done = results.iter().filter(|result| result.original_folder_id.is_some()).count();
    Ok(ApiReply::success(200).with("message", &format!("{done} Orders Moved")).with("results", &results))
}

const NOT_FOUND: &str = "Order not found";

/// What became of one order of a move, as clients read it (orderdesk-api 2.5).
#[derive(Serialize)]
struct MoveResult {
    order_id: serde_json::Value,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    original_folder_id: Option<FolderId>,
}

impl MoveResult {
    fn of(order_id: OrderId, folder: &Folder, moved: Option<Result<orders::Moved, DeskError>>) -> Self {
        let (message, original_folder_id) = match moved {
            Some(Ok(moved)) => (format!("Order Moved to {} Folder", folder.name), Some(moved.from)),
            Some(Err(error @ DeskError::Table(_))) => {
                tracing::error!(%order_id, "not moved: {error:?}");
                ("Something failed on our side; move this order again".to_owned(), None)
            }
            Some(Err(_)) | None => (NOT_FOUND.to_owned(), None),
        };
        Self { order_id: order_id.number().into(), message, original_folder_id }
    }
}

fn read<'a>(body: &str, store: &'a Store) -> Result<(Vec<String>, &'a Folder), Vec<Problem>> {
    let document = Document::read(body).map_err(|problem| vec![problem])?;
    let object = document.object();
    let (ids, folder) = (ids_asked(&object), destination(&object, store));
    match folder.filter(|_| document.problems().is_empty()) {
        Some(folder) => Ok((ids, folder)),
        None => Err(document.problems()),
    }
}

fn ids_asked(object: &Object) -> Vec<String> {
    let mut ids = object.texts("order_id_list").unwrap_or_default();
    if ids.is_empty() {
        object.refuse("order_id_list", "must be a list of order ids, with at least one");
    }
    if ids.len() > MAX_MOVED {
        object.refuse("order_id_list", format!("must have at most {MAX_MOVED} ids, and has {}", ids.len()));
    }
    let mut seen = BTreeSet::new();
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
            let message = "exactly one of destination_folder_id and destination_folder_name is needed";
            object.refuse("destination_folder_id", message);
            return None;
        }
    };
    if found.is_none() {
        object.refuse(field, "there is no such folder");
    }
    found
}
