//! Orders that are made of others: our own `/v1/orders/…` (orderdesk-app 3).

macro_rules! families {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Order families", "`/v1`: orders that are made of others." {
                /// Split an order
                ///
                /// Takes items out of an order, by their ids and quantities or by what they are, and makes new orders of
                /// them. Tax, shipping, handling and discounts are shared in proportion, to the cent. What is shipped
                /// stays. The new orders are there when it answers.
                SplitOrder = "POST" "/v1/orders/{order_id}/split", WRITE, ServeApi;
                /// Duplicate an order
                ///
                /// Makes a new order like this one, without its shipments and payment data.
                DuplicateOrder = "POST" "/v1/orders/{order_id}/duplicate", WRITE, ServeApi;
                /// Merge orders
                ///
                /// Makes a new order of all items of these. It has the number, the addresses and the payment of the most
                /// recent one. The originals stay, and get the merged order's shipments. An order of which something is
                /// shipped, or that is in a merged one, can't be merged.
                MergeOrders = "POST" "/v1/orders/merge", WRITE, ServeApi;
                /// Show an order's family
                ///
                /// The orders that this one was split off, merged of or copied from, and those that were made of it.
                ShowFamily = "GET" "/v1/orders/{order_id}/family", READ, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use families;
