//! Shipments of an order, once they are there (orderdesk-api 2.6).

use domain::{Shipment, StoreId};
use http::{ApiReply, Call, Failure};
use table::OrderRow;
use wire::shipments::{ShipmentView, read_new};

use crate::app::App;
use crate::edits::{change, line};
use crate::orders;

/// `GET …/shipments`.
pub(crate) async fn list(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(app, store, call.value("order_id")).await?;
    let views: Vec<_> = row.order.order_shipments.iter().map(|shipment| view(&row, shipment)).collect();
    Ok(ApiReply::success(200).with("total_records", &views.len()).with("shipments", &views))
}

/// `GET …/shipments/{id}`.
pub(crate) async fn show(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(app, store, call.value("order_id")).await?;
    let id = call.value("shipment_id");
    let shipment = row.order.order_shipments.iter().find(|shipment| shipment.id == id).ok_or_else(not_found)?;
    Ok(ApiReply::success(200).with("shipment", &view(&row, shipment)))
}

/// `PUT …/shipments/{id}`: the whole shipment.
pub(crate) async fn replace(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let new = read_new(call.body()?, now).map_err(ApiReply::from_problems)?;
    let (row, shipment) = change(app, store, call, now, |row| {
        let id = call.value("shipment_id");
        let found = row.order.order_shipments.iter_mut().find(|shipment| shipment.id == id).ok_or_else(not_found)?;
        let after = new.replacing(found);
        if *found != after {
            found.clone_from(&after);
            row.history.push(line(now, format!("Shipment Updated: {}", after.tracking_number)));
        }
        Ok(Some(after))
    })
    .await?;
    Ok(ApiReply::success(200).with("message", &"Shipment Updated").with("shipment", &view(&row, &shipment)))
}

/// `DELETE …/shipments/{id}`.
pub(crate) async fn remove(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let id = call.value("shipment_id");
    change(app, store, call, now, |row| {
        let place = row.order.order_shipments.iter().position(|shipment| shipment.id == id).ok_or_else(not_found)?;
        let shipment = row.order.order_shipments.remove(place);
        row.history.push(line(now, format!("Shipment Deleted: {}", shipment.tracking_number)));
        Ok(Some(()))
    })
    .await?;
    Ok(ApiReply::success(200).with("message", &format!("Shipment {id} Deleted")))
}

fn view<'a>(row: &OrderRow, shipment: &'a Shipment) -> ShipmentView<'a> {
    ShipmentView::new(shipment, row.order.id, row.store_id)
}

fn not_found() -> Failure {
    ApiReply::not_found("Shipment").into()
}
