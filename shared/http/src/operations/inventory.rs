//! Inventory items (orderdesk-api 2.8).

macro_rules! inventory {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Inventory items", "What the store sells, and what became of its stock." {
                /// List inventory items
                ///
                /// The store's inventory items. `total_records` is a text here, as in the original. A page
                /// ends before 5 MB, with fewer `records_returned` than `limit`: add them to `offset` for the next one.
                /// `search` takes a token of the rate limit for each 1,000 items that had to be looked at.
                ListInventoryItems = "GET" "/api/v2/inventory-items", READ, ServeApi;
                /// Add an inventory item
                ///
                /// Adds an inventory item; its `code` is unique in the store, and one that is taken is refused.
                AddInventoryItem = "POST" "/api/v2/inventory-items", WRITE, ServeApi;
                /// Show an inventory item
                ///
                /// One inventory item.
                ShowInventoryItem = "GET" "/api/v2/inventory-items/{inventory_item_id}", READ, ServeApi;
                /// Replace an inventory item
                ///
                /// Replaces the whole item: what is left out becomes blank or zero.
                ReplaceInventoryItem = "PUT" "/api/v2/inventory-items/{inventory_item_id}", WRITE, ServeApi;
                /// Delete an inventory item
                ///
                /// Deletes an inventory item.
                RemoveInventoryItem = "DELETE" "/api/v2/inventory-items/{inventory_item_id}", WRITE, ServeApi;
                /// Replace inventory items
                ///
                /// Replaces many whole items, each named by its `id`. Every item has its own result, in the order sent,
                /// and takes a token of the rate limit.
                ReplaceInventoryItems = "PUT" "/api/v2/batch-inventory-items", WRITE, ServeApi;
                /// Show the history of an inventory item's stock
                ///
                /// What became of the item's stock, newest first: each change by an order or by an edit, and what was
                /// refused. `stock_after` is counted back from the stock as it is now.
                PageStockHistory = "GET" "/v1/inventory/{inventory_item_id}/history", READ, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use inventory;
