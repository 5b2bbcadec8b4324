//! Items of an order (orderdesk-api 2.4).

use domain::{MAX_ITEMS, OrderItem, StoreId};
use http::{ApiReply, Call, Failure};
use wire::items::{ItemView, read_new};

use crate::app::App;
use crate::edits::{change, line};
use crate::orders;

/// `GET …/order-items`.
pub(crate) async fn list(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(app, store, call.value("order_id")).await?;
    let views: Vec<ItemView> = row.order.order_items.iter().map(ItemView::from).collect();
    Ok(ApiReply::success(200).with("total_records", &views.len()).with("order_items", &views))
}

/// `GET …/order-items/{id}`.
pub(crate) async fn show(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(app, store, call.value("order_id")).await?;
    let item = row.order.order_items.iter().find(|item| item.id == call.value("item_id")).ok_or_else(not_found)?;
    Ok(ApiReply::success(200).with("order_item", &ItemView::from(item)))
}

/// `POST …/order-items`.
pub(crate) async fn add(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let (_, item) = change(app, store, call, now, |row| {
        if row.order.order_items.len() >= MAX_ITEMS {
            return Err(orders::refused("order_items", format!("an order has at most {MAX_ITEMS}")));
        }
        let item = new.item(row.order.next_part_id());
        row.history.push(line(now, format!("Order Item Added: {}", title(&item))));
        row.order.order_items.push(item.clone());
        Ok(Some(item))
    })
    .await?;
    Ok(ApiReply::success(201).with("message", &"Order Item Added").with("order_item", &ItemView::from(&item)))
}

/// `PUT …/order-items/{id}`: the whole item.
pub(crate) async fn replace(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let (_, item) = change(app, store, call, now, |row| {
        let id = call.value("item_id");
        let item = row.order.order_items.iter_mut().find(|item| item.id == id).ok_or_else(not_found)?;
        let after = new.replacing(item);
        if *item != after {
            item.clone_from(&after);
            row.history.push(line(now, format!("Order Item Updated: {}", title(&after))));
        }
        Ok(Some(after))
    })
    .await?;
    Ok(ApiReply::success(200).with("message", &"Order Item Updated").with("order_item", &ItemView::from(&item)))
}

/// `DELETE …/order-items/{id}`.
pub(crate) async fn remove(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let id = call.value("item_id");
    change(app, store, call, now, |row| {
        let place = row.order.order_items.iter().position(|item| item.id == id).ok_or_else(not_found)?;
        let item = row.order.order_items.remove(place);
        row.history.push(line(now, format!("Order Item Deleted: {}", title(&item))));
        Ok(Some(()))
    })
    .await?;
    Ok(ApiReply::success(200).with("message", &format!("Order Item {id} Deleted")))
}

fn title(item: &OrderItem) -> &str {
    if item.code.is_empty() { &item.name } else { &item.code }
}

fn not_found() -> Failure {
    ApiReply::not_found("Order item").into()
}
