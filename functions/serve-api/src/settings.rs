//! The store itself: the connection test, what `GET /store` shows, and its settings (orderdesk-api 2.1, 2.2).

use desk::stores;
use domain::wire::SettingsPatch;
use domain::{FolderId, Store, Variations, time};
use http::{ApiReply, AuthorizedCall, Failure};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::app::App;

/// `GET /api/v2/test`.
pub(crate) fn test(call: &AuthorizedCall<'_>) -> ApiReply {
    let now = time::text(call.now);
    ApiReply::success(200).with("message", &"Connection Successful").with("current_date_time", &now)
}

/// `GET /api/v2/store`.
pub(crate) async fn show_store(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = stores::find(&app.desk, call.store()?.id).await?;
    Ok(ApiReply::success(200).with("store", &view(&store)))
}

/// `GET /v1/store`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = stores::find(&app.desk, call.store()?.id).await?;
    Ok(ApiReply::success(200).with("store", &own_view(&store)))
}

/// `PATCH /v1/store`: what is named changes. Known everywhere within ten seconds.
pub(crate) async fn change(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let patch = SettingsPatch::read(call.call.body()?).map_err(ApiReply::from_problems)?;
    let store = stores::change_settings(&app.desk, call.store()?.id, &patch).await?;
    app.api.remember(store.clone());
    Ok(ApiReply::success(200).with("message", &"Store Updated").with("store", &own_view(&store)))
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
