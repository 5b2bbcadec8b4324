//! What posts are signed with: our own `/v1/signing-secrets` and beside it.

macro_rules! signing {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Signatures", "`/v1`: what posts are signed with." {
                /// List signing secrets
                ///
                /// What signs the store's posts, never the secrets themselves: the hosts that have a secret of their
                /// own, the store's webhook secret, and the key of the older signature.
                ListSigningSecrets = "GET" "/v1/signing-secrets", ADMIN, ManageStore;
                /// Add a signing secret
                ///
                /// Gives a host a secret of its own. Posts to it are signed with that instead of the store's webhook
                /// secret, within a minute. The secret is shown this once.
                AddSigningSecret = "POST" "/v1/signing-secrets", ADMIN, ManageStore;
                /// Rotate a signing secret
                ///
                /// Puts another secret in the place of a host's. Until the overlap is over, posts have a signature of
                /// each. The new one is shown this once.
                RotateSigningSecret = "POST" "/v1/signing-secrets/{host}/rotate", ADMIN, ManageStore;
                /// Remove a signing secret
                ///
                /// Posts to the host are signed with the store's webhook secret again, within a minute.
                RemoveSigningSecret = "DELETE" "/v1/signing-secrets/{host}", ADMIN, ManageStore;
                /// Rotate the webhook secret
                ///
                /// Puts another secret in the place of the store's webhook secret. Until the overlap is over, posts have
                /// a signature of each. The new one is shown this once.
                RotateWebhookSecret = "POST" "/v1/store/webhook-secret/rotate", ADMIN, ManageStore;
                /// Make a legacy signing key
                ///
                /// Makes a key for `X-ORDER-DESK-HASH` that opens nothing, in place of the primary API key or of the one
                /// there was, within a minute. It is shown this once.
                SetLegacySigningKey = "POST" "/v1/store/legacy-signing-key", ADMIN, ManageStore;
                /// Remove the legacy signing key
                ///
                /// The primary API key makes `X-ORDER-DESK-HASH` again, within a minute.
                RemoveLegacySigningKey = "DELETE" "/v1/store/legacy-signing-key", ADMIN, ManageStore;
            }
        } $($after)* }
    };
}
pub(super) use signing;
