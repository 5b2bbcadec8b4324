//! Moving orders into another folder (orderdesk-api 2.5).

use desk::{DeskError, orders};
use domain::{Folder, OrderId};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::orders::{MovedView, read_move};

use crate::app::App;

/// `POST /api/v2/move-orders`: each order has its own result.
pub(crate) async fn move_all(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = call.store()?;
    let wanted = read_move(call.body()?, store).map_err(ApiReply::from_problems)?;
    call.charge_entries(wanted.order_ids.len()).await;
    let order_ids: Vec<OrderId> = wanted.order_ids.iter().filter_map(|id| id.parse().ok()).collect();
    let moved = orders::move_all(&app.desk, store.id, &order_ids, wanted.folder, &call.actor, call.now).await;
    let mut moved = order_ids.iter().zip(moved);
    // What is no id is no order; all others have a result, in their sequence.
    let results = wanted.order_ids.iter().map(|sent| match sent.parse::<OrderId>() {
        Ok(_) => moved.next().map_or_else(|| MovedView::not_found(sent), |(id, moved)| view(*id, wanted.folder, moved)),
        Err(_) => MovedView::not_found(sent),
    });
    let results: Vec<MovedView> = results.collect();
    let done = results.iter().filter(|result| result.is_moved()).count();
    Ok(ApiReply::batch(done, &format!("{done} Orders Moved"), &results))
}

fn view(order_id: OrderId, folder: &Folder, moved: Result<orders::Moved, DeskError>) -> MovedView {
    match moved {
        Ok(moved) => MovedView::moved(order_id, &folder.name, moved.from),
        Err(error @ DeskError::Table(_)) => {
            tracing::error!(%order_id, "not moved: {error:?}");
            MovedView::broken(order_id)
        }
        Err(_) => MovedView::not_found(&order_id.to_string()),
    }
}
