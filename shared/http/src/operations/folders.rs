//! Folders: our own `/v1/folders`.

macro_rules! folders {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Folders", "`/v1`: the folders orders lie in." {
                /// List folders
                ///
                /// The store's folders in the order people gave them.
                ListFolders = "GET" "/v1/folders", READ, ServeApi;
                /// Add a folder
                ///
                /// Adds a folder after the last.
                AddFolder = "POST" "/v1/folders", ADMIN, ServeApi;
                /// Sort folders
                ///
                /// Puts the folders in another order. Every folder of the store is named once.
                SortFolders = "PUT" "/v1/folders", ADMIN, ServeApi;
                /// Rename a folder
                ///
                /// Gives a folder another name.
                RenameFolder = "PATCH" "/v1/folders/{folder_id}", ADMIN, ServeApi;
                /// Remove a folder
                ///
                /// Removes a folder and moves its orders into another, at most 500 with one call. The folder is gone at
                /// once; where `remaining` is not 0, and for an order that came meanwhile, the same call again moves
                /// on. Each order that moves takes a token of the rate limit.
                RemoveFolder = "DELETE" "/v1/folders/{folder_id}", ADMIN, ServeApi;
                /// Recount a folder
                ///
                /// Counts the orders of a folder anew, for a token of the rate limit for each 1,000 of them.
                RecountFolder = "POST" "/v1/folders/{folder_id}/recount", ADMIN, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use folders;
