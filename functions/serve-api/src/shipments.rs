//! Shipments of an order, once they are there (orderdesk-api 2.6).

use desk::{orders, shipments};
use domain::Shipment;
use http::{ApiReply, AuthorizedCall, Failure};

use wire::shipments::{ShipmentView, read_new};

use crate::app::App;

/// `GET …/shipments`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.order_id()?).await?;
    let views = row.order.order_shipments.iter().map(|shipment| view(call, shipment));
    let views: Vec<ShipmentView> = views.collect::<Result<_, _>>()?;
    Ok(ApiReply::success(200).with("total_records", &views.len()).with("shipments", &views))
}

/// `GET …/shipments/{id}`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = orders::find(&app.desk, call.store()?.id, call.order_id()?).await?;
    let shipments = &row.order.order_shipments;
    let shipment = shipments.iter().find(|shipment| shipment.id == call.value("shipment_id"));
    let shipment = shipment.ok_or_else(|| ApiReply::not_found("Shipment"))?;
    Ok(ApiReply::success(200).with("shipment", &view(call, shipment)?))
}

/// `PUT …/shipments/{id}`: the whole shipment.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    let (store_id, order_id) = (call.store()?.id, call.order_id()?);
    let shipment_id = call.value("shipment_id");
    let shipment = shipments::replace(&app.desk, store_id, order_id, shipment_id, &new, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Shipment Updated").with("shipment", &view(call, &shipment)?))
}

/// `DELETE …/shipments/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store_id, order_id) = (call.store()?.id, call.order_id()?);
    let shipment_id = call.value("shipment_id");
    shipments::remove(&app.desk, store_id, order_id, shipment_id, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &format!("Shipment {shipment_id} Deleted")))
}

/// A shipment of the order that the call names.
fn view<'a>(call: &AuthorizedCall<'_>, shipment: &'a Shipment) -> Result<ShipmentView<'a>, Failure> {
    Ok(ShipmentView::new(shipment, call.order_id()?, call.store()?.id))
}
