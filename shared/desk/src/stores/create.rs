//! Creating a store with its first key.

use domain::{NewKey, NewStore, Scope, Store, StoreId};
use jiff::Timestamp;
use secrets::{DataKey, Kms};
use table::{Outcome, StoreSecrets};

use super::STORE;
use crate::{Desk, DeskError, keys};

/// A store id has nine digits.
const IDS: std::ops::Range<u64> = 100_000_000..1_000_000_000;

/// How many ids are tried for a new store.
const TRIES: u32 = 8;

/// A new store. Key and secret are known in clear this once only: the table has the key's hash, and both sealed.
pub struct StoreCreated {
    /// The store.
    pub store: Store,
    /// Its primary API key, which opens it and signs its posts.
    pub api_key: String,
    /// The secret of its Standard Webhooks signatures, `whsec_…`.
    pub webhook_secret: String,
}

/// Makes a store with the folders every store begins with, its secrets, and a primary key of scope `admin`. Three writes,
/// the first store of a stack one more. Called twice it makes two stores. After a crash in between, a store is left that has no key: nobody can use it.
pub async fn create(desk: &Desk, kms: &Kms, new: NewStore, now: Timestamp) -> Result<StoreCreated, DeskError> {
    let store = insert(desk, new, now).await?;
    let webhook_secret = secrets::random_webhook_secret()?;
    let api_key = keys::random_key()?;
    seal(desk, kms, store.id, &api_key, &webhook_secret).await?;
    let described = NewKey { name: "primary".to_owned(), scope: Scope::Admin };
    keys::insert(desk, store.id, &api_key, &described, keys::Role::Primary, now).await?;
    Ok(StoreCreated { store, api_key, webhook_secret })
}

async fn insert(desk: &Desk, new: NewStore, now: Timestamp) -> Result<Store, DeskError> {
    for _ in 0..TRIES {
        let Some(id) = StoreId::new(desk.chance.within(IDS)) else { continue };
        let NewStore { name, mut settings } = new.clone();
        settings.rate_limit_ceiling = settings.rate_limit;
        let folders = Store::default_folders();
        let store = Store { id, name, settings, folders, removed_folders: vec![], rules_revision: 0, date_added: now };
        if desk.table.insert_store(&store).await?.is_done() {
            return Ok(store);
        }
    }
    Err(DeskError::TryAgain("No free store id was found; try again"))
}

/// Keeps the primary key, which signs outbound posts, and the webhook secret, both sealed.
async fn seal(desk: &Desk, kms: &Kms, store_id: StoreId, key: &str, secret: &str) -> Result<(), DeskError> {
    let data_key = data_key(desk, kms).await?;
    let sealed =
        StoreSecrets { primary_key: data_key.seal(store_id, key)?, webhook_secret: data_key.seal(store_id, secret)? };
    match desk.table.insert_store_secrets(store_id, &sealed).await? {
        Outcome::Done(()) => Ok(()),
        _ => Err(DeskError::TryAgain("The store's secrets were not kept; try again")),
    }
}

/// Signs outbound posts with another key from now on.
pub(crate) async fn change_primary_key(desk: &Desk, kms: &Kms, store_id: StoreId, key: &str) -> Result<(), DeskError> {
    let secrets = desk.table.store_secrets(store_id).await?.ok_or(DeskError::NotFound(STORE))?;
    let primary_key = data_key(desk, kms).await?.seal(store_id, key)?;
    desk.table.put_store_secrets(store_id, &StoreSecrets { primary_key, ..secrets }).await?;
    Ok(())
}

/// The stack's data key; the first store makes it. Of two first stores at once, one makes it for both.
async fn data_key(desk: &Desk, kms: &Kms) -> Result<DataKey, DeskError> {
    if desk.table.data_key().await?.is_none() {
        // Where another call was first, its key is the one.
        let _ = desk.table.insert_data_key(&kms.new_data_key().await?).await?;
    }
    let Some(sealed) = desk.table.data_key().await? else {
        return Err(DeskError::TryAgain("The data key was not kept; try again"));
    };
    Ok(kms.open_data_key(&sealed).await?)
}
