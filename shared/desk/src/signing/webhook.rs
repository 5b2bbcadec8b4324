//! The webhook secret, which signs all posts to hosts that have none of their own.

use std::time::Duration;

use domain::{Permission, StoreId};
use jiff::Timestamp;
use secrets::{Kms, Purpose};
use table::StoreSecrets;

use super::{Described, SecretMade, change, data_key, earlier, last_end};
use crate::{Desk, DeskError};

/// Puts another secret in the place of the store's. The old one signs beside it until the overlap is over. Called twice
/// there are two new ones, which both sign as long as that; the last is the one that stays.
pub async fn rotate(
    desk: &Desk,
    kms: &Kms,
    store_id: StoreId,
    overlap: Duration,
    now: Timestamp,
) -> Result<SecretMade, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let secret = secrets::random_webhook_secret()?;
    let sealed = data_key(desk, kms).await?.seal(store_id, Purpose::WebhookSecret, &secret)?;
    let described = change(desk, store_id, |secrets| {
        if secrets.webhook_secret != sealed {
            earlier::keep(&mut secrets.webhook_secrets_before, &secrets.webhook_secret, overlap, now)?;
            secrets.webhook_secret.clone_from(&sealed);
            secrets.webhook_secret_rotated_at = Some(now);
        }
        Ok(described(secrets, now))
    });
    Ok(SecretMade { secret, described: described.await? })
}

pub(super) fn described(secrets: &StoreSecrets, now: Timestamp) -> Described {
    Described {
        host: String::new(),
        date_added: None,
        rotated_at: secrets.webhook_secret_rotated_at,
        before_ends_at: last_end(&secrets.webhook_secrets_before, now),
    }
}
