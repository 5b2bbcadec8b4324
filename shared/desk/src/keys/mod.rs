//! A store's keys to the API.
//!
//! Which key is the primary one is said by the row of the store's secrets alone: it holds the key that posts are signed
//! with, and names it. So there is one, whatever was done at the same moment, and every other key can be revoked.

mod rotate;

use domain::{ApiKey, IdempotencyKey, NewKey, Permission, Problem, Scope, StoreId, Supplier};
use jiff::{SignedDuration, Timestamp};
use secrets::{Kms, Purpose};
use table::{Counted, KeptKey, KeyMadeBefore, Outcome};

use crate::key_checksum::CHECKSUM_LENGTH;
use crate::{Desk, DeskError, KeyChecksums, stores};

pub use rotate::rotate;

/// As long as the keys of Order Desk (orderdesk-api 1.2). The last of it is a checksum.
const LENGTH: usize = 50;

/// So many digits of a key's hash name it.
const ID_LENGTH: usize = 16;

/// A store has at most this many keys.
const MAX_KEYS: usize = 50;

/// A key that takes the primary one's place is named in it within so long, or never: a call ends well before.
const NAMED_WITHIN: SignedDuration = SignedDuration::from_mins(5);

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

/// What became of the creation of a key.
pub enum KeyCreation {
    /// It is made.
    Made(KeyMade),
    /// The same creation made the key of this id before. It was shown then, and can't be shown again.
    Before(String),
    /// The idempotency key was sent before with another body, of which the key of this id was made.
    OfAnotherBody(String),
}

/// All keys of a store, the oldest first, each with when it was last used.
pub async fn list(desk: &Desk, kms: &Kms, store_id: StoreId) -> Result<Vec<(ApiKey, Option<Timestamp>)>, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let primary = primary_id(desk, kms, store_id).await?;
    let keys = desk.table.api_keys(store_id).await?.into_iter();
    let shown = |kept: KeptKey| (ApiKey { primary: kept.key.id == primary, ..kept.key }, kept.used_at);
    let mut keys: Vec<_> = keys.map(shown).collect();
    keys.sort_by_key(|(key, _)| key.date_added);
    Ok(keys)
}

/// Makes a key and keeps its hash. Called twice it makes two keys, unless both come with one idempotency key. After a
/// crash in between a key may be left that nobody was shown, and that can be revoked.
pub async fn create(
    desk: &Desk,
    checksums: &KeyChecksums,
    store_id: StoreId,
    new: &NewKey,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<KeyCreation, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    // It opens all of the store.
    desk.needs_whole_orders("A key is made")?;
    check_scope(desk, new.scope)?;
    if let Some(sent) = &sent
        && let Some(before) = desk.table.key_made_by(store_id, sent, now).await?
    {
        return Ok(before.into());
    }
    check_supplier(desk, store_id, new).await?;
    let api_key = random_key(checksums, store_id)?;
    let made = add(desk, store_id, new, Role::Further, api_key, now).await?;
    let Some(sent) = sent else { return Ok(KeyCreation::Made(made)) };
    // Last, so that what is noted is there: of two that were sent at once, the second finds the first's, and takes back
    // its own.
    match desk.table.insert_key_creation(store_id, &made.key.id, &sent, now).await? {
        Outcome::Unchanged(before) => {
            take_back(desk, store_id, &made.key).await?;
            Ok(before.into())
        }
        _ => Ok(KeyCreation::Made(made)),
    }
}

/// Refuses a key that opens everything to who may not do everything: by such a key anybody is made an owner.
fn check_scope(desk: &Desk, scope: Scope) -> Result<(), DeskError> {
    if scope != Scope::Admin || desk.rights().is_all() {
        return Ok(());
    }
    let message = "a key that opens everything is made by who may do everything with all orders of the store";
    Err(DeskError::Forbidden(vec![Problem::new("scope", message)]))
}

/// Checks that the supplier of a supplier's key is there.
async fn check_supplier(desk: &Desk, store_id: StoreId, new: &NewKey) -> Result<(), DeskError> {
    let Some(supplier_id) = &new.supplier_id else { return Ok(()) };
    match desk.table.definition::<Supplier>(store_id, supplier_id).await? {
        Some(_) => Ok(()),
        None => Err(DeskError::invalid("supplier_id", format!("there is no supplier {supplier_id}"))),
    }
}

impl From<KeyMadeBefore> for KeyCreation {
    fn from(before: KeyMadeBefore) -> Self {
        let KeyMadeBefore { key_id, is_of_another_body } = before;
        if is_of_another_body { Self::OfAnotherBody(key_id) } else { Self::Before(key_id) }
    }
}

/// Closes a key for good, and answers its id; no function takes it a minute later. The primary key can't be closed, nor
/// one that is just taking its place.
pub async fn revoke(
    desk: &Desk,
    kms: &Kms,
    store_id: StoreId,
    key_id: &str,
    now: Timestamp,
) -> Result<String, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let mut tries = desk.table.tries();
    loop {
        let kept = find(desk, store_id, key_id).await?;
        // Behind the key: one that is named meanwhile was to be the primary one when it was read.
        if primary_id(desk, kms, store_id).await? == kept.key.id {
            return Err(DeskError::Conflict("The primary key signs outbound posts and stays; rotate it".to_owned()));
        }
        if kept.key.primary && kept.key.expires_at.is_some_and(|end| now < end) {
            let message = "This key is just taking the primary one's place; where that never ends, it closes by itself \
                           within five minutes, and can be revoked then";
            return Err(DeskError::Conflict(message.to_owned()));
        }
        if desk.table.remove_api_key(store_id, &kept).await?.is_done() {
            desk.table.count_down(store_id, Counted::Keys).await?;
            return Ok(kept.key.id);
        }
        tries.again().await?;
    }
}

/// Adds a key, of which a store has a limited number. One that is to be the primary one closes soon, until it is.
async fn add(
    desk: &Desk,
    store_id: StoreId,
    new: &NewKey,
    role: Role,
    api_key: String,
    now: Timestamp,
) -> Result<KeyMade, DeskError> {
    match desk.table.count_up(store_id, Counted::Keys, MAX_KEYS, now).await? {
        Outcome::Done(_) => {}
        Outcome::Refused(()) => {
            let message = format!("A store has at most {MAX_KEYS} keys; revoke one that is not used any more");
            return Err(DeskError::Conflict(message));
        }
        Outcome::Missing | Outcome::Stale => return Err(DeskError::NotFound("Store")),
    }
    let mut key = key_of(&api_key, new, role, now);
    if role == Role::Primary {
        key.expires_at = now.checked_add(NAMED_WITHIN).ok();
    }
    match desk.table.insert_api_key(store_id, &key).await? {
        Outcome::Done(()) => Ok(KeyMade { key, api_key }),
        _ => Err(DeskError::TryAgain("The key was not kept; try again")),
    }
}

/// Removes a key that nobody was shown.
async fn take_back(desk: &Desk, store_id: StoreId, key: &ApiKey) -> Result<(), DeskError> {
    let Ok(kept) = find(desk, store_id, &key.id).await else { return Ok(()) };
    if desk.table.remove_api_key(store_id, &kept).await?.is_done() {
        desk.table.count_down(store_id, Counted::Keys).await?;
    }
    Ok(())
}

/// What the table keeps of a key.
pub(crate) fn key_of(api_key: &str, new: &NewKey, role: Role, date_added: Timestamp) -> ApiKey {
    let hash = ApiKey::hash_of(api_key);
    ApiKey {
        id: id_of(&hash),
        hash,
        name: new.name.clone(),
        primary: role == Role::Primary,
        scope: new.scope,
        supplier_id: new.supplier_id.clone(),
        date_added,
        expires_at: None,
    }
}

/// What names a key of this hash.
pub(crate) fn id_of(hash: &str) -> String {
    hash.get(..ID_LENGTH).unwrap_or_default().to_owned()
}

/// A key nobody has, for this store.
pub(crate) fn random_key(checksums: &KeyChecksums, store_id: StoreId) -> Result<String, DeskError> {
    Ok(checksums.complete(store_id, &secrets::random_text(LENGTH - CHECKSUM_LENGTH)?))
}

/// The id of the key that the store's secrets name; blank in a store that was left without any. Those of before have no
/// name and are opened.
async fn primary_id(desk: &Desk, kms: &Kms, store_id: StoreId) -> Result<String, DeskError> {
    let Some(secrets) = desk.table.store_secrets(store_id).await? else { return Ok(String::new()) };
    if !secrets.primary_key_id.is_empty() {
        return Ok(secrets.primary_key_id);
    }
    let primary_key = stores::data_key(desk, kms).await?.open(store_id, Purpose::PrimaryKey, &secrets.primary_key)?;
    Ok(id_of(&ApiKey::hash_of(&primary_key)))
}

/// The key of this id.
async fn find(desk: &Desk, store_id: StoreId, key_id: &str) -> Result<KeptKey, DeskError> {
    let keys = desk.table.api_keys(store_id).await?;
    keys.into_iter().find(|kept| kept.key.id == key_id).ok_or(DeskError::NotFound(KEY))
}
