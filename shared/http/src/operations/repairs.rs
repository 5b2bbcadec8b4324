//! Repairs, which are the operator's: our own `/v1/repairs`.

macro_rules! repairs {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Repairs", "`/v1`: what was begun and never ended is found and mended." {
                /// Start a repair
                ///
                /// Goes through all rows, or those of one store: runs rules that were not run, makes and queues
                /// appointments that were not, and counts folders anew that are off. One is done at a time; while one
                /// is, it is the answer.
                StartRepair = "POST" "/v1/repairs", Access::AdminToken, ManageStore;
                /// Show a repair
                ///
                /// How far a repair is, and what it found.
                ShowRepair = "GET" "/v1/repairs/{repair_id}", Access::AdminToken, ManageStore;
                /// Cancel a repair
                ///
                /// The part that is being done ends, and no other begins. What was mended stays so.
                CancelRepair = "POST" "/v1/repairs/{repair_id}/cancel", Access::AdminToken, ManageStore;
            }
        } $($after)* }
    };
}
pub(super) use repairs;
