//! Stores: the connection test, what `GET /store` shows, and making one.

use std::convert::Infallible;

use domain::wire::{Document, SettingsPatch};
use domain::{FolderId, Scope, Settings, Store, StoreId, Variations, time};
use http::{ApiReply, Failure};
use secrets::DataKey;
use serde::Serialize;
use serde_json::{Map, Value, json};
use table::{Outcome, StoreSecrets};

use crate::app::App;
use crate::keys;

/// A store id has so many digits.
const IDS: std::ops::Range<u64> = 100_000_000..1_000_000_000;

/// `GET /test` (orderdesk-api 2.1).
pub(crate) fn test(app: &App) -> ApiReply {
    let now = time::text(app.clock.now());
    ApiReply::success(200).with("message", &"Connection Successful").with("current_date_time", &now)
}

/// `GET /store` (orderdesk-api 2.2).
pub(crate) async fn show(app: &App, store: StoreId) -> Result<ApiReply, Failure> {
    Ok(ApiReply::success(200).with("store", &view(&find(app, store).await?)))
}

/// The store of this id.
pub(crate) async fn find(app: &App, store: StoreId) -> Result<Store, Failure> {
    let found = app.table.store(store).await?;
    found.ok_or_else(|| ApiReply::not_found("Store").into())
}

/// `POST /v1/stores`: a new store with its first key, which is shown this once.
pub(crate) async fn create(app: &App, body: &str) -> Result<ApiReply, Failure> {
    let document = Document::read(body).map_err(|problem| ApiReply::invalid(&[problem]))?;
    let object = document.object();
    let name = object.short_text("name", 200).unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        object.refuse("name", "is needed");
    }
    let mut settings = Settings::default();
    if let Some(given) = object.object("settings") {
        SettingsPatch::of(&given).apply_to(&mut settings);
    }
    if !document.problems().is_empty() {
        return Err(ApiReply::invalid(&document.problems()).into());
    }
    let store = insert(app, name, settings).await?;
    let secret = secrets::random_webhook_secret()?;
    let key = keys::new_key()?;
    seal(app, store.id, &key, &secret).await?;
    keys::insert(app, store.id, &key, "primary", Scope::Admin, true).await?;
    let reply = ApiReply::success(201).with("message", &"Store Added").with("store", &view(&store));
    Ok(reply.with("api_key", &key).with("webhook_secret", &secret))
}

async fn insert(app: &App, name: String, settings: Settings) -> Result<Store, Failure> {
    for _ in 0..8 {
        let Some(id) = StoreId::new(fastrand::u64(IDS)) else { continue };
        let folders = Store::default_folders();
        let (name, settings) = (name.clone(), settings.clone());
        let date_added = app.clock.now();
        let store = Store { id, name, settings, folders, removed_folders: vec![], rules_revision: 0, date_added };
        if app.table.insert_store(&store).await?.is_done() {
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
    app.table.insert_store_secrets(store, &secrets).await.map(drop).map_err(Failure::from)
}

/// The stack's data key; the first store makes it. Of two first stores at once, one makes it for both.
async fn data_key(app: &App) -> Result<DataKey, Failure> {
    if app.table.data_key().await?.is_none() {
        let _ = app.table.insert_data_key(&app.kms.new_data_key().await?).await?;
    }
    let Some(sealed) = app.table.data_key().await? else {
        return Err(ApiReply::refusal(503, "The data key was not kept; try again").into());
    };
    Ok(app.kms.open_data_key(&sealed).await?)
}

/// `GET /v1/store`.
pub(crate) async fn settings(app: &App, store: StoreId) -> Result<ApiReply, Failure> {
    Ok(ApiReply::success(200).with("store", &own_view(&find(app, store).await?)))
}

/// `PATCH /v1/store`: what is named changes. Known everywhere within ten seconds.
pub(crate) async fn change_settings(app: &App, store: StoreId, body: &str) -> Result<ApiReply, Failure> {
    let patch = SettingsPatch::read(body).map_err(ApiReply::from_problems)?;
    let change = |known: &mut Store| {
        patch.apply(known);
        Ok::<_, Failure>(())
    };
    let (known, ()) = changed_store(app.table.change_store(store, change).await?)?;
    app.api.remember(known.clone());
    Ok(ApiReply::success(200).with("message", &"Store Updated").with("store", &own_view(&known)))
}

/// The store as it was changed, and what the change answered.
pub(crate) fn changed_store<T>(changed: Outcome<(Store, T), Infallible, Failure>) -> Result<(Store, T), Failure> {
    match changed {
        Outcome::Done(changed) => Ok(changed),
        Outcome::Refused(failure) => Err(failure),
        Outcome::Missing | Outcome::Stale => Err(ApiReply::not_found("Store").into()),
    }
}

/// Signs outbound posts with another key from now on.
pub(crate) async fn change_primary_key(app: &App, store: StoreId, key: &str) -> Result<(), Failure> {
    let Some(secrets) = app.table.store_secrets(store).await? else { return Err(ApiReply::not_found("Store").into()) };
    let primary_key = data_key(app).await?.seal(store, key)?;
    app.table.put_store_secrets(store, &StoreSecrets { primary_key, ..secrets }).await?;
    Ok(())
}

/// A store as our own API shows it.
#[derive(Serialize)]
struct StoreView<'a> {
    id: String,
    name: &'a str,
    settings: SettingsView<'a>,
    date_added: String,
}

/// The settings that can be changed.
#[derive(Serialize)]
struct SettingsView<'a> {
    admin_email: &'a str,
    store_email: &'a str,
    store_url: &'a str,
    timezone: &'a str,
    store_country: &'a str,
    allow_http: bool,
    default_checkout_data_fields: &'a Variations,
    rate_limit: &'static str,
    rate_limit_bucket: u32,
    rate_limit_per_second: u32,
}

fn own_view(store: &Store) -> StoreView<'_> {
    let settings = &store.settings;
    let settings = SettingsView {
        admin_email: &settings.admin_email,
        store_email: &settings.store_email,
        store_url: &settings.store_url,
        timezone: &settings.timezone,
        store_country: &settings.store_country,
        allow_http: settings.allow_http,
        default_checkout_data_fields: &settings.default_checkout_data_fields,
        rate_limit: if settings.rate_limit.off { "off" } else { "on" },
        rate_limit_bucket: settings.rate_limit.bucket,
        rate_limit_per_second: settings.rate_limit.per_second,
    };
    StoreView { id: store.id.to_string(), name: &store.name, settings, date_added: time::text(store.date_added) }
}

/// A store as `GET /store` writes it: every documented setting is there, and what is secret is empty.
fn view(store: &Store) -> Value {
    let key = |id: FolderId| id.to_string();
    let folders: Map<_, _> = store.folders.iter().map(|folder| (key(folder.id), folder.name.clone().into())).collect();
    let settings = &store.settings;
    json!({
        "id": store.id.to_string(),
        "name": store.name,
        "settings": {
            "app_version": "2.0", "locale_code": "en_US",
            "timezone": if settings.timezone.is_empty() { "UTC" } else { &settings.timezone },
            "store_country": settings.store_country,
            "store_email": settings.store_email, "admin_email": settings.admin_email,
            "normalize_capitalization": "0", "normalize_phone_numbers": "0",
            "date_format": "Y-m-d H:i:s", "short_date_format": "Y-m-d", "orders_per_page": 50,
            "report_frequency": "", "dashboard_report_type": "", "store_url": settings.store_url, "custom_css": "",
            "security_po_box_warn": "", "security_different_address_warn": "", "security_different_country_warn": "",
            "security_quantity_warn": 0, "limit_address_field_char_length": 0, "country_name_format": "0",
            "all_orders_name": "All Orders", "api_key": "", "all_orders_column_view": [], "shipping_methods": [],
            "default_checkout_data_fields": settings.default_checkout_data_fields.keys().collect::<Vec<_>>(),
            "smtp_port": "", "smtp_host": "", "smtp_username": "", "smtp_password": "", "smtp_encryption": "", "smtp_headers": "",
            "auto_update_stock_count": "", "auto_create_inventory_items": "", "normalizeCapitalization": 0,
            "allow_http": settings.allow_http,
        },
        "folders": folders,
    })
}
