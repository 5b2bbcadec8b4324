//! Lines for an order's history as they are sent (orderdesk-api 2.3), and why an order is canceled.

use super::scalars_in::{AnyShortText, AnyText};

read! {
    /// A line for an order's history.
    HistoryInput {
        [needs] {
            /// What happened.
            #[schema(value_type = String, min_length = 1, max_length = 2000, pattern = "\\S")]
            note: AnyText,
        }
        /// By whom; `API` when left out.
        source_name: AnyShortText,
    }

    /// Why an order is canceled.
    CancelInput {
        /// What people should read about it.
        #[schema(value_type = Option<String>, max_length = 1800)]
        note: AnyText,
    }
}
