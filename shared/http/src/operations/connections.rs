//! Connections to shops: our own `/v1/connections`.

macro_rules! connections {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Connections", "`/v1`: shops that orders come from, and that are told of shipments." {
                /// List connections
                ///
                /// The store's connections. How each is, is shown one by one.
                ListConnections = "GET" "/v1/connections", READ, ManageStore;
                /// Add a connection
                ///
                /// Adds a connection to a shop: its orders come in by webhooks and by polls, and it is told of shipments. What
                /// a cart needs to be given is in docs/connections.md. A shop that can be asked is tried at once, in the
                /// background. Secrets are never shown, but for one that is made here for webhooks: this once.
                AddConnection = "POST" "/v1/connections", ADMIN, ManageStore;
                /// Show a connection
                ///
                /// One connection, with its version as `ETag`, and how it is: when it was last heard of, what its shop is
                /// being asked for, what went wrong, and what the daily reconciliations found.
                ShowConnection = "GET" "/v1/connections/{connection_id}", READ, ManageStore;
                /// Replace a connection
                ///
                /// Replaces the whole connection: its cart, its id, its address for webhooks and its secrets stay. Keys that are
                /// sent replace those of before; with another `shop` they are needed, as keys go to the shop they were given
                /// for and to no other. With `If-Match` only the version that was read.
                ReplaceConnection = "PUT" "/v1/connections/{connection_id}", ADMIN, ManageStore;
                /// Delete a connection
                ///
                /// Deletes a connection, and what is kept for it. Orders that came by it stay.
                RemoveConnection = "DELETE" "/v1/connections/{connection_id}", ADMIN, ManageStore;
                /// Pause a connection
                ///
                /// Pauses a connection: webhooks are taken and wait, and the shop is asked for nothing.
                PauseConnection = "POST" "/v1/connections/{connection_id}/pause", WRITE, ManageStore;
                /// Resume a connection
                ///
                /// Has a connection go on that is paused. What came meanwhile is taken, in the background.
                ResumeConnection = "POST" "/v1/connections/{connection_id}/resume", WRITE, ManageStore;
                /// Test a connection
                ///
                /// Asks the shop, in the background, whether the keys are right, and what it can do. What came of it, the
                /// connection's `state` shows.
                TestShop = "POST" "/v1/connections/{connection_id}/test", WRITE, ManageStore;
                /// Subscribe to a shop's webhooks
                ///
                /// Asks the shop, in the background, to send its webhooks here, where its cart is asked for them by a call. What
                /// came of it, the connection's `state` shows.
                SubscribeToShop = "POST" "/v1/connections/{connection_id}/subscribe", WRITE, ManageStore;
                /// Import a shop's orders
                ///
                /// Imports orders by hand, in the background: those that changed since `from`, or up to 100 by their ids in the
                /// cart. Orders that are here already are there once.
                ImportFromShop = "POST" "/v1/connections/{connection_id}/import", WRITE, ManageStore;
                /// Replace the secrets of a connection
                ///
                /// Puts other secrets in the place of those of before; what is left out stays. Webhooks that are signed with the
                /// one before are taken until the overlap ends. A shop that refused its keys is tried again. No secret is shown,
                /// but one that is made here: this once.
                ReplaceConnectionSecrets = "PUT" "/v1/connections/{connection_id}/secrets", ADMIN, ManageStore;
                /// List kept orders of a shop
                ///
                /// Orders of the shop that no order could be made of, and those that wait, as the connection holds orders back
                /// or is paused: at most 100. Those of which an order was made since are left out. Each is kept for a month.
                ListRefused = "GET" "/v1/connections/{connection_id}/refused", READ, ManageStore;
                /// Try a kept order again
                ///
                /// Has what is kept of an order taken at once, in the background, whatever it waits for.
                ReplayRefused = "POST" "/v1/connections/{connection_id}/refused/{arrival_id}/replay", WRITE, ManageStore;
                /// Discard a kept order
                ///
                /// Forgets what is kept of an order. When the shop sends it again, it is taken.
                DiscardRefused = "DELETE" "/v1/connections/{connection_id}/refused/{arrival_id}", WRITE, ManageStore;
            }
        } $($after)* }
    };
}
pub(super) use connections;
