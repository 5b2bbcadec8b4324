//! Sweeps of a store: our own `/v1/sweeps`.

macro_rules! sweeps {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Sweeps", "`/v1`: the same is done to many orders, by their ids or by a query." {
                /// List sweeps
                ///
                /// The sweeps of the last 30 days, the newest first, page by page.
                ListSweeps = "GET" "/v1/sweeps", READ, ServeRules;
                /// Start a sweep
                ///
                /// Does one action to many orders. At most 25 are done at once, more in the background; one sweep of a store
                /// is done at a time. Orders that the query finds when the sweep begins are swept; those that it does not
                /// mean any more when their turn comes are passed over.
                StartSweep = "POST" "/v1/sweeps", WRITE, ServeRules;
                /// Show a sweep
                ///
                /// How far a sweep is, and which orders were refused, with the reason.
                ShowSweep = "GET" "/v1/sweeps/{sweep_id}", READ, ServeRules;
                /// Cancel a sweep
                ///
                /// The part that is being done ends, and no other begins. What was changed stays so, and can be undone.
                CancelSweep = "POST" "/v1/sweeps/{sweep_id}/cancel", WRITE, ServeRules;
                /// Undo a sweep
                ///
                /// A sweep of its own that gives each order back what it was, where the order is still the version that the
                /// sweep wrote; the others are refused by name. What rules did because of the sweep changed an order too.
                /// No rules run for an undo.
                UndoSweep = "POST" "/v1/sweeps/{sweep_id}/undo", WRITE, ServeRules;
            }
        } $($after)* }
    };
}
pub(super) use sweeps;
