//! Stores that people make on screen (accounts.md 6).
//!
//! The store's row comes first, then its secrets, then whoever owns it: nobody sees a store before it is whole. A
//! crash in between leaves one that is nobody's, and the same form, sent again, goes on with it.

use domain::{
    Account, AccountId, ApiKey, Beginning, IdempotencyKey, NewStore, Permissions, Problem, Settings, Store,
    StoreDetails, StoreId, User, UserScope, body_digest,
};
use jiff::Timestamp;
use secrets::Purpose;
use table::StoreSecrets;

use super::insert::{Inserted, draft, insert};
use crate::accounts::{By, SealingKey, SignUpMode, may_make_store, stores_of};
use crate::{Desk, DeskError};

/// Who is in so many stores makes no other.
const MAX_STORES: usize = 200;

/// Among so many of somebody's stores, those they turned to last, one is looked for that they own.
const MAX_LOOKED_AT: usize = 20;

/// As long as the keys to the API.
const KEY_LENGTH: usize = 50;

/// So many digits of a key's hash name it.
const KEY_ID_LENGTH: usize = 16;

/// Makes a store of somebody who is its owner then; their address is mailed of incidents, once it is confirmed. Three
/// writes, and one transaction. `once` tells a form that is sent twice: of the same words it makes one store.
pub async fn begin(
    desk: &Desk,
    keys: &SealingKey,
    person: &Account,
    details: &StoreDetails,
    once: &str,
    (mode, by): (SignUpMode, &By),
    now: Timestamp,
) -> Result<Store, DeskError> {
    let problems = details.check();
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    check_may_begin(desk, person.id, mode).await?;
    count(desk, person.id, now).await?;
    let said = body_digest(&format!("{details:?}"));
    let store = Box::pin(insert_once(desk, &drafted(person, details, now), &key_of(person.id, once, &said))).await?;
    sign(desk, keys, store.id).await?;
    admit(desk, person, &store, "store made", by, now).await?;
    super::mail_link(desk, &store, now).await;
    Ok(store)
}

/// Whether somebody may make a store: by this mode, and as they own one or are in none yet. Nothing is written.
pub async fn check_may_begin(desk: &Desk, account_id: AccountId, mode: SignUpMode) -> Result<(), DeskError> {
    let refused = |message: &str| Err(DeskError::Forbidden(vec![Problem::new("", message)]));
    if mode == SignUpMode::Off {
        return refused("Stores are made by whoever runs this desk");
    }
    let stores = stores_of(desk, account_id).await?;
    if stores.len() >= MAX_STORES {
        return Err(DeskError::Conflict(format!("You are in {MAX_STORES} stores already; leave one first")));
    }
    if mode == SignUpMode::Open || stores.is_empty() {
        return Ok(());
    }
    for store in stores.iter().take(MAX_LOOKED_AT) {
        if desk.table.user(store.store_id, account_id).await?.is_some_and(|kept| kept.user.is_owner()) {
            return Ok(());
        }
    }
    refused("Who owns no store here makes none; ask whoever runs this desk")
}

/// What tells the creation of a store on screen from every other.
pub(super) fn key_of(account_id: AccountId, once: &str, said: &str) -> String {
    format!("console {account_id} {once} {said}")
}

/// The store that somebody describes, without an id yet.
pub(crate) fn drafted(admin: &Account, details: &StoreDetails, now: Timestamp) -> Store {
    let beginning = Beginning { business: details.business, ..Beginning::default() };
    let mut settings = Settings { beginning, ..Settings::default() };
    details.patch().apply_to(&mut settings);
    settings.admin_email.clone_from(&admin.email);
    settings.admin_email_confirmed = admin.email_confirmed_at.is_some();
    draft(NewStore { name: details.name.trim().to_owned(), settings }, now)
}

/// Inserts a store under an id that follows from the key; or the one that the same key made before.
pub(crate) async fn insert_once(desk: &Desk, draft: &Store, key: &str) -> Result<Store, DeskError> {
    let body_digest = body_digest(key);
    let sent = IdempotencyKey { key, body_digest: &body_digest };
    match insert(desk, draft, Some(sent)).await? {
        Inserted::New(store) | Inserted::Before(store) => Ok(store),
        Inserted::OfAnotherBody(_) => Err(DeskError::TryAgain("The store was not kept; try again")),
    }
}

/// Has a store sign what it posts, unless it does already. The key that its older signature is made with opens
/// nothing, as nobody knows it: keys to the API are made when somebody wants one.
pub(crate) async fn sign(desk: &Desk, keys: &SealingKey, store_id: StoreId) -> Result<(), DeskError> {
    if desk.table.store_secrets(store_id).await?.is_some() {
        return Ok(());
    }
    let data_key = keys.get_or_make().await?;
    let key = secrets::random_text(KEY_LENGTH)?;
    let sealed = StoreSecrets {
        primary_key: data_key.seal(store_id, Purpose::PrimaryKey, &key)?,
        primary_key_id: ApiKey::hash_of(&key).chars().take(KEY_ID_LENGTH).collect(),
        webhook_secret: data_key.seal(store_id, Purpose::WebhookSecret, &secrets::random_webhook_secret()?)?,
        ..StoreSecrets::default()
    };
    // Where the same call was first, its are the ones.
    let _ = desk.table.insert_store_secrets(store_id, &sealed).await?;
    Ok(())
}

/// Counts a store that somebody makes, and refuses it where there were many within the hour.
pub(super) async fn count(desk: &Desk, account_id: AccountId, now: Timestamp) -> Result<(), DeskError> {
    if may_make_store(desk, account_id, now).await? {
        return Ok(());
    }
    Err(DeskError::Conflict("You made many stores within the hour; make the next one later".to_owned()))
}

/// Makes somebody the owner of a store that is whole. Done again it changes nothing.
pub(super) async fn admit(
    desk: &Desk,
    person: &Account,
    store: &Store,
    what: &str,
    by: &By,
    now: Timestamp,
) -> Result<(), DeskError> {
    let line = by.line(what, store.name.as_str(), vec![], now);
    let _ = desk.table.insert_user(&owner_of(person, store.id, now), &store.name, &line).await?;
    Ok(())
}

/// Somebody as the owner of a store.
pub(crate) fn owner_of(account: &Account, store_id: StoreId, now: Timestamp) -> User {
    User {
        store_id,
        account_id: account.id,
        email: account.email.clone(),
        name: account.name(),
        permissions: Permissions::all(),
        scope: UserScope::Everything,
        css_class: String::new(),
        invited_by: String::new(),
        since: now,
    }
}
