//! Items of an order (orderdesk-api 2.4).

use desk::orders;
use http::{ApiReply, AuthorizedCall, Failure};

use wire::items::{ItemView, read_new};

use crate::app::App;

/// `GET …/order-items`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.order_id()?).await?;
    let views: Vec<ItemView> = row.order.order_items.iter().map(ItemView::from).collect();
    Ok(ApiReply::success(200).with("total_records", &views.len()).with("order_items", &views))
}

/// `GET …/order-items/{id}`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.order_id()?).await?;
    let item = row.order.order_items.iter().find(|item| item.id == call.value("item_id"));
    let item = item.ok_or_else(|| ApiReply::not_found("Order item"))?;
    Ok(ApiReply::success(200).with("order_item", &ItemView::from(item)))
}

/// `POST …/order-items`.
pub(crate) async fn add(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let (store_id, order_id) = (call.store()?.id, call.order_id()?);
    let item = orders::add_item(&app.desk, store_id, order_id, &new, &call.actor, call.now).await?;
    Ok(ApiReply::success(201).with("message", &"Order Item Added").with("order_item", &ItemView::from(&item)))
}

/// `PUT …/order-items/{id}`: the whole item.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let (store_id, order_id) = (call.store()?.id, call.order_id()?);
    let item_id = call.value("item_id");
    let item = orders::replace_item(&app.desk, store_id, order_id, item_id, &new, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Order Item Updated").with("order_item", &ItemView::from(&item)))
}

/// `DELETE …/order-items/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store_id, order_id) = (call.store()?.id, call.order_id()?);
    let item_id = call.value("item_id");
    orders::remove_item(&app.desk, store_id, order_id, item_id, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &format!("Order Item {item_id} Deleted")))
}
