//! Suppliers: `/v1/suppliers`, and `/v1/supplier`, which is theirs.

macro_rules! suppliers {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Suppliers", "`/v1`: who makes or ships what a store sells, and submitting orders to them." {
                /// List suppliers
                ///
                /// The store's suppliers.
                ListSuppliers = "GET" "/v1/suppliers", READ, ServeRules;
                /// Add a supplier
                ///
                /// Adds a supplier: how orders reach it, which items are its own, what it calls them, and which folders its orders
                /// go to.
                AddSupplier = "POST" "/v1/suppliers", ADMIN, ServeRules;
                /// Show a supplier
                ///
                /// One supplier, with its version as `ETag`.
                ShowSupplier = "GET" "/v1/suppliers/{supplier_id}", READ, ServeRules;
                /// Replace a supplier
                ///
                /// Replaces the whole supplier. With `If-Match` only the version that was read. Orders that stand there stay
                /// there.
                ReplaceSupplier = "PUT" "/v1/suppliers/{supplier_id}", ADMIN, ServeRules;
                /// Delete a supplier
                ///
                /// Deletes a supplier. Its keys open nothing any more.
                RemoveSupplier = "DELETE" "/v1/suppliers/{supplier_id}", ADMIN, ServeRules;
                /// Submit an order to a supplier
                ///
                /// Submits the order: the supplier gets its own items of it, in the way it is set up for. `fulfillment_name` and
                /// `fulfillment_id` are filled, and the order goes to the supplier's folder. One that stands there already is
                /// answered 200 and left as it is, unless `again` is set; one that stands at another supplier is refused.
                SubmitOrder = "POST" "/v1/orders/{order_id}/submissions", WRITE, ServeApi;
            }
            "For suppliers", "`/v1/supplier`: what a supplier sees and does with a key of the scope `supplier`." {
                /// List a supplier's orders
                ///
                /// The orders that stand at the supplier of the key, those that were submitted first in front: its own items,
                /// without prices. `from` and `to` are of when they were submitted, the second excluded. Who asks again from
                /// `next_from` on misses none, and may see the last ones again.
                ListSupplierOrders = "GET" "/v1/supplier/orders", Access::Supplier, ServeApi;
                /// Show a supplier's order
                ///
                /// One order that stands at the supplier of the key.
                ShowSupplierOrder = "GET" "/v1/supplier/orders/{order_id}", Access::Supplier, ServeApi;
                /// Ship a supplier's order
                ///
                /// Adds a shipment of the supplier's items: more of one than is left is refused. Without items it is of all that
                /// is left of them. The same shipment sent again is answered 200 with the one that is there.
                ShipSupplierOrder = "POST" "/v1/supplier/orders/{order_id}/shipments", Access::Supplier, ServeApi;
                /// Cancel a supplier's order
                ///
                /// Says that the supplier will not deliver the order, and why. The store is always mailed of it. One that is
                /// canceled stays as it is, and nobody is mailed again.
                CancelSupplierOrder = "POST" "/v1/supplier/orders/{order_id}/cancel", Access::Supplier, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use suppliers;
