//! A store's secrets for its receivers: our own `/v1/secrets`.

macro_rules! secrets {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Secrets", "`/v1`: what stands in headers of posts, and is never shown." {
                /// List secrets
                ///
                /// The names of the store's secrets, with the hosts each may go to; never the secrets themselves.
                ListSecrets = "GET" "/v1/secrets", ADMIN, ManageStore;
                /// Add a secret
                ///
                /// Keeps a secret, which headers of posts can have in them by its name. It goes to the hosts that are
                /// listed and to no other, and is never shown again. Added again just so it is the same.
                AddSecret = "POST" "/v1/secrets", ADMIN, ManageStore;
                /// Replace a secret
                ///
                /// Puts another value in a secret's place, and other hosts. Posts have it within a minute.
                ReplaceSecret = "PUT" "/v1/secrets/{secret}", ADMIN, ManageStore;
                /// Remove a secret
                ///
                /// Within a minute posts with a header that names it fail, and are tried again as others are.
                RemoveSecret = "DELETE" "/v1/secrets/{secret}", ADMIN, ManageStore;
            }
        } $($after)* }
    };
}
pub(super) use secrets;
