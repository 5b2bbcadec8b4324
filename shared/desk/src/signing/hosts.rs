//! A secret of its own for one host.

use std::time::Duration;

use domain::{IdempotencyKey, Permission, StoreId};
use guard::read_host;
use jiff::{SignedDuration, Timestamp};
use secrets::{Kms, Purpose};
use table::{SigningSecret, StoreSecrets};

use super::{Described, SecretMade, change, data_key, earlier, last_end};
use crate::{Desk, DeskError};

/// A store has secrets for at most so many hosts.
const MAX_HOSTS: usize = 50;

/// So long a creation with the same idempotency key is known.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(24);

const SIGNING_SECRET: &str = "Signing secret";

/// What became of the creation of a secret.
pub enum SecretCreation {
    /// It is made.
    Made(SecretMade),
    /// The same creation made the secret of this host before. It was shown then, and can't be shown again.
    Before(String),
    /// The idempotency key was sent before with another body, of which the secret of this host was made.
    OfAnotherBody(String),
}

/// Gives a host a secret of its own: posts there are signed with it within a minute, and not with the store's any more.
/// One conditional write. Called twice the second is a conflict, as the host has one then; where the first was never
/// seen, rotate it.
pub async fn add(
    desk: &Desk,
    kms: &Kms,
    store_id: StoreId,
    host: &str,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<SecretCreation, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let host = read_host(host).map_err(|error| DeskError::invalid("host", error.to_string()))?;
    let secret = secrets::random_webhook_secret()?;
    let sealed = data_key(desk, kms).await?.seal(store_id, Purpose::SigningSecret(&host), &secret)?;
    let new = SigningSecret {
        secret: sealed,
        date_added: now,
        rotated_at: None,
        before: vec![],
        idempotency_key: sent.map(|sent| sent.key.to_owned()).unwrap_or_default(),
        body_digest: sent.map(|sent| sent.body_digest.to_owned()).unwrap_or_default(),
    };
    let added = change(desk, store_id, |secrets| {
        if secrets.signing_secrets.get(&host).is_some_and(|present| present.secret == new.secret) {
            // Ours already: only the answer of our write was lost.
            return Ok(None);
        }
        if let Some(before) = sent.and_then(|sent| made_by(secrets, sent, now)) {
            return Ok(Some(before));
        }
        if secrets.signing_secrets.contains_key(&host) {
            return Err(DeskError::Conflict(format!("{host} has a signing secret; rotate it")));
        }
        if secrets.signing_secrets.len() >= MAX_HOSTS {
            let message = format!("A store has signing secrets for at most {MAX_HOSTS} hosts; remove one");
            return Err(DeskError::Conflict(message));
        }
        secrets.signing_secrets.insert(host.clone(), new.clone());
        Ok(None)
    });
    let made = || SecretCreation::Made(SecretMade { secret, described: described(&host, &new, now) });
    Ok(added.await?.unwrap_or_else(made))
}

/// What the same idempotency key made before.
fn made_by(secrets: &StoreSecrets, sent: IdempotencyKey<'_>, now: Timestamp) -> Option<SecretCreation> {
    let is_known = |secret: &SigningSecret| {
        secret.idempotency_key == sent.key && now.duration_since(secret.date_added) < KNOWN_FOR
    };
    let (host, made) = secrets.signing_secrets.iter().find(|(_, secret)| is_known(secret))?;
    let is_same = made.body_digest == sent.body_digest;
    Some(if is_same { SecretCreation::Before(host.clone()) } else { SecretCreation::OfAnotherBody(host.clone()) })
}

/// Puts another secret in the place of a host's. The old one signs beside it until the overlap is over. Called twice
/// there are two new ones, which both sign as long as that; the last is the one that stays.
pub async fn rotate(
    desk: &Desk,
    kms: &Kms,
    store_id: StoreId,
    host: &str,
    overlap: Duration,
    now: Timestamp,
) -> Result<SecretMade, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let host = read_host(host).map_err(|_| DeskError::NotFound(SIGNING_SECRET))?;
    let secret = secrets::random_webhook_secret()?;
    let sealed = data_key(desk, kms).await?.seal(store_id, Purpose::SigningSecret(&host), &secret)?;
    let described = change(desk, store_id, |secrets| {
        let present = secrets.signing_secrets.get_mut(&host).ok_or(DeskError::NotFound(SIGNING_SECRET))?;
        if present.secret != sealed {
            earlier::keep(&mut present.before, &present.secret, overlap, now)?;
            present.secret.clone_from(&sealed);
            present.rotated_at = Some(now);
        }
        Ok(described(&host, present, now))
    });
    Ok(SecretMade { secret, described: described.await? })
}

/// Takes a host's secret away, and answers the host: posts there are signed with the store's again, within a minute.
pub async fn remove(desk: &Desk, store_id: StoreId, host: &str) -> Result<String, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let host = read_host(host).map_err(|_| DeskError::NotFound(SIGNING_SECRET))?;
    let mut was_there = false;
    change(desk, store_id, |secrets| {
        let is_there = secrets.signing_secrets.remove(&host).is_some();
        // Gone at the second try: by us, where only the answer of our write was lost, or by who was first.
        was_there |= is_there;
        if was_there { Ok(()) } else { Err(DeskError::NotFound(SIGNING_SECRET)) }
    })
    .await?;
    Ok(host)
}

pub(super) fn described(host: &str, secret: &SigningSecret, now: Timestamp) -> Described {
    Described {
        host: host.to_owned(),
        date_added: Some(secret.date_added),
        rotated_at: secret.rotated_at,
        before_ends_at: last_end(&secret.before, now),
    }
}
