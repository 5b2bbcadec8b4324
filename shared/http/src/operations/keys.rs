//! Keys: our own `/v1/keys`.

macro_rules! keys {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Keys", "`/v1`: keys to the API, by scope." {
                /// List keys
                ///
                /// The store's keys, never the keys themselves.
                ListKeys = "GET" "/v1/keys", ADMIN, ManageStore;
                /// Add a key
                ///
                /// Makes a key; without a scope it reads and writes, and no more. The key is shown this once.
                AddKey = "POST" "/v1/keys", ADMIN, ManageStore;
                /// Rotate a key
                ///
                /// Makes a key in another's place, with its name and scope. The old one goes on opening for so long,
                /// and then closes. The new one is shown this once.
                RotateKey = "POST" "/v1/keys/{key_id}/rotate", ADMIN, ManageStore;
                /// Revoke a key
                ///
                /// Closes a key, within a minute: so long a warm function may remember it.
                RevokeKey = "DELETE" "/v1/keys/{key_id}", ADMIN, ManageStore;
            }
        } $($after)* }
    };
}
pub(super) use keys;
