//! Many at once: our own `/v1/bulk`.

use http::BulkResult;
use serde_json::json;
use wire::orders::{NewOrders, OrderChanges};
use wire::shipments::ShipmentsOfOrders;

use super::orders;
use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;

pub(super) fn create_orders() -> Entry {
    Entry::new()
        .parameter(parameters::idempotency_key())
        .takes::<Read<NewOrders>>("Two orders", json!({"orders": [orders::order("B-1"), orders::order("B-2")]}))
        .answers(Success::done("What became of each order.").results::<BulkResult>())
}

pub(super) fn patch_orders() -> Entry {
    Entry::new()
        .takes::<Read<OrderChanges>>(
            "One order",
            json!({"orders": [{"id": "{order_id}", "shipping_method": "Express"}]}),
        )
        .answers(Success::done("What became of each order.").results::<BulkResult>())
}

pub(super) fn ship_orders() -> Entry {
    Entry::new()
        .takes::<Read<ShipmentsOfOrders>>(
            "One shipment",
            json!({"shipments": [{
                "order_id": "{order_id}", "tracking_number": "1Z0000000000000073",
                "order_items": [{"id": "{item_id}", "quantity": 1}]
            }]}),
        )
        .answers(Success::done("What became of each shipment.").results::<BulkResult>())
}
