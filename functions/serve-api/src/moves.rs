//! Moving orders into another folder (orderdesk-api 2.5).

use std::convert::Infallible;

use domain::{Folder, FolderId, HistoryLine, OrderId, Store, StoreId};
use futures_util::future::join_all;
use http::{ApiReply, Failure};
use jiff::Timestamp;
use table::{Changed, OrderRow};
use wire::orders::{Move, MovedView, read_move};

use crate::app::App;

/// `POST /move-orders`: each order has its own result.
pub(crate) async fn move_all(app: &App, store: &Store, body: &str) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let Move { order_ids, folder } = read_move(body, store).map_err(ApiReply::from_problems)?;
    let results = join_all(order_ids.iter().map(|id| move_one(app, store.id, id.clone(), folder, now))).await;
    let moved = results.iter().filter(|result| result.is_moved()).count();
    Ok(ApiReply::success(200).with("message", &format!("{moved} Orders Moved")).with("results", &results))
}

/// Moves one order; to where it lies is no move.
pub(crate) async fn move_one(app: &App, store: StoreId, id: String, folder: &Folder, now: Timestamp) -> MovedView {
    let Ok(order) = id.parse::<OrderId>() else { return MovedView::not_found(&id) };
    let to = format!("Order Moved to {} Folder", folder.name);
    let changed =
        app.table.change_order(store, order, now, |row| Ok::<_, Infallible>(move_to(row, folder.id, &to, now))).await;
    match changed {
        Ok(Changed::Done(_, from)) => MovedView::moved(order, &folder.name, from),
        Ok(Changed::Unchanged(row)) => MovedView::moved(order, &folder.name, row.order.folder_id),
        Ok(Changed::Missing | Changed::Refused(_)) => MovedView::not_found(&id),
        Err(error) => {
            tracing::error!(order = %order, "not moved: {error:?}");
            MovedView::broken(order)
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
