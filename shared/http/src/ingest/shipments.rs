//! One shipment of an order (orderdesk-api 2.6).

use desk::Desk;
use desk::shipments::{Added, Ledger, add as add_shipment};
use domain::{OrderId, Shipment, StoreId};
use wire::shipments::ShipmentView;

use crate::{ApiReply, AuthorizedCall, Failure};

/// `POST /api/v2/orders/{id}/shipments`: told again it is refused.
pub(super) async fn add(desk: &Desk, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (order_id, store_id, added) = put_on(desk, call, Ledger::Ignored).await?;
    match added {
        Added::Now(shipment) => Ok(shown(201, "Shipment Added", &shipment, order_id, store_id)),
        Added::Before(shipment) => {
            Err(ApiReply::refusal(409, "Shipment Not Added").with("shipment_id", &shipment.id).into())
        }
    }
}

/// `POST /v1/orders/{id}/shipments`: nothing leaves that was not ordered, and told again it is the same.
pub(super) async fn ship(desk: &Desk, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (order_id, store_id, added) = put_on(desk, call, Ledger::Kept).await?;
    Ok(match added {
        Added::Now(shipment) => shown(201, "Shipment Added", &shipment, order_id, store_id),
        Added::Before(shipment) => shown(200, "Shipment Added Before", &shipment, order_id, store_id),
    })
}

async fn put_on(desk: &Desk, call: &AuthorizedCall<'_>, ledger: Ledger) -> Result<(OrderId, StoreId, Added), Failure> {
    let store_id = call.store()?.id;
    let new = wire::shipments::read_new(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    let order_id = call.order_id()?;
    Ok((order_id, store_id, add_shipment(desk, store_id, order_id, &new, ledger, call.now).await?))
}

fn shown(status: u16, message: &str, shipment: &Shipment, order_id: OrderId, store_id: StoreId) -> ApiReply {
    let view = ShipmentView::new(shipment, order_id, store_id);
    ApiReply::success(status).with("message", &message).with("shipment", &view)
}
