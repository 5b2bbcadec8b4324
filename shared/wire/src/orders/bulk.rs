//! Many orders at once: our own `/v1/bulk/orders`.

use crate::body::{ListField, Part, body};

/// A call has at most this many orders, so that it ends within the function's time.
const MAX_ORDERS: usize = 100;

body! {
    /// New orders.
    NewOrders: PassedOver {
        /// The orders.
        orders: ListField = ListField::new(Part::Named("NewOrder"), 1, MAX_ORDERS).needed(),
    }

    /// Orders with what changes of them.
    OrderChanges: PassedOver {
        /// The orders.
        orders: ListField = ListField::new(Part::Named("OrderChange"), 1, MAX_ORDERS).needed(),
    }
}
