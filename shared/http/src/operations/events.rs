//! Events of a store's own: `/v1/custom-events`, `/v1/custom-buttons`, and events that are run by hand.

macro_rules! events {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Events", "`/v1`: what rules run for beside what happens to orders: a schedule, a button, a person." {
                /// List custom events
                ///
                /// The store's custom events.
                ListCustomEvents = "GET" "/v1/custom-events", READ, ServeRules;
                /// Add a custom event
                ///
                /// Adds a custom event: it runs by a schedule on each order of a folder, for the rules that name it.
                AddCustomEvent = "POST" "/v1/custom-events", ADMIN, ServeRules;
                /// Show a custom event
                ///
                /// One custom event, with its version as `ETag`.
                ShowCustomEvent = "GET" "/v1/custom-events/{custom_event_id}", READ, ServeRules;
                /// Replace a custom event
                ///
                /// Replaces the whole custom event: without `enabled` that stays as it was. With `If-Match` only the
                /// version that was read.
                ReplaceCustomEvent = "PUT" "/v1/custom-events/{custom_event_id}", ADMIN, ServeRules;
                /// Delete a custom event
                ///
                /// Deletes a custom event that no rule is for.
                RemoveCustomEvent = "DELETE" "/v1/custom-events/{custom_event_id}", ADMIN, ServeRules;
                /// List custom buttons
                ///
                /// The store's custom buttons.
                ListCustomButtons = "GET" "/v1/custom-buttons", READ, ServeRules;
                /// Add a custom button
                ///
                /// Adds a custom button: pressed on an order, the rules that name it run.
                AddCustomButton = "POST" "/v1/custom-buttons", ADMIN, ServeRules;
                /// Show a custom button
                ///
                /// One custom button, with its version as `ETag`.
                ShowCustomButton = "GET" "/v1/custom-buttons/{custom_button_id}", READ, ServeRules;
                /// Replace a custom button
                ///
                /// Replaces the whole custom button. With `If-Match` only the version that was read.
                ReplaceCustomButton = "PUT" "/v1/custom-buttons/{custom_button_id}", ADMIN, ServeRules;
                /// Delete a custom button
                ///
                /// Deletes a custom button that no rule is for.
                RemoveCustomButton = "DELETE" "/v1/custom-buttons/{custom_button_id}", ADMIN, ServeRules;
                /// Run an event on an order
                ///
                /// Runs the rules of an event over the order once, and its history says who ran it; what the event is
                /// named for does not happen. Sent again, it runs again, but for one with the same `Idempotency-Key`;
                /// with `If-Match` it runs on the version that was read alone.
                RunEvent = "POST" "/v1/orders/{order_id}/events", WRITE, ServeRules;
                /// Press a custom button
                ///
                /// Runs the rules of a custom button over the order once, and its history says who pressed it. Sent again,
                /// it is pressed again, but for one with the same `Idempotency-Key`; with `If-Match` it is pressed on the
                /// version that was read alone.
                PressButton = "POST" "/v1/orders/{order_id}/buttons/{custom_button_id}", WRITE, ServeRules;
            }
        } $($after)* }
    };
}
pub(super) use events;
