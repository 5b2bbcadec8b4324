//! A store's keys to the API: our own `/v1/keys`.

use domain::{ApiKey, Scope, StoreId};
use http::{ApiReply, Call, Failure, hash_of_key};
use jiff::Timestamp;
use wire::keys::{KeyView, NewKey, read_new, read_overlap};

use crate::app::App;
use crate::stores;

/// As long as the keys of Order Desk (orderdesk-api 1.2).
const LENGTH: usize = 50;

/// So many digits of a key's hash name it.
const ID_LENGTH: usize = 16;

/// A store has at most this many keys.
const MAX_KEYS: usize = 50;

/// A key nobody has.
pub(crate) fn new_key() -> Result<String, Failure> {
    Ok(secrets::random_text(LENGTH)?)
}

/// Keeps the hash of a new key.
pub(crate) async fn insert(
    app: &App,
    store: StoreId,
    key: &str,
    name: &str,
    scope: Scope,
    primary: bool,
) -> Result<ApiKey, Failure> {
    let hash = hash_of_key(key);
    let id = hash.get(..ID_LENGTH).unwrap_or_default().to_owned();
    let date_added = runtime::now();
    let kept = ApiKey { id, hash, name: name.to_owned(), primary, scope, date_added, expires_at: None };
    app.table.insert_api_key(store, &kept).await?;
    Ok(kept)
}

/// `GET /v1/keys`.
pub(crate) async fn list(app: &App, store: StoreId) -> Result<ApiReply, Failure> {
    let mut keys = app.table.api_keys(store).await?;
    keys.sort_by_key(|(key, _)| key.date_added);
    let views: Vec<_> = keys.iter().map(|(key, used)| KeyView::new(key, *used)).collect();
    Ok(ApiReply::success(200).with("keys", &views))
}

/// `POST /v1/keys`: the key is shown this once. Without a scope it may read and write, and not more.
pub(crate) async fn create(app: &App, store: StoreId, body: &str) -> Result<ApiReply, Failure> {
    let NewKey { name, scope } = read_new(body).map_err(ApiReply::from_problems)?;
    if app.table.api_keys(store).await?.len() >= MAX_KEYS {
        return Err(ApiReply::refusal(409, format!("A store has at most {MAX_KEYS} keys")).into());
    }
    let key = new_key()?;
    let kept = insert(app, store, &key, &name, scope, false).await?;
    let reply = ApiReply::success(201).with("message", &"Key Added").with("key", &KeyView::new(&kept, None));
    Ok(reply.with("api_key", &key))
}

/// `POST /v1/keys/{id}/rotate`: a key in its place, shown this once. The old one opens until the overlap is over; where
/// it was the primary one, outbound posts are signed with the new one within a minute.
pub(crate) async fn rotate(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let overlap = read_overlap(call.body()?).map_err(ApiReply::from_problems)?;
    let (mut old, used) = find(app, store, call.value("key_id")).await?;
    let now = runtime::now();
    if !old.is_open(now) || old.expires_at.is_some() {
        return Err(ApiReply::refusal(409, "This key was rotated before").into());
    }
    let key = new_key()?;
    let mut kept = insert(app, store, &key, &old.name, old.scope, false).await?;
    // After a crash in between the old one is still the primary one and still opens: it is rotated again.
    if old.primary {
        stores::change_primary_key(app, store, &key).await?;
        kept.primary = true;
        app.table.change_api_key(store, &kept, None).await?;
    }
    old.primary = false;
    old.expires_at = Some(now.saturating_add(overlap).unwrap_or(now));
    app.table.change_api_key(store, &old, used).await?;
    let reply = ApiReply::success(201).with("message", &"Key Rotated").with("key", &KeyView::new(&kept, None));
    Ok(reply.with("api_key", &key))
}

/// `DELETE /v1/keys/{id}`: closes within a minute, which is longer than a warm function remembers it.
pub(crate) async fn revoke(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let (key, _) = find(app, store, call.value("key_id")).await?;
    if key.primary {
        return Err(ApiReply::refusal(409, "The primary key signs outbound posts and stays; rotate it").into());
    }
    app.table.remove_api_key(store, &key.hash).await?;
    Ok(ApiReply::success(200).with("message", &format!("Key {} Revoked", key.id)))
}

/// The key of this id, and when it was last used.
async fn find(app: &App, store: StoreId, id: &str) -> Result<(ApiKey, Option<Timestamp>), Failure> {
    let keys = app.table.api_keys(store).await?;
    let found = keys.into_iter().find(|(key, _)| key.id == id);
    found.ok_or_else(|| ApiReply::not_found("Key").into())
}
