//! A store's keys to the API: our own `/v1/keys`.

use domain::wire::Document;
use domain::{ApiKey, Scope, StoreId, time};
use http::{ApiReply, Call, Failure, hash_of_key};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::app::App;
use crate::stores;

/// As long as the keys of Order Desk (orderdesk-api 1.2).
const LENGTH: usize = 50;

/// So many digits of a key's hash name it.
const ID_LENGTH: usize = 16;

/// How long a key that was rotated away still opens when nobody says otherwise: a day.
const OVERLAP_SECONDS: u64 = 86_400;

/// The longest overlap: ninety days.
const MAX_OVERLAP_SECONDS: u64 = 90 * 86_400;

/// A store has at most this many keys.
const MAX_KEYS: usize = 50;

/// A key as people see it: never the key.
#[derive(Serialize)]
struct KeyView<'a> {
    id: &'a str,
    name: &'a str,
    scope: Scope,
    primary: bool,
    date_added: String,
    last_used: Option<String>,
    expires_at: Option<String>,
}

fn view(key: &ApiKey, used: Option<Timestamp>) -> KeyView<'_> {
    KeyView {
        id: &key.id,
        name: &key.name,
        scope: key.scope,
        primary: key.primary,
        date_added: time::text(key.date_added),
        last_used: used.map(time::text),
        expires_at: key.expires_at.map(time::text),
    }
}

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
    let date_added = app.clock.now();
    let kept = ApiKey { id, hash, name: name.to_owned(), primary, scope, date_added, expires_at: None };
    let _ = app.table.insert_api_key(store, &kept).await?;
    Ok(kept)
}

/// `GET /v1/keys`.
pub(crate) async fn list(app: &App, store: StoreId) -> Result<ApiReply, Failure> {
    let mut keys = app.table.api_keys(store).await?;
    keys.sort_by_key(|(key, _)| key.date_added);
    let views: Vec<_> = keys.iter().map(|(key, used)| view(key, *used)).collect();
    Ok(ApiReply::success(200).with("keys", &views))
}

/// `POST /v1/keys`: the key is shown this once. Without a scope it may read and write, and not more.
pub(crate) async fn create(app: &App, store: StoreId, body: &str) -> Result<ApiReply, Failure> {
    let document = Document::read(body).map_err(|problem| ApiReply::invalid(&[problem]))?;
    let object = document.object();
    let name = object.short_text("name", 200).unwrap_or_default();
    if name.trim().is_empty() {
        object.refuse("name", "is needed");
    }
    let scope = object.text("scope").map(|scope| Scope::named(&scope));
    if scope == Some(None) {
        object.refuse("scope", "must be one of read, write, admin");
    }
    if !document.problems().is_empty() {
        return Err(ApiReply::invalid(&document.problems()).into());
    }
    if app.table.api_keys(store).await?.len() >= MAX_KEYS {
        return Err(ApiReply::refusal(409, format!("A store has at most {MAX_KEYS} keys")).into());
    }
    let key = new_key()?;
    let kept = insert(app, store, &key, name.trim(), scope.flatten().unwrap_or(Scope::Write), false).await?;
    let reply = ApiReply::success(201).with("message", &"Key Added").with("key", &view(&kept, None));
    Ok(reply.with("api_key", &key))
}

/// `POST /v1/keys/{id}/rotate`: a key in its place, shown this once. The old one opens until the overlap is over; where
/// it was the primary one, outbound posts are signed with the new one within a minute.
pub(crate) async fn rotate(app: &App, store: StoreId, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let overlap = overlap(call.body()?)?;
    let (mut old, used) = find(app, store, call.value("key_id")).await?;
    let now = app.clock.now();
    if !old.is_open(now) || old.expires_at.is_some() {
        return Err(ApiReply::refusal(409, "This key was rotated before").into());
    }
    let key = new_key()?;
    let mut kept = insert(app, store, &key, &old.name, old.scope, false).await?;
    // After a crash in between the old one is still the primary one and still opens: it is rotated again.
    if old.primary {
        stores::change_primary_key(app, store, &key).await?;
        kept.primary = true;
        let _ = app.table.change_api_key(store, &kept, None).await?;
    }
    old.primary = false;
    old.expires_at = Some(now.saturating_add(SignedDuration::from_secs(overlap)).unwrap_or(now));
    let _ = app.table.change_api_key(store, &old, used).await?;
    let reply = ApiReply::success(201).with("message", &"Key Rotated").with("key", &view(&kept, None));
    Ok(reply.with("api_key", &key))
}

fn overlap(body: &str) -> Result<i64, Failure> {
    let body = if body.trim().is_empty() { "{}" } else { body };
    let document = Document::read(body).map_err(|problem| ApiReply::invalid(&[problem]))?;
    let object = document.object();
    let seconds = object.whole("overlap_seconds").unwrap_or(OVERLAP_SECONDS);
    if seconds > MAX_OVERLAP_SECONDS {
        object.refuse("overlap_seconds", format!("must be at most {MAX_OVERLAP_SECONDS}"));
    }
    match document.problems() {
        problems if problems.is_empty() => Ok(i64::try_from(seconds).unwrap_or(i64::MAX)),
        problems => Err(ApiReply::invalid(&problems).into()),
    }
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
