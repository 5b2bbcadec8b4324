//! Exports: our own `/v1/exports`.

macro_rules! exports {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Exports", "`/v1`: orders become files, which are delivered." {
                /// List exports
                ///
                /// The exports of the last 30 days, the newest first, page by page: those of the API, and of schedules.
                ListExports = "GET" "/v1/exports", READ, ServeFiles;
                /// Start an export
                ///
                /// Makes files of the orders that are named, or of those that the template is for, in the background, and
                /// hands each over to be delivered. An order is in one export of a template at a time: one that another is
                /// not through with is left out.
                StartExport = "POST" "/v1/exports", WRITE, ServeFiles;
                /// Show an export
                ///
                /// How far an export is, and a page of its files: each with how far its delivery is, the appointment of that,
                /// and an address it can be downloaded from.
                ShowExport = "GET" "/v1/exports/{export_id}", READ, ServeFiles;
                /// Cancel an export
                ///
                /// The part that is being done ends, and no other begins. Files that were handed over are delivered; cancel
                /// their appointments to prevent that.
                CancelExport = "POST" "/v1/exports/{export_id}/cancel", WRITE, ServeFiles;
            }
        } $($after)* }
    };
}
pub(super) use exports;
