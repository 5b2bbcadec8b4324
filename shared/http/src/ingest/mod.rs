//! The calls that bring orders and shipments in. `ingest-order` and `ingest-shipment` answer them by their addresses;
//! `serve-api` does too, behind the gateway's default route, to which an address with a slash too many leads.

mod batch;
mod orders;
mod shipments;

use desk::Desk;

use crate::{ApiReply, AuthorizedCall, Failure, Operation};

/// Answers the calls that create orders.
pub async fn bring_orders(desk: &Desk, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::CreateOrder => Box::pin(orders::create(desk, call)).await,
        Operation::EnterOrder => Box::pin(orders::enter(desk, call)).await,
        Operation::CreateOrders => orders::create_all(desk, call).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}

/// Answers the calls that add shipments.
pub async fn bring_shipments(desk: &Desk, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::AddShipment => shipments::add(desk, call).await,
        Operation::AddShipments => batch::add_all(desk, call).await,
        Operation::ShipOrder => shipments::ship(desk, call).await,
        Operation::ShipOrders => batch::ship_all(desk, call).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}
