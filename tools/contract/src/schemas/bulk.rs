//! Many at once: our own `/v1/bulk`.

use super::fields::{NewOrder, OrderChange};
use super::shipments::ShipmentToOrder;

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
