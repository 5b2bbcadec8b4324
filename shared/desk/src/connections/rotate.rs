//! How the secrets of a connection are replaced. They are sealed here, and never shown but for what is made just now.

use carts::ConnectionKey;
use domain::{Connection, GivenSecrets, Permission, Problem, SecretsChange, StoreId, WebhookSecretWanted};
use jiff::{SignedDuration, Timestamp};
use secrets::{ConnectionSecret, DataKey, Kms, SecretsError};
use table::Outcome;

use super::{CONNECTION, check, create, find, opened, tasks};
use crate::{Desk, DeskError, stores};

/// What became of a connection whose secrets were replaced.
pub struct SecretsRotated {
    /// The connection.
    pub connection: Connection,
    /// Its version.
    pub version: u64,
    /// The secret for webhooks that was made. It is known this once only.
    pub webhook_secret: Option<String>,
}

/// Puts other secrets in the place of those of a connection. Webhooks that are signed with the secret of before are taken
/// as long as the overlap says. A shop that refused its keys is tried again with the new ones. Called twice the second
/// replaces what the first left.
pub async fn rotate(
    desk: &Desk,
    kms: &Kms,
    store_id: StoreId,
    id: &str,
    change: &SecretsChange,
    now: Timestamp,
) -> Result<SecretsRotated, DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    let (connection, _) = find(desk, store_id, id).await?;
    let made = check_change(&connection, change)?;
    let data_key = stores::data_key(desk, kms).await?;
    let webhook_secret = made.or_else(|| change.given.webhook_secret.clone());
    let until = now.checked_add(SignedDuration::try_from(change.overlap).unwrap_or_default()).unwrap_or(now);
    let until = Some(until).filter(|until| *until > now);
    let rotated = desk.table.change_definition(store_id, id, now, |before: &Connection, _| {
        let mut after = before.clone();
        put(store_id, &mut after, &change.given, &data_key)?;
        if let Some(secret) = &webhook_secret {
            put_webhook(store_id, &mut after, secret, until, &data_key)?;
        }
        Ok::<_, DeskError>(after)
    });
    let (connection, version) = match rotated.await? {
        Outcome::Done((_, after, version)) => (after, version),
        Outcome::Refused(error) => return Err(error),
        Outcome::Missing | Outcome::Stale => return Err(DeskError::NotFound(CONNECTION)),
    };
    let GivenSecrets { client_secret, token, refresh_token, .. } = &change.given;
    if client_secret.is_some() || token.is_some() || refresh_token.is_some() {
        tasks::try_new_keys(desk, store_id, &connection, now).await?;
    }
    let is_made = change.webhook_secret == WebhookSecretWanted::Made;
    Ok(SecretsRotated { connection, version, webhook_secret: webhook_secret.filter(|_| is_made) })
}

/// Checks what is given against what the cart takes; the secret that is made, if one is.
fn check_change(connection: &Connection, change: &SecretsChange) -> Result<Option<String>, DeskError> {
    let cart = check::cart_of(connection).ok_or(DeskError::NotFound(CONNECTION))?;
    let needs = &cart.spec().needs;
    let mut problems = change.given.check();
    let is_refused = |key: &ConnectionKey| check::is_given(&change.given, *key) && !needs.takes(*key);
    let refused = ConnectionKey::ALL.into_iter().filter(is_refused);
    problems.extend(refused.map(|key| Problem::new(key.name(), "must be left out: this cart has none")));
    let is_made = change.webhook_secret == WebhookSecretWanted::Made;
    if is_made && change.given.webhook_secret.is_some() {
        problems.push(Problem::new("make_webhook_secret", "must be left out where one is given"));
    }
    if is_made && needs.makes_secret.is_none() {
        problems.push(Problem::new("make_webhook_secret", "must be left out: this cart makes its secret itself"));
    }
    if !is_made && change.given.is_empty() {
        problems.push(Problem::new("webhook_secret", "is needed, or another secret is"));
    }
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    let form = needs.makes_secret.filter(|_| is_made);
    Ok(form.map(create::make_secret).transpose()?)
}

/// Puts the given keys that open a shop in the place of those of before.
pub(super) fn put(
    store_id: StoreId,
    connection: &mut Connection,
    given: &GivenSecrets,
    data_key: &DataKey,
) -> Result<(), SecretsError> {
    let id = connection.id.clone();
    let seal = |secret, text: &str| opened::sealed(store_id, &id, (secret, text), data_key);
    let secrets = &mut connection.secrets;
    if let Some(text) = &given.client_secret {
        secrets.client_secret = seal(ConnectionSecret::Client, text)?;
    }
    if let Some(text) = &given.token {
        secrets.token = seal(ConnectionSecret::Token, text)?;
        secrets.token_ends_at = None;
    }
    if let Some(text) = &given.refresh_token {
        secrets.refresh_token = seal(ConnectionSecret::RefreshToken, text)?;
    }
    Ok(())
}

/// Puts a secret for webhooks in front of that of before, which opens until `until`.
pub(super) fn put_webhook(
    store_id: StoreId,
    connection: &mut Connection,
    secret: &str,
    until: Option<Timestamp>,
    data_key: &DataKey,
) -> Result<(), SecretsError> {
    let sealed = opened::sealed(store_id, &connection.id, (ConnectionSecret::Webhook, secret), data_key)?;
    connection.secrets.rotate_webhook(sealed, until);
    Ok(())
}
