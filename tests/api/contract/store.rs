//! orderdesk-api 2.1 and 2.2: the connection test and the store.

use serde_json::{Value, json};

use super::{assert_success, is_date};
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

/// Every setting of the official text.
const SETTINGS: [&str; 35] = [
    "app_version",
    "locale_code",
    "timezone",
    "store_country",
    "store_email",
    "admin_email",
    "normalize_capitalization",
    "normalize_phone_numbers",
    "date_format",
    "short_date_format",
    "orders_per_page",
    "report_frequency",
    "dashboard_report_type",
    "store_url",
    "custom_css",
    "security_po_box_warn",
    "security_different_address_warn",
    "security_different_country_warn",
    "security_quantity_warn",
    "limit_address_field_char_length",
    "country_name_format",
    "all_orders_name",
    "api_key",
    "all_orders_column_view",
    "shipping_methods",
    "default_checkout_data_fields",
    "smtp_port",
    "smtp_host",
    "smtp_username",
    "smtp_password",
    "smtp_encryption",
    "smtp_headers",
    "auto_update_stock_count",
    "auto_create_inventory_items",
    "normalizeCapitalization",
];

#[tokio::test]
async fn the_connection_test_says_so_in_exactly_these_words_and_the_time_in_utc() {
    let shop = Shop::open("connection").await;
    let before = shop.done(200, "GET", "/test", &NONE).await;
    assert_eq!(before["message"], "Connection Successful");
    assert!(is_date(&before["current_date_time"]), "{before}");
    // An order's date is UTC, so the time of day is that of an order made in between.
    let made = shop.read(&shop.order("C-1").await).await;
    let after = shop.done(200, "GET", "/test", &NONE).await;
    let times = [&before["current_date_time"], &made["date_added"], &after["current_date_time"]].map(text);
    assert!(times.is_sorted(), "{times:?}");
}

#[tokio::test]
async fn the_store_has_its_id_as_a_string_and_its_name() {
    let shop = Shop::open("named").await;
    let store = shop.done(200, "GET", "/store", &NONE).await["store"].clone();
    assert_eq!((&store["id"], &store["name"]), (&json!(shop.id), &json!("named")));
}

#[tokio::test]
async fn the_store_has_every_documented_setting() {
    let shop = Shop::open("settings").await;
    let settings = shop.done(200, "GET", "/store", &NONE).await["store"]["settings"].clone();
    for name in SETTINGS {
        assert!(!settings[name].is_null(), "{name} in {settings}");
    }
    assert_eq!(settings["admin_email"], "settings@example.com");
    for name in ["all_orders_column_view", "shipping_methods", "default_checkout_data_fields"] {
        assert_eq!(settings[name], json!([]), "{name}");
    }
}

#[tokio::test]
async fn the_store_keeps_its_secrets() {
    let shop = Shop::open("secrets").await;
    let reply = shop.ask("GET", "/store", &NONE).await;
    let store = assert_success(&reply, 200);
    assert_eq!(store["store"]["settings"]["api_key"], "");
    assert_eq!(store["store"]["settings"]["smtp_password"], "");
    assert!(!reply.text().contains(&shop.api_key) && !reply.text().contains(&shop.webhook_secret));
}

#[tokio::test]
async fn folders_are_an_object_from_id_to_name_in_the_store_s_order() {
    let shop = Shop::open("folders").await;
    let folders = shop.done(200, "GET", "/store", &NONE).await["store"]["folders"].clone();
    let folders = folders.as_object().unwrap();
    assert!(folders.keys().all(|id| id.parse::<u64>().is_ok()), "{folders:?}");
    // "On Hold" is ours (orderdesk-app 4.1); the others are documented.
    let documented: Vec<&str> = folders.values().filter_map(Value::as_str).filter(|name| *name != "On Hold").collect();
    assert_eq!(documented, ["New", "Prepared", "Closed", "Canceled"]);
}
