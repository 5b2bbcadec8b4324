//! Imports of files: our own `/v1/imports`.

macro_rules! imports {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Imports", "`/v1`: a file becomes orders, inventory items or shipments." {
                /// List imports
                ///
                /// The imports of the last 30 days, the newest first, page by page: those of the API, and of files that were
                /// dropped into the bucket.
                ListImports = "GET" "/v1/imports", READ, ServeFiles;
                /// Start an import
                ///
                /// Answers the address that the file is to be uploaded to, once, within 15 minutes; when it is there, it is
                /// imported by its template in the background. As a dry run nothing is written, and the answer says what
                /// would be.
                StartImport = "POST" "/v1/imports", WRITE, ServeFiles;
                /// Show an import
                ///
                /// How far an import is, what it made, and which rows it refused, with the reasons; those rows as a file that
                /// can be mended and sent again.
                ShowImport = "GET" "/v1/imports/{import_id}", READ, ServeFiles;
                /// Cancel an import
                ///
                /// The part that is being done ends, and no other begins. What was imported stays.
                CancelImport = "POST" "/v1/imports/{import_id}/cancel", WRITE, ServeFiles;
                /// Undo an import
                ///
                /// Removes the orders or inventory items that an import made, where nobody touched them since, in the
                /// background; an order that rules changed was touched. What the import changed stays so. Shipments can't be
                /// undone.
                UndoImport = "POST" "/v1/imports/{import_id}/undo", WRITE, ServeFiles;
            }
        } $($after)* }
    };
}
pub(super) use imports;
