//! Creating a store with its first key.

use domain::{ApiKey, IdempotencyKey, NewKey, NewStore, Scope, Store, StoreId};
use jiff::{SignedDuration, Timestamp};
use secrets::{DataKey, Kms, Purpose};
use table::StoreSecrets;

use super::insert::{Inserted, draft, insert};
use crate::{Desk, DeskError, KeyChecksums, keys, links};

/// So long the same creation shows the first key again, while it is the primary one.
const SHOWN_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A new store. Key and secret are known in clear by its creation only: the table has the key's hash, and both sealed.
pub struct StoreCreated {
    /// The store.
    pub store: Store,
    /// Its primary API key, which opens it and signs its posts.
    pub api_key: String,
    /// The secret of its Standard Webhooks signatures, `whsec_…`.
    pub webhook_secret: String,
}

/// What became of the creation of a store.
pub enum StoreMade {
    /// It is made; by the same creation before, or now.
    Made(Box<StoreCreated>),
    /// The same creation made the store of this id before, and its first key can't be shown any more.
    Before(StoreId),
    /// The idempotency key was sent before with another body, of which the store of this id was made.
    OfAnotherBody(StoreId),
}

/// Makes a store with the folders every store begins with, its secrets, and a primary key of scope `admin`. Three writes,
/// the first store of a stack one more, and two where a link is mailed to its `admin_email`. Called twice it makes two stores; with one idempotency key it makes one, answers
/// the same for a day, and goes on where a crash ended it. Without, a crash may leave a store that has no key: nobody can
/// use it.
pub async fn create(
    desk: &Desk,
    kms: &Kms,
    checksums: &KeyChecksums,
    mut new: NewStore,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<StoreMade, DeskError> {
    new.settings.notify_hosts = super::notify_hosts(&new.settings.notify_hosts)?;
    if new.settings.inventory_of_store.is_some() {
        return Err(DeskError::invalid("settings.inventory_of_store", links::NOT_LINKED));
    }
    let (store, is_new) = match insert(desk, &draft(new, now), sent).await? {
        Inserted::New(store) => (store, true),
        Inserted::Before(store) if now.duration_since(store.date_added) >= SHOWN_FOR => {
            return Ok(StoreMade::Before(store.id));
        }
        Inserted::Before(store) => (store, false),
        Inserted::OfAnotherBody(store_id) => return Ok(StoreMade::OfAnotherBody(store_id)),
    };
    let Some((api_key, webhook_secret)) = secrets_of(desk, kms, checksums, store.id, is_new).await? else {
        return Ok(StoreMade::Before(store.id));
    };
    let described = NewKey { name: "primary".to_owned(), scope: Scope::Admin, supplier_id: None };
    // The first key is as old as its store: so one that was put in its place is told from it.
    let key = keys::key_of(&api_key, &described, keys::Role::Primary, store.date_added);
    if !desk.table.insert_api_key(store.id, &key).await?.is_done() {
        let there = desk.table.api_key(store.id, &key.hash).await?;
        if there.is_none_or(|(there, _)| there.date_added != store.date_added) {
            return Ok(StoreMade::Before(store.id));
        }
    }
    super::mail_link(desk, &store, now).await;
    Ok(StoreMade::Made(Box::new(StoreCreated { store, api_key, webhook_secret })))
}

/// The primary key, which signs outbound posts, and the webhook secret: new ones, which are kept sealed, unless the store
/// has some. Nothing where the secret was rotated since: only its rotation showed that one.
async fn secrets_of(
    desk: &Desk,
    kms: &Kms,
    checksums: &KeyChecksums,
    store_id: StoreId,
    is_new: bool,
) -> Result<Option<(String, String)>, DeskError> {
    let data_key = data_key(desk, kms).await?;
    if !is_new && let Some(sealed) = desk.table.store_secrets(store_id).await? {
        return opened(&data_key, store_id, &sealed);
    }
    let (api_key, webhook_secret) = (keys::random_key(checksums, store_id)?, secrets::random_webhook_secret()?);
    let sealed = StoreSecrets {
        primary_key: data_key.seal(store_id, Purpose::PrimaryKey, &api_key)?,
        primary_key_id: keys::id_of(&ApiKey::hash_of(&api_key)),
        webhook_secret: data_key.seal(store_id, Purpose::WebhookSecret, &webhook_secret)?,
        ..StoreSecrets::default()
    };
    if desk.table.insert_store_secrets(store_id, &sealed).await?.is_done() {
        return Ok(Some((api_key, webhook_secret)));
    }
    // Another call for the same store was first, or only the answer of our write was lost.
    let Some(sealed) = desk.table.store_secrets(store_id).await? else {
        return Err(DeskError::TryAgain("The store's secrets were not kept; try again"));
    };
    opened(&data_key, store_id, &sealed)
}

fn opened(data_key: &DataKey, store_id: StoreId, sealed: &StoreSecrets) -> Result<Option<(String, String)>, DeskError> {
    if sealed.webhook_secret_rotated_at.is_some() {
        return Ok(None);
    }
    let primary_key = data_key.open(store_id, Purpose::PrimaryKey, &sealed.primary_key)?;
    Ok(Some((primary_key, data_key.open(store_id, Purpose::WebhookSecret, &sealed.webhook_secret)?)))
}

/// The stack's data key; the first store makes it. Of two first stores at once, one makes it for both.
pub(crate) async fn data_key(desk: &Desk, kms: &Kms) -> Result<DataKey, DeskError> {
    if desk.table.data_key().await?.is_none() {
        // Where another call was first, its key is the one.
        let _ = desk.table.insert_data_key(&kms.new_data_key().await?).await?;
    }
    let Some(sealed) = desk.table.data_key().await? else {
        return Err(DeskError::TryAgain("The data key was not kept; try again"));
    };
    Ok(kms.open_data_key(&sealed).await?)
}
