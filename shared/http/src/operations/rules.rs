//! Rules: our own `/v1/rules`.

macro_rules! rules {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Rules", "`/v1`: what happens to orders by itself." {
                /// List rules
                ///
                /// The store's rules as they run.
                ListRules = "GET" "/v1/rules", READ, ServeRules;
                /// Add a rule
                ///
                /// Adds a rule; without a position it runs last.
                AddRule = "POST" "/v1/rules", ADMIN, ServeRules;
                /// Show a rule
                ///
                /// One rule, with its version as `ETag`.
                ShowRule = "GET" "/v1/rules/{rule_id}", READ, ServeRules;
                /// Replace a rule
                ///
                /// Replaces the whole rule: without `enabled` and without `position` both stay as they were. With
                /// `If-Match` only the version that was read; a rule that was deleted meanwhile stays so.
                ReplaceRule = "PUT" "/v1/rules/{rule_id}", ADMIN, ServeRules;
                /// Delete a rule
                ///
                /// Deletes a rule; what it has queued is not called off.
                RemoveRule = "DELETE" "/v1/rules/{rule_id}", ADMIN, ServeRules;
            }
        } $($after)* }
    };
}
pub(super) use rules;
