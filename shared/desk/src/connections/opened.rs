//! The secrets of a connection, opened, and sealed again: in this place alone.

use carts::{Access, Cart, Token};
use domain::{Connection, ConnectionSecrets, StoreId};
use jiff::{SignedDuration, Timestamp};
use secrets::{ConnectionSecret, DataKey, Purpose, SecretsError};

/// What a connection's shop is reached with, and what its webhooks are signed with.
#[allow(dead_code, reason = "who takes webhooks or calls shops opens them")]
pub(crate) struct Opened {
    /// How the shop's API is reached. How it takes tracking numbers is in the connection's state.
    pub(crate) access: Access,
    /// What a webhook may be signed with just now, the newest first.
    pub(crate) webhook_secrets: Vec<String>,
}

/// Opens the secrets of a connection, of those for webhooks the ones that are good at `now`.
#[allow(dead_code, reason = "who takes webhooks or calls shops opens them")]
pub(crate) fn opened(
    store_id: StoreId,
    connection: &Connection,
    data_key: &DataKey,
    now: Timestamp,
) -> Result<Opened, SecretsError> {
    let Connection { id, cart, shop, client_id, secrets, .. } = connection;
    let open = |secret: ConnectionSecret, sealed: &str| match sealed {
        "" => Ok(String::new()),
        sealed => data_key.open(store_id, Purpose::Connection(id, secret), sealed),
    };
    let access = Access {
        shop: shop.clone(),
        client_id: client_id.clone(),
        client_secret: open(ConnectionSecret::Client, &secrets.client_secret)?,
        token: open(ConnectionSecret::Token, &secrets.token)?,
        refresh_token: open(ConnectionSecret::RefreshToken, &secrets.refresh_token)?,
        ..Access::default()
    };
    let for_webhooks = connection.webhook_secrets(now).map(|sealed| open(ConnectionSecret::Webhook, sealed));
    let mut webhook_secrets = for_webhooks.collect::<Result<Vec<_>, _>>()?;
    let is_signed_by_app = cart.parse::<Cart>().is_ok_and(|cart| cart.spec().signs_with_client_secret);
    if is_signed_by_app && !access.client_secret.is_empty() {
        webhook_secrets.push(access.client_secret.clone());
    }
    Ok(Opened { access, webhook_secrets })
}

/// A secret of the connection of this id, sealed; blank where it is.
pub(crate) fn sealed(
    store_id: StoreId,
    connection_id: &str,
    (secret, text): (ConnectionSecret, &str),
    data_key: &DataKey,
) -> Result<String, SecretsError> {
    match text {
        "" => Ok(String::new()),
        text => data_key.seal(store_id, Purpose::Connection(connection_id, secret), text),
    }
}

/// Tokens that a cart gave, each sealed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SealedTokens {
    token: String,
    refresh_token: Option<String>,
    token_ends_at: Option<Timestamp>,
}

/// Seals what a cart gave for the connection of this id.
#[allow(dead_code, reason = "whoever calls shops refreshes tokens")]
pub(crate) fn sealed_tokens(
    store_id: StoreId,
    connection_id: &str,
    given: &Token,
    data_key: &DataKey,
    now: Timestamp,
) -> Result<SealedTokens, SecretsError> {
    let seal = |secret, text: &str| sealed(store_id, connection_id, (secret, text), data_key);
    let refresh_token = given.refresh_token.as_deref().filter(|token| !token.is_empty());
    let expires_in = SignedDuration::try_from(given.expires_in).unwrap_or(SignedDuration::ZERO);
    Ok(SealedTokens {
        token: seal(ConnectionSecret::Token, &given.access_token)?,
        refresh_token: refresh_token.map(|token| seal(ConnectionSecret::RefreshToken, token)).transpose()?,
        token_ends_at: now.checked_add(expires_in).ok(),
    })
}

impl SealedTokens {
    /// Puts them in the place of those before; without another refresh token that one stays.
    #[allow(dead_code, reason = "whoever calls shops refreshes tokens")]
    pub(crate) fn put_into(&self, secrets: &mut ConnectionSecrets) {
        secrets.token.clone_from(&self.token);
        if let Some(refresh_token) = &self.refresh_token {
            secrets.refresh_token.clone_from(refresh_token);
        }
        secrets.token_ends_at = self.token_ends_at;
    }
}
