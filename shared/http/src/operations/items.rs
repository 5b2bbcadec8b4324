//! Order items (orderdesk-api 2.4).

macro_rules! items {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Order items", "`/api/v2`: the items of an order." {
                /// List an order's items
                ///
                /// All items of an order.
                ListOrderItems = "GET" "/api/v2/orders/{order_id}/order-items", READ, ServeApi;
                /// Add an order item
                ///
                /// Adds an item to an order; its totals are computed anew.
                AddOrderItem = "POST" "/api/v2/orders/{order_id}/order-items", WRITE, ServeApi;
                /// Show an order item
                ///
                /// One item of an order.
                ShowOrderItem = "GET" "/api/v2/orders/{order_id}/order-items/{item_id}", READ, ServeApi;
                /// Replace an order item
                ///
                /// Replaces the whole item: what is left out becomes blank.
                ReplaceOrderItem = "PUT" "/api/v2/orders/{order_id}/order-items/{item_id}", WRITE, ServeApi;
                /// Delete an order item
                ///
                /// Takes an item out of an order.
                RemoveOrderItem = "DELETE" "/api/v2/orders/{order_id}/order-items/{item_id}", WRITE, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use items;
