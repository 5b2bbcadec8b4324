//! Shipments of the compatible API (orderdesk-api 2.6, 2.7).

macro_rules! shipments {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Shipments", "`/api/v2`: the shipments of an order." {
                /// List an order's shipments
                ///
                /// All shipments of an order.
                ListShipments = "GET" "/api/v2/orders/{order_id}/shipments", READ, ServeApi;
                /// Add a shipment
                ///
                /// Adds a shipment to an order. Carrier and tracking URL are worked out from the tracking number where
                /// they are left out and it is sure. The same number in any case with the same items is the same
                /// shipment, and is refused.
                AddShipment = "POST" "/api/v2/orders/{order_id}/shipments", WRITE, IngestShipment;
                /// Show a shipment
                ///
                /// One shipment of an order.
                ShowShipment = "GET" "/api/v2/orders/{order_id}/shipments/{shipment_id}", READ, ServeApi;
                /// Replace a shipment
                ///
                /// Replaces the whole shipment: what is left out becomes blank, but for what a label or a cart left on
                /// it.
                ReplaceShipment = "PUT" "/api/v2/orders/{order_id}/shipments/{shipment_id}", WRITE, ServeApi;
                /// Delete a shipment
                ///
                /// Takes a shipment off an order.
                RemoveShipment = "DELETE" "/api/v2/orders/{order_id}/shipments/{shipment_id}", WRITE, ServeApi;
                /// Add shipments of many orders
                ///
                /// Adds shipments to many orders. The answer is 200 whatever becomes of each: every entry has its own
                /// result, in the order sent, and takes a token of the rate limit.
                AddShipments = "POST" "/api/v2/batch-shipments", WRITE, IngestShipment;
            }
        } $($after)* }
    };
}
pub(super) use shipments;
