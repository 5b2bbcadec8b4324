//! A store's keys to the API: our own `/v1/keys`.

use std::time::Duration;

use desk::keys::{self, NewKey};
use domain::wire::{Document, Problem};
use domain::{ApiKey, Scope, time};
use http::{ApiReply, AuthorizedCall, Failure};
use jiff::Timestamp;
use serde::Serialize;

use crate::app::App;

/// How long a key that was rotated away still opens when nobody says otherwise, in seconds: a day.
const OVERLAP_SECONDS: u64 = 86_400;

/// The longest overlap, in seconds: ninety days.
const MAX_OVERLAP_SECONDS: u64 = 90 * 86_400;

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

/// `GET /v1/keys`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let keys = keys::list(&app.desk, call.store()?.id).await?;
    let views: Vec<_> = keys.iter().map(|(key, used)| view(key, *used)).collect();
    Ok(ApiReply::success(200).with("keys", &views))
}

/// `POST /v1/keys`: the key is shown this once. Without a scope it may read and write, and not more.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read(call.call.body()?).map_err(ApiReply::from_problems)?;
    let made = keys::create(&app.desk, call.store()?.id, &new, call.now).await?;
    let reply = ApiReply::success(201).with("message", &"Key Added").with("key", &view(&made.key, None));
    Ok(reply.with("api_key", &made.api_key))
}

/// `POST /v1/keys/{id}/rotate`: a key in its place, shown this once. The old one opens until the overlap is over.
pub(crate) async fn rotate(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let overlap = overlap(call.call.body()?).map_err(ApiReply::from_problems)?;
    let (store_id, key_id) = (call.store()?.id, call.call.value("key_id"));
    let made = keys::rotate(&app.desk, &app.kms, store_id, key_id, overlap, call.now).await?;
    let reply = ApiReply::success(201).with("message", &"Key Rotated").with("key", &view(&made.key, None));
    Ok(reply.with("api_key", &made.api_key))
}

/// `DELETE /v1/keys/{id}`: closes within a minute, which is longer than a warm function remembers it.
pub(crate) async fn revoke(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = keys::revoke(&app.desk, call.store()?.id, call.call.value("key_id")).await?;
    Ok(ApiReply::success(200).with("message", &format!("Key {id} Revoked")))
}

fn read(body: &str) -> Result<NewKey, Vec<Problem>> {
    let document = Document::read(body).map_err(|problem| vec![problem])?;
    let object = document.object();
    let name = object.short_text("name", 200).unwrap_or_default();
    if name.trim().is_empty() {
        object.refuse("name", "is needed");
    }
    let scope = object.text("scope").map(|scope| Scope::named(&scope));
    if scope == Some(None) {
        object.refuse("scope", "must be one of read, write, admin");
    }
    match document.problems() {
        problems if problems.is_empty() => {
            Ok(NewKey { name: name.trim().to_owned(), scope: scope.flatten().unwrap_or(Scope::Write) })
        }
        problems => Err(problems),
    }
}

fn overlap(body: &str) -> Result<Duration, Vec<Problem>> {
    let body = if body.trim().is_empty() { "{}" } else { body };
    let document = Document::read(body).map_err(|problem| vec![problem])?;
    let object = document.object();
    let seconds = object.whole("overlap_seconds").unwrap_or(OVERLAP_SECONDS);
    if seconds > MAX_OVERLAP_SECONDS {
        object.refuse("overlap_seconds", format!("must be at most {MAX_OVERLAP_SECONDS}"));
    }
    match document.problems() {
        problems if problems.is_empty() => Ok(Duration::from_secs(seconds)),
        problems => Err(problems),
    }
}
