//! What a sealed text is for.

use domain::StoreId;

/// What a sealed text is for: it opens for that and for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// The primary API key.
    PrimaryKey,
    /// The secret of the store's Standard Webhooks signatures.
    WebhookSecret,
    /// The key of the older signature, in place of the primary API key.
    LegacySigningKey,
    /// The secret that posts to this host are signed with.
    SigningSecret(&'a str),
    /// What stands in headers of posts, by this name.
    StoreSecret(&'a str),
    /// A secret of the connection of this id.
    Connection(&'a str, ConnectionSecret),
}

/// What a secret of a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionSecret {
    /// What its shop signs webhooks with.
    Webhook,
    /// The secret of the app that calls the shop.
    Client,
    /// What opens the shop.
    Token,
    /// What brings the next token.
    RefreshToken,
}

impl ConnectionSecret {
    /// What is bound into the sealed text.
    const fn bound(self) -> &'static str {
        match self {
            Self::Webhook => "webhook-secret",
            Self::Client => "client-secret",
            Self::Token => "token",
            Self::RefreshToken => "refresh-token",
        }
    }
}

impl Purpose<'_> {
    /// What is bound into the sealed text.
    pub(crate) fn bound(self, store_id: StoreId) -> String {
        match self {
            Self::PrimaryKey => format!("store {store_id} primary-key"),
            Self::WebhookSecret => format!("store {store_id} webhook-secret"),
            Self::LegacySigningKey => format!("store {store_id} legacy-signing-key"),
            Self::SigningSecret(host) => format!("store {store_id} signing-secret {host}"),
            Self::StoreSecret(name) => format!("store {store_id} store-secret {name}"),
            Self::Connection(id, secret) => format!("store {store_id} connection {id} {}", secret.bound()),
        }
    }

    /// Whether there are texts for it that were sealed before the purpose was bound in.
    pub(crate) fn is_older_than_binding(self) -> bool {
        matches!(self, Self::PrimaryKey | Self::WebhookSecret)
    }
}
