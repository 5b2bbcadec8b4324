//! New stores: our own `POST /v1/stores`.

use desk::stores::{self, NewStore};
use domain::wire::{Document, Problem, SettingsPatch};
use domain::{FolderId, Settings, Store};
use http::{ApiReply, AuthorizedCall, Failure};
use serde_json::{Map, Value, json};

use crate::app::App;

/// `POST /v1/stores`: a new store with its first key, which is shown this once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read(call.call.body()?).map_err(ApiReply::from_problems)?;
    let created = stores::create(&app.desk, &app.kms, new, call.now).await?;
    let reply = ApiReply::success(201).with("message", &"Store Added").with("store", &view(&created.store));
    Ok(reply.with("api_key", &created.api_key).with("webhook_secret", &created.webhook_secret))
}

fn read(body: &str) -> Result<NewStore, Vec<Problem>> {
    let document = Document::read(body).map_err(|problem| vec![problem])?;
    let object = document.object();
    let name = object.short_text("name", 200).unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        object.refuse("name", "is needed");
    }
    let mut settings = Settings::default();
    if let Some(given) = object.object("settings") {
        SettingsPatch::of(&given).apply_to(&mut settings);
    }
    match document.problems() {
        problems if problems.is_empty() => Ok(NewStore { name, settings }),
        problems => Err(problems),
    }
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
