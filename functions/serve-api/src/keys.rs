//! A store's keys to the API: our own `/v1/keys`.

use api::{Failure, Reply, hash_of_key};
use domain::wire::Document;
use domain::{ApiKey, StoreId, time};
use serde::Serialize;

use crate::app::App;

/// As long as the keys of Order Desk (orderdesk-api 1.2).
const LENGTH: usize = 50;

/// So many digits of a key's hash name it.
const ID_LENGTH: usize = 16;

/// A key as people see it: never the key.
#[derive(Serialize)]
struct KeyView<'a> {
    id: &'a str,
    name: &'a str,
    primary: bool,
    date_added: String,
}

fn view(key: &ApiKey) -> KeyView<'_> {
    KeyView { id: &key.id, name: &key.name, primary: key.primary, date_added: time::text(key.date_added) }
}

/// A key nobody has.
pub(crate) fn new_key() -> Result<String, Failure> {
    Ok(secrets::random_text(LENGTH)?)
}

/// Keeps the hash of a new key.
pub(crate) async fn insert(app: &App, store: StoreId, key: &str, name: &str, primary: bool) -> Result<ApiKey, Failure> {
    let hash = hash_of_key(key);
    let id = hash.get(..ID_LENGTH).unwrap_or_default().to_owned();
    let kept = ApiKey { id, hash, name: name.to_owned(), primary, scope: domain::Scope::Admin, date_added: lambda::now(), expires_at: None };
    app.table.insert_api_key(store, &kept).await?;
    Ok(kept)
}

/// `GET /v1/keys`.
pub(crate) async fn list(app: &App, store: StoreId) -> Result<Reply, Failure> {
    let mut keys = app.table.api_keys(store).await?;
    keys.sort_by_key(|key| key.date_added);
    Ok(Reply::success(200).with("keys", &keys.iter().map(view).collect::<Vec<_>>()))
}

/// `POST /v1/keys`: the key is shown this once.
pub(crate) async fn create(app: &App, store: StoreId, body: &str) -> Result<Reply, Failure> {
    let document = Document::read(body).map_err(|problem| Reply::invalid(&[problem]))?;
    let object = document.object();
    let name = object.short_text("name", 200).unwrap_or_default();
    if name.trim().is_empty() {
        object.refuse("name", "is needed");
    }
    if !document.problems().is_empty() {
        return Err(Reply::invalid(&document.problems()).into());
    }
    let key = new_key()?;
    let kept = insert(app, store, &key, name.trim(), false).await?;
    Ok(Reply::success(201).with("message", &"Key Added").with("key", &view(&kept)).with("api_key", &key))
}

/// `DELETE /v1/keys/{id}`: closes within a minute, which is how long a warm function may remember it.
pub(crate) async fn revoke(app: &App, store: StoreId, id: &str) -> Result<Reply, Failure> {
    let keys = app.table.api_keys(store).await?;
    let Some(key) = keys.into_iter().find(|key| key.id == id) else { return Err(Reply::not_found("Key").into()) };
    if key.primary {
        return Err(Reply::refusal(409, "The primary key signs outbound posts and stays").into());
    }
    app.table.remove_api_key(store, &key.hash).await?;
    Ok(Reply::success(200).with("message", &format!("Key {id} Revoked")))
}
