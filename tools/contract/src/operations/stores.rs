//! The connection test, stores and their settings, and this document (orderdesk-api 2.1, 2.2, and our own `/v1`).

use serde_json::json;
use wire::stores::{CompatibleView, NewStore, OperatorStoreChange, StoreChange, StoreView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::{DateTime, OpenApiDocument, Text};

pub(super) fn test_connection() -> Entry {
    Entry::new().answers(
        Success::done("They open: `message` is `Connection Successful`.").with::<DateTime>("current_date_time"),
    )
}

pub(super) fn show_store() -> Entry {
    Entry::new().answers(Success::ok("The store.").with::<CompatibleView>("store"))
}

pub(super) fn show_open_api() -> Entry {
    Entry::new().answers(Success::bare::<OpenApiDocument>("The document."))
}

pub(super) fn create() -> Entry {
    Entry::new()
        .parameter(parameters::once(
            "A creation repeated with the same key is one store: for a day, while its first key is the primary one, it \
             is answered 201 with the same key and secret, and then 409 with `store_id`. With another body it is 422.",
        ))
        .takes::<Read<NewStore>>(
            "A store whose failures are told to somebody",
            json!({"name": "Harbor Prints", "settings": {
                "admin_email": "ops@example.com", "store_url": "https://harbor.example.com",
                "timezone": "America/Chicago", "store_country": "US",
                "currency": "USD", "date_format": "m/d/Y"
            }}),
        )
        .answers(
            Success::created("The store that was made, in the form of `GET /api/v2/store`.")
                .with::<CompatibleView>("store")
                .with::<Text>("api_key")
                .with::<Text>("webhook_secret"),
        )
        .refuses(409, "The `Idempotency-Key` made `store_id` before, whose first key can't be shown any more.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `store_id` was made.")
}

pub(super) fn change_store() -> Entry {
    Entry::new()
        .takes::<Read<OperatorStoreChange>>(
            "A wider rate limit and more posts",
            json!({"settings": {
                "rate_limit": "on", "rate_limit_bucket": 100, "rate_limit_per_second": 10, "posts_per_minute": 1200
            }}),
        )
        .answers(Success::done("The store as it is now.").with::<StoreView>("store"))
}

pub(super) fn show_settings() -> Entry {
    Entry::new().answers(Success::ok("The store.").with::<StoreView>("store"))
}

pub(super) fn change_settings() -> Entry {
    Entry::new()
        .takes::<Read<StoreChange>>(
            "Another address and a time zone",
            json!({"name": "Harbor Prints", "settings": {
                "admin_email": "desk@example.com", "timezone": "America/Chicago",
                "default_checkout_data_fields": {"Gift Message": ""}
            }}),
        )
        .answers(Success::done("The store as it is now.").with::<StoreView>("store"))
}
