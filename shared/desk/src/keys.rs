//! A store's keys to the API.

use std::time::Duration;

use domain::{ApiKey, NewKey, StoreId};
use jiff::{SignedDuration, Timestamp};
use secrets::Kms;
use table::Outcome;

use crate::{Desk, DeskError, stores};

/// As long as the keys of Order Desk (orderdesk-api 1.2).
const LENGTH: usize = 50;

/// So many digits of a key's hash name it.
const ID_LENGTH: usize = 16;

/// A store has at most this many keys.
const MAX_KEYS: usize = 50;

const KEY: &str = "Key";

/// Whether a key also signs the store's outbound posts; one key of a store does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Opens the API and signs posts.
    Primary,
    /// Opens the API.
    Further,
}

/// A new key. The key itself is known this once only: the table has its hash.
pub struct KeyMade {
    /// What the table keeps of it.
    pub key: ApiKey,
    /// The key itself, to be shown to its owner.
    pub api_key: String,
}

/// All keys of a store, the oldest first, each with when it was last used.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<(ApiKey, Option<Timestamp>)>, DeskError> {
    let mut keys = desk.table.api_keys(store_id).await?;
    keys.sort_by_key(|(key, _)| key.date_added);
    Ok(keys)
}

/// Makes a key and keeps its hash. Called twice it makes two keys.
pub async fn create(desk: &Desk, store_id: StoreId, new: &NewKey, now: Timestamp) -> Result<KeyMade, DeskError> {
    if desk.table.api_keys(store_id).await?.len() >= MAX_KEYS {
        return Err(DeskError::Conflict(format!("A store has at most {MAX_KEYS} keys")));
    }
    let api_key = random_key()?;
    let key = insert(desk, store_id, &api_key, new, Role::Further, now).await?;
    Ok(KeyMade { key, api_key })
}

/// Replaces a key by a new one of the same name and scope. The old one opens until the overlap is over; where it was the primary one, outbound
/// posts are signed with the new one within a minute. After a crash in between the old one is as it was: it is rotated
/// again.
pub async fn rotate(
    desk: &Desk,
    kms: &Kms,
    store_id: StoreId,
    key_id: &str,
    overlap: Duration,
    now: Timestamp,
) -> Result<KeyMade, DeskError> {
    let (mut old, used) = find(desk, store_id, key_id).await?;
    if !old.is_open(now) || old.expires_at.is_some() {
        return Err(DeskError::Conflict("This key was rotated before".to_owned()));
    }
    let api_key = random_key()?;
    let described = NewKey { name: old.name.clone(), scope: old.scope };
    let mut key = insert(desk, store_id, &api_key, &described, Role::Further, now).await?;
    if old.primary {
        stores::change_primary_key(desk, kms, store_id, &api_key).await?;
        key.primary = true;
        kept(desk.table.change_api_key(store_id, &key, None).await?)?;
    }
    old.primary = false;
    let overlap = SignedDuration::try_from(overlap).unwrap_or(SignedDuration::MAX);
    old.expires_at = Some(now.saturating_add(overlap).unwrap_or(now));
    kept(desk.table.change_api_key(store_id, &old, used).await?)?;
    Ok(KeyMade { key, api_key })
}

/// Closes a key for good, and answers its id; no function takes it a minute later. The primary key can't be closed.
pub async fn revoke(desk: &Desk, store_id: StoreId, key_id: &str) -> Result<String, DeskError> {
    let (key, _) = find(desk, store_id, key_id).await?;
    if key.primary {
        return Err(DeskError::Conflict("The primary key signs outbound posts and stays; rotate it".to_owned()));
    }
    desk.table.remove_api_key(store_id, &key.hash).await?;
    Ok(key.id)
}

/// Keeps the hash of a new key.
pub(crate) async fn insert(
    desk: &Desk,
    store_id: StoreId,
    api_key: &str,
    new: &NewKey,
    role: Role,
    now: Timestamp,
) -> Result<ApiKey, DeskError> {
    let hash = ApiKey::hash_of(api_key);
    let key = ApiKey {
        id: hash.get(..ID_LENGTH).unwrap_or_default().to_owned(),
        hash,
        name: new.name.clone(),
        primary: role == Role::Primary,
        scope: new.scope,
        date_added: now,
        expires_at: None,
    };
    match desk.table.insert_api_key(store_id, &key).await? {
        Outcome::Done(()) => Ok(key),
        _ => Err(DeskError::TryAgain("The key was not kept; try again")),
    }
}

/// A key that was revoked meanwhile is not there any more.
fn kept(outcome: Outcome<()>) -> Result<(), DeskError> {
    outcome.done().ok_or(DeskError::NotFound(KEY))
}

/// A key nobody has.
pub(crate) fn random_key() -> Result<String, DeskError> {
    Ok(secrets::random_text(LENGTH)?)
}

/// The key of this id, and when it was last used.
async fn find(desk: &Desk, store_id: StoreId, key_id: &str) -> Result<(ApiKey, Option<Timestamp>), DeskError> {
    let keys = desk.table.api_keys(store_id).await?;
    keys.into_iter().find(|(key, _)| key.id == key_id).ok_or(DeskError::NotFound(KEY))
}
