//! Many at once: our own `/v1/bulk`.

macro_rules! bulk {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Bulk", "`/v1`: many orders or shipments at once, each with its own result." {
                /// Create orders
                ///
                /// Takes many new orders. The answer is 200; each has its own status. The `Idempotency-Key` of the
                /// call, with the order's place behind it, is each order's own. Each order takes a token of the rate
                /// limit; tokens that are not there are owed, and calls refused until they are worked off.
                CreateOrders = "POST" "/v1/bulk/orders", WRITE, IngestOrder;
                /// Ship many orders
                ///
                /// Adds shipments of what is left of many orders. The answer is 200; each has its own status. Each
                /// shipment takes a token of the rate limit.
                ShipOrders = "POST" "/v1/bulk/shipments", WRITE, IngestShipment;
                /// Change some fields of many orders
                ///
                /// Changes some fields of many orders. The answer is 200; each order has its own status, and takes a
                /// token of the rate limit.
                PatchOrders = "PATCH" "/v1/bulk/orders", WRITE, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use bulk;
