//! The connection test, stores and their settings, and this document (orderdesk-api 2.1, 2.2, and our own `/v1`).

use serde_json::json;

use super::{DOCUMENT, STORE, STORES};
use crate::entry::{Entry, Success};
use crate::schemas::scalars::{DateTime, OpenApiDocument, Text};
use crate::schemas::stores::{NewStore, Store, StoreChange, StoreView};

pub(super) fn test_connection() -> Entry {
    Entry::new(STORE, "Test the connection", "Whether the credentials open, and what time it is here.").answers(
        Success::done("They open: `message` is `Connection Successful`.").with::<DateTime>("current_date_time"),
    )
}

pub(super) fn show_store() -> Entry {
    Entry::new(STORE, "Show the store", "The store with its settings and folders.")
        .answers(Success::ok("The store.").with::<StoreView>("store"))
}

pub(super) fn show_open_api() -> Entry {
    Entry::new(DOCUMENT, "Show this document", "The OpenAPI document of both faces.")
        .answers(Success::bare::<OpenApiDocument>("The document."))
}

pub(super) fn create() -> Entry {
    let about = "Makes a store with the folders New, Prepared, On Hold, Closed and Canceled, and its first key. The key \
                 and the webhook secret are shown this once.";
    Entry::new(STORES, "Create a store", about)
        .takes::<NewStore>(
            "A store whose failures are told to somebody",
            json!({"name": "Harbor Prints", "settings": {
                "admin_email": "ops@example.com", "store_url": "https://harbor.example.com",
                "timezone": "America/Chicago", "store_country": "US"
            }}),
        )
        .answers(
            Success::created("The store that was made, in the form of `GET /api/v2/store`.")
                .with::<StoreView>("store")
                .with::<Text>("api_key")
                .with::<Text>("webhook_secret"),
        )
}

pub(super) fn show_settings() -> Entry {
    Entry::new(STORES, "Show the store's settings", "The store's name and settings.")
        .answers(Success::ok("The store.").with::<Store>("store"))
}

pub(super) fn change_settings() -> Entry {
    let about = "Changes the store's name and settings; what is left out stays as it is, null makes a setting what it is in \
                 a new store, and a field that is not known is refused. Known everywhere within ten seconds.";
    Entry::new(STORES, "Change the store's settings", about)
        .takes::<StoreChange>(
            "Another address and a wider rate limit",
            json!({"name": "Harbor Prints", "settings": {
                "admin_email": "desk@example.com", "timezone": "America/Chicago", "rate_limit": "on",
                "rate_limit_bucket": 100, "rate_limit_per_second": 10,
                "default_checkout_data_fields": {"Gift Message": ""}
            }}),
        )
        .answers(Success::done("The store as it is now.").with::<Store>("store"))
}
