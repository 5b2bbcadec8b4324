//! Many at once: our own `/v1/bulk`.

use super::errors::FieldProblem;
use super::order_in::NewOrder;
use super::order_patch::OrderChange;
use super::scalars::{Count, Id, StatusCode, Text};
use super::shipments::ShipmentToOrder;

written! {
    /// What became of one order of a batch.
    OrderBulkResult {
        /// Its place in what was sent, from 0 up.
        index: Count,
        /// What a call for it alone would have answered.
        status: StatusCode,
        [maybe] {
            /// The order.
            order_id: Id,
            /// What is wrong.
            detail: Text,
            /// All that is wrong, one by one.
            errors: Vec<FieldProblem>,
        }
    }

    /// What became of one shipment of a batch.
    ShipmentBulkResult {
        /// Its place in what was sent, from 0 up.
        index: Count,
        /// What a call for it alone would have answered.
        status: StatusCode,
        [maybe] {
            /// The order.
            order_id: Id,
            /// The shipment.
            shipment_id: Id,
            /// What is wrong.
            detail: Text,
            /// All that is wrong, one by one.
            errors: Vec<FieldProblem>,
        }
    }
}

read! {
    /// New orders.
    NewOrders {
        [needs] {
            /// The orders, at most 100.
            #[schema(max_items = 100)]
            orders: Vec<NewOrder>,
        }
    }

    /// Orders with what changes of them.
    OrderChanges {
        [needs] {
            /// The orders, at most 100.
            #[schema(max_items = 100)]
            orders: Vec<OrderChange>,
        }
    }

    /// Shipments of many orders.
    ShipmentsOfOrders {
        [needs] {
            /// The shipments, at most 500.
            #[schema(max_items = 500)]
            shipments: Vec<ShipmentToOrder>,
        }
    }
}
