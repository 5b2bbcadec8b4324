//! Orders: the compatible API (orderdesk-api 2.3, 2.5), and our own `/v1/orders`.

macro_rules! orders {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Orders", "`/api/v2`: orders, their history, and moving them." {
                /// List orders
                ///
                /// Searches the store's orders. Filters are joined by AND; unknown parameters are passed over. A date that
                /// cannot be read is refused. `total_records` counts before `limit` and `offset`. A page ends before 5 MB,
                /// with fewer `records_returned` than `limit`: add them to `offset` for the next one. What no index
                /// finds takes a token of the rate limit for each 1,000 orders that had to be looked at.
                ListOrders = "GET" "/api/v2/orders", READ, ServeApi;
                /// Create an order
                ///
                /// Takes a new order. It needs an item, and a first name, a last name or a company in one of its two
                /// addresses. An address that is left out is copied from the other.
                CreateOrder = "POST" "/api/v2/orders", WRITE, IngestOrder;
                /// Show an order
                ///
                /// One order, whole.
                ShowOrder = "GET" "/api/v2/orders/{order_id}", READ, ServeApi;
                /// Replace an order
                ///
                /// Replaces the whole order: what is left out becomes blank. `folder_id`, `date_added`, `source_name`
                /// and `source_id` stay as they are when left out, and so do items when there is no `order_items`;
                /// where there is, items with an `id` are updated, those without are added, and all others are removed.
                /// Shipments are not changed this way. What was read may be written back as it is.
                ReplaceOrder = "PUT" "/api/v2/orders/{order_id}", WRITE, ServeApi;
                /// Delete an order
                ///
                /// Deletes the order with its items, shipments and history. For 30 days it can be restored. One that stands
                /// at a supplier is canceled there too, of which the store's admin is mailed.
                RemoveOrder = "DELETE" "/api/v2/orders/{order_id}", WRITE, ServeApi;
                /// Add a history line
                ///
                /// Adds one dated sentence to the order's history. It cannot be changed. The answer has the newest 1,000
                /// lines, or fewer where those are more than 2 MB.
                AddHistory = "POST" "/api/v2/orders/{order_id}/order-history", WRITE, ServeApi;
                /// Move orders
                ///
                /// Moves orders into a folder, named by exactly one of id and name. Each order has its own result; an
                /// unknown one is a result too. An order that lies there already is not moved. Each order takes a token
                /// of the rate limit.
                MoveOrders = "POST" "/api/v2/move-orders", WRITE, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use orders;

macro_rules! orders_v1 {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Orders v1", "`/v1`: orders by cursor, changed field by field or only as they were read." {
                /// Page through orders
                ///
                /// The store's orders page by page: each page names the next by its cursor, which stays right while
                /// orders come and go. A page ends before 5 MB, with fewer orders than `limit`.
                PageOrders = "GET" "/v1/orders", READ, ServeApi;
                /// Enter an order
                ///
                /// Takes an order that a person entered: it causes "Order is Created Manually", what is known of its
                /// items' codes in the inventory is filled in, and the store's default checkout data is there.
                EnterOrder = "POST" "/v1/orders", WRITE, IngestOrder;
                /// Read an order
                ///
                /// One order, with its version in `ETag`.
                ReadOrder = "GET" "/v1/orders/{order_id}", READ, ServeApi;
                /// Change some fields of an order
                ///
                /// Changes the fields that are sent, as a merge patch: what is left out stays as it is, null blanks. A
                /// field that is unknown or cannot be written is refused by name.
                PatchOrder = "PATCH" "/v1/orders/{order_id}", WRITE, ServeApi;
                /// Replace an order as it was read
                ///
                /// Replaces the whole order, if it is still the version it was read as.
                PutOrder = "PUT" "/v1/orders/{order_id}", WRITE, ServeApi;
                /// Cancel an order
                ///
                /// Says that an order will not be made: it goes into the folder Canceled, with the note in its history and in
                /// its `cancellation`, and "Order Canceled" happens. One that was canceled and lies there stays as it is,
                /// and nothing happens; one that was only moved there, or went to a supplier since, is canceled. What stands
                /// at a supplier is canceled there too, and the store's admin is mailed of that, which can't be left out.
                CancelOrder = "POST" "/v1/orders/{order_id}/cancel", WRITE, ServeApi;
                /// Delete an order
                ///
                /// Deletes the order with its items, shipments and history: nothing finds it, and what is open of its
                /// appointments is not done. For 30 days it can be restored. Its id is never given again. One that stands at
                /// a supplier has to be canceled first.
                DeleteOrder = "DELETE" "/v1/orders/{order_id}", WRITE, ServeApi;
                /// Restore an order
                ///
                /// Restores an order that was deleted less than 30 days ago, as it was, in its folder, or in the first one
                /// where that is gone. No rule acts on it. Appointments that were open when it was deleted have failed,
                /// and can be tried again by hand. An order that is there stays as it is.
                RestoreOrder = "POST" "/v1/orders/{order_id}/restore", WRITE, ServeApi;
                /// Copy an order to another store
                ///
                /// Copies the order into a store that this one is linked with, once. The copy has its number, dates and
                /// amounts, and `original_store_id` and `original_order_id` in its metadata; a shipment that is added to it
                /// is put on this order too. "Order is Imported" happens there.
                CopyOrder = "POST" "/v1/orders/{order_id}/copy", WRITE, ServeApi;
                /// Move an order to another store
                ///
                /// Moves the order into a store that this one is linked with: it is here no more, its id is never given
                /// again, and nothing of it comes back. Its older history and its appointments stay behind; what is open
                /// of these is not done. "Order is Imported" happens there. One that stands at a supplier has to be canceled
                /// first.
                MoveOrder = "POST" "/v1/orders/{order_id}/move", WRITE, ServeApi;
                /// Page through deleted orders
                ///
                /// The orders that can be restored, those deleted last first: each page names the next by its cursor.
                PageDeletedOrders = "GET" "/v1/deleted-orders", READ, ServeApi;
                /// List an order's history
                ///
                /// What happened to an order, oldest first: the newest 1,000 lines, or fewer where those are more than 2 MB.
                ListHistory = "GET" "/v1/orders/{order_id}/history", READ, ServeApi;
                /// Show an order's ledger
                ///
                /// How much of each item was ordered, shipped and is left.
                ShowLedger = "GET" "/v1/orders/{order_id}/ledger", READ, ServeApi;
                /// Ship an order
                ///
                /// Adds a shipment of what is left of the order: more of an item than is left is refused. The same
                /// shipment sent again is answered 200 with the one that is there.
                ShipOrder = "POST" "/v1/orders/{order_id}/shipments", WRITE, IngestShipment;
            }
        } $($after)* }
    };
}
pub(super) use orders_v1;
