//! Pickups and servers for files: our own `/v1/pickups` and `/v1/file-servers/test`.

macro_rules! pickups {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Pickups", "`/v1`: files that are fetched from other people's servers by a schedule, and imported." {
                /// List pickups
                ///
                /// The store's pickups. How far each is, is shown one by one.
                ListPickups = "GET" "/v1/pickups", READ, ServeFiles;
                /// Add a pickup
                ///
                /// Adds a pickup: by a schedule the files of a folder that fit a pattern are fetched, each once, and imported
                /// by an import template; then they are moved or deleted there. Test the server first: that shows what it
                /// is known by.
                AddPickup = "POST" "/v1/pickups", ADMIN, ServeFiles;
                /// Show a pickup
                ///
                /// One pickup, with its version as `ETag`, and how far it is: its last run, what that failed at, the last
                /// file, and what was passed over.
                ShowPickup = "GET" "/v1/pickups/{pickup_id}", READ, ServeFiles;
                /// Replace a pickup
                ///
                /// Replaces the whole pickup: without `enabled` that stays as it was. With `If-Match` only the version that
                /// was read.
                ReplacePickup = "PUT" "/v1/pickups/{pickup_id}", ADMIN, ServeFiles;
                /// Delete a pickup
                ///
                /// Deletes a pickup. What it fetched is imported all the same.
                RemovePickup = "DELETE" "/v1/pickups/{pickup_id}", ADMIN, ServeFiles;
                /// Run a pickup
                ///
                /// Runs a pickup now, disabled or not, in the background. Where a run is not over, that one goes on.
                RunPickup = "POST" "/v1/pickups/{pickup_id}/run", WRITE, ServeFiles;
                /// Test a server for files
                ///
                /// Tries a server out: connection, login and folder, of which it lists some files. Without a `host_key`, of
                /// an SFTP server, it shows the one that the server has, and sends nothing secret: compare it with what the
                /// server's owner says, and test again with it. Nothing is kept. A server that does not answer takes up to
                /// half a minute.
                TestFileServer = "POST" "/v1/file-servers/test", ADMIN, TestFileServer;
            }
        } $($after)* }
    };
}
pub(super) use pickups;
