//! What a store's posts are signed with beyond its first webhook secret: a secret for one host, another webhook secret,
//! and a key for the older signature that opens nothing.
//!
//! All lies in the one row of the store's secrets. Each change is one conditional write of that row; of two at the same
//! moment the second is made of what the first left.

mod earlier;
mod hosts;
mod legacy;
mod webhook;

use domain::{Permission, StoreId};
use jiff::Timestamp;
use secrets::{DataKey, Kms};
use table::{Outcome, SecretBefore, StoreSecrets};

use crate::{Desk, DeskError, stores};

pub use hosts::{SecretCreation, add, remove, rotate};
pub use legacy::{remove as remove_legacy_key, set as set_legacy_key};
pub use webhook::rotate as rotate_webhook_secret;

/// A secret that was just made. It is known this once only: the table has it sealed.
pub struct SecretMade {
    /// The secret.
    pub secret: String,
    /// What of it may be shown again.
    pub described: Described,
}

/// What may be shown of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The host it is for; blank for what is for all.
    pub host: String,
    /// When there was the first.
    pub date_added: Option<Timestamp>,
    /// When the present one was put in another's place.
    pub rotated_at: Option<Timestamp>,
    /// Those before it sign beside it until then.
    pub before_ends_at: Option<Timestamp>,
}

/// What signs a store's posts, without any secret.
pub struct Signatures {
    /// The webhook secret.
    pub webhook_secret: Described,
    /// The hosts that have a secret of their own.
    pub hosts: Vec<Described>,
    /// When the key of the older signature was made; none where the primary key makes it.
    pub legacy_key_added: Option<Timestamp>,
}

/// What signs a store's posts.
pub async fn list(desk: &Desk, store_id: StoreId, now: Timestamp) -> Result<Signatures, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let secrets = desk.table.store_secrets(store_id).await?.ok_or(DeskError::NotFound("Store"))?;
    Ok(Signatures {
        webhook_secret: webhook::described(&secrets, now),
        hosts: secrets.signing_secrets.iter().map(|(host, secret)| hosts::described(host, secret, now)).collect(),
        legacy_key_added: secrets.legacy_signing_key.map(|key| key.date_added),
    })
}

/// The stack's data key, to seal with. Who has secrets has one.
async fn data_key(desk: &Desk, kms: &Kms) -> Result<DataKey, DeskError> {
    stores::data_key(desk, kms).await
}

/// Changes the row of a store's secrets.
pub(crate) async fn change<T>(
    desk: &Desk,
    store_id: StoreId,
    change: impl FnMut(&mut StoreSecrets) -> Result<T, DeskError>,
) -> Result<T, DeskError> {
    match desk.table.change_store_secrets(store_id, change).await? {
        Outcome::Done(result) => Ok(result),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound("Store")),
    }
}

/// When the last of those before ends.
fn last_end(before: &[SecretBefore], now: Timestamp) -> Option<Timestamp> {
    before.iter().map(|before| before.ends_at).filter(|end| now < *end).max()
}
