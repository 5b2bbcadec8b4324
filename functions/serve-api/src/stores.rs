//! Stores: the connection test, what `GET /store` shows, and making one.

use domain::{Scope, Settings, Store, StoreId, time};
use http::{ApiReply, Failure};
use secrets::DataKey;
use table::StoreSecrets;
use wire::stores::{NewStore, StoreView, compatible_view, read_new, read_patch};

use crate::app::App;
use crate::keys;

/// A store id has so many digits.
const IDS: std::ops::Range<u64> = 100_000_000..1_000_000_000;

/// `GET /test` (orderdesk-api 2.1).
pub(crate) fn test() -> ApiReply {
    let now = time::text(runtime::now());
    ApiReply::success(200).with("message", &"Connection Successful").with("current_date_time", &now)
}

/// `GET /store` (orderdesk-api 2.2).
pub(crate) async fn show(app: &App, store: StoreId) -> Result<ApiReply, Failure> {
    Ok(ApiReply::success(200).with("store", &compatible_view(&find(app, store).await?)))
}

/// The store of this id.
pub(crate) async fn find(app: &App, store: StoreId) -> Result<Store, Failure> {
    let found = app.table.store(store).await?;
    found.ok_or_else(|| ApiReply::not_found("Store").into())
}

/// `POST /v1/stores`: a new store with its first key, which is shown this once.
pub(crate) async fn create(app: &App, body: &str) -> Result<ApiReply, Failure> {
    let NewStore { name, settings } = read_new(body).map_err(ApiReply::from_problems)?;
    let store = insert(app, name, settings).await?;
    let secret = secrets::random_webhook_secret()?;
    let key = keys::new_key()?;
    seal(app, store.id, &key, &secret).await?;
    keys::insert(app, store.id, &key, "primary", Scope::Admin, true).await?;
    let reply = ApiReply::success(201).with("message", &"Store Added").with("store", &compatible_view(&store));
    Ok(reply.with("api_key", &key).with("webhook_secret", &secret))
}

async fn insert(app: &App, name: String, settings: Settings) -> Result<Store, Failure> {
    for _ in 0..8 {
        let Some(id) = StoreId::new(fastrand::u64(IDS)) else { continue };
        let folders = Store::default_folders();
        let (name, settings) = (name.clone(), settings.clone());
        let date_added = runtime::now();
        let store = Store { id, name, settings, folders, removed_folders: vec![], rules_revision: 0, date_added };
        if app.table.insert_store(&store).await? {
            return Ok(store);
        }
    }
    Err(ApiReply::refusal(503, "No free store id was found; try again").into())
}

/// Keeps the primary key, which signs outbound posts, and the webhook secret, both encrypted.
async fn seal(app: &App, store: StoreId, key: &str, secret: &str) -> Result<(), Failure> {
    let data_key = data_key(app).await?;
    let secrets =
        StoreSecrets { primary_key: data_key.seal(store, key)?, webhook_secret: data_key.seal(store, secret)? };
    app.table.insert_store_secrets(store, &secrets).await?;
    Ok(())
}

/// The stack's data key; the first store makes it. Of two first stores at once, one makes it for both.
async fn data_key(app: &App) -> Result<DataKey, Failure> {
    if app.table.data_key().await?.is_none() {
        app.table.insert_data_key(&app.kms.new_data_key().await?).await?;
    }
    let Some(sealed) = app.table.data_key().await? else {
        return Err(ApiReply::refusal(503, "The data key was not kept; try again").into());
    };
    Ok(app.kms.open_data_key(&sealed).await?)
}

/// `GET /v1/store`.
pub(crate) async fn settings(app: &App, store: StoreId) -> Result<ApiReply, Failure> {
    Ok(ApiReply::success(200).with("store", &StoreView::from(&find(app, store).await?)))
}

/// `PATCH /v1/store`: what is named changes. Known everywhere within ten seconds.
pub(crate) async fn change_settings(app: &App, store: StoreId, body: &str) -> Result<ApiReply, Failure> {
    let patch = read_patch(body).map_err(ApiReply::from_problems)?;
    let change = |known: &mut Store| {
        patch.apply(known);
        Ok::<_, Failure>(())
    };
    let changed = app.table.change_store(store, change).await?;
    let (known, ()) = changed.ok_or_else(|| ApiReply::not_found("Store"))??;
    app.api.remember(known.clone());
    Ok(ApiReply::success(200).with("message", &"Store Updated").with("store", &StoreView::from(&known)))
}

/// Signs outbound posts with another key from now on.
pub(crate) async fn change_primary_key(app: &App, store: StoreId, key: &str) -> Result<(), Failure> {
    let Some(secrets) = app.table.store_secrets(store).await? else { return Err(ApiReply::not_found("Store").into()) };
    let primary_key = data_key(app).await?.seal(store, key)?;
    app.table.put_store_secrets(store, &StoreSecrets { primary_key, ..secrets }).await?;
    Ok(())
}
