//! What one store's posts are signed with, opened.

use std::collections::BTreeMap;

use domain::StoreId;
use guard::host_of;
use jiff::Timestamp;
use secrets::{DataKey, Purpose, SecretsError};
use table::{SecretBefore, StoreSecrets};

/// What one store's posts are signed with.
pub(crate) struct Signer {
    /// The key of the older signature: one that opens nothing, or the primary API key.
    pub(crate) legacy_key: String,
    webhook: Secrets,
    by_host: BTreeMap<String, Secrets>,
}

/// A secret, and those before it with when each ends.
struct Secrets {
    present: String,
    before: Vec<(String, Timestamp)>,
}

impl Signer {
    /// Opens what a store keeps sealed.
    pub(crate) fn open(data_key: &DataKey, store_id: StoreId, sealed: &StoreSecrets) -> Result<Self, SecretsError> {
        let open = |purpose: Purpose<'_>, secret: &str, before: &[SecretBefore]| {
            let earlier = before.iter().map(|it| Ok((data_key.open(store_id, purpose, &it.secret)?, it.ends_at)));
            let before = earlier.collect::<Result<_, SecretsError>>()?;
            Ok(Secrets { present: data_key.open(store_id, purpose, secret)?, before })
        };
        let webhook = open(Purpose::WebhookSecret, &sealed.webhook_secret, &sealed.webhook_secrets_before)?;
        let by_host = sealed.signing_secrets.iter().map(|(host, secret)| {
            Ok((host.clone(), open(Purpose::SigningSecret(host), &secret.secret, &secret.before)?))
        });
        let by_host = by_host.collect::<Result<_, SecretsError>>()?;
        let legacy_key = match &sealed.legacy_signing_key {
            Some(legacy) => data_key.open(store_id, Purpose::LegacySigningKey, &legacy.key)?,
            None => data_key.open(store_id, Purpose::PrimaryKey, &sealed.primary_key)?,
        };
        Ok(Self { legacy_key, webhook, by_host })
    }

    /// The secrets a post to `url` is signed with: its host's, or else the store's; the present one first.
    pub(crate) fn secrets_for(&self, url: &str, at: Timestamp) -> Vec<&str> {
        let of_host = host_of(url).and_then(|host| self.by_host.get(&host));
        let Secrets { present, before } = of_host.unwrap_or(&self.webhook);
        let earlier = before.iter().rev().filter(|(_, end)| at < *end).map(|(secret, _)| secret.as_str());
        std::iter::once(present.as_str()).chain(earlier).collect()
    }
}
