//! Lists of orders on screen: saved views, `/v1/views`, and the columns of folders.

macro_rules! views {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Views", "`/v1`: lists of orders on screen: their columns, and those that are saved under a name." {
                /// List saved views
                ///
                /// The saved views for everybody in the store. Those that somebody saved for themselves alone are nobody
                /// else's, and no key sees them.
                ListViews = "GET" "/v1/views", READ, ServeRules;
                /// Save a view
                ///
                /// Saves a view for everybody: the list of a folder, or of all, with what narrows it.
                AddView = "POST" "/v1/views", ADMIN, ServeRules;
                /// Show a saved view
                ///
                /// One saved view, with its version as `ETag`.
                ShowView = "GET" "/v1/views/{view_id}", READ, ServeRules;
                /// Replace a saved view
                ///
                /// Replaces the whole view. With `If-Match` only the version that was read.
                ReplaceView = "PUT" "/v1/views/{view_id}", ADMIN, ServeRules;
                /// Delete a saved view
                ///
                /// Deletes a saved view. The orders that it shows stay as they are.
                RemoveView = "DELETE" "/v1/views/{view_id}", ADMIN, ServeRules;
                /// Show a folder's columns
                ///
                /// The columns of the folder's list for everybody: those that somebody chose, or the usual ones.
                ShowColumns = "GET" "/v1/folders/{folder_id}/columns", READ, ServeApi;
                /// Set a folder's columns
                ///
                /// Sets the columns of the folder's list for everybody. Without any it has the usual ones again.
                SetColumns = "PUT" "/v1/folders/{folder_id}/columns", ADMIN, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use views;
