//! Writing a store for the compatible API (orderdesk-api 2.2).

use domain::Store;
use serde_json::{Map, Value, json};

/// A store as `GET /store` writes it: every documented setting is there, and what is secret is empty.
pub fn compatible_view(store: &Store) -> Value {
    let folders = store.folders.iter().map(|folder| (folder.id.to_string(), folder.name.clone().into()));
    let folders: Map<String, Value> = folders.collect();
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

#[cfg(test)]
mod tests {
    use domain::{Settings, StoreId};
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_store_is_written_with_every_documented_setting() {
        let settings = Settings { store_email: "shop@example.com".into(), ..Settings::default() };
        let store = Store {
            id: StoreId::new(42).unwrap(),
            name: "Harbor".into(),
            settings,
            folders: Store::default_folders(),
            removed_folders: vec![],
            rules_revision: 0,
            date_added: Timestamp::UNIX_EPOCH,
        };
        insta::assert_json_snapshot!(compatible_view(&store));
    }
}
