//! Lists of orders on screen: `/v1/views`, and the columns of folders.

use domain::SavedView;
use serde_json::{Value, json};
use wire::saved_views::{FolderColumnsInput, FolderColumnsView, SavedViewInput};

use super::events::{ONCE, OTHER_VERSION};
use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The saved views for everybody.").list::<SavedView>("views"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<SavedViewInput>>("Paid orders that are a gift", view("Gifts to wrap"))
        .or("least", "All orders under a name", json!({"name": "Everything"}))
        .answers(Success::created("The view that was saved.").with::<SavedView>("view").etag())
        .refuses(409, "The store has 100 saved views already.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `view_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The saved view.").with::<SavedView>("view").etag())
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<SavedViewInput>>("The same under another name", view("Gifts"))
        .answers(Success::done("The saved view as it is now.").with::<SavedView>("view").etag())
        .refuses(412, OTHER_VERSION)
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

pub(super) fn show_columns() -> Entry {
    Entry::new().answers(Success::ok("The columns.").with::<FolderColumnsView>("folder_columns"))
}

pub(super) fn set_columns() -> Entry {
    Entry::new()
        .takes::<Read<FolderColumnsInput>>(
            "What a shop that wraps gifts looks at",
            json!({"columns": ["ship_to", "checkout_data:Gift note", "item.code", "age"]}),
        )
        .or("usual", "The usual ones again", json!({"columns": []}))
        .answers(Success::done("The columns as they are now.").with::<FolderColumnsView>("folder_columns"))
}

fn view(name: &str) -> Value {
    json!({
        "name": name,
        "folder_id": 1,
        "search": {"source_name": "Shopify"},
        "filters": [
            {"field": "checkout_data", "name": "Gift note", "comparator": "is_not_empty"},
            {"field": "payment_status", "comparator": "equals", "value": "captured", "ignore_case": true},
        ],
        "columns": ["ship_to", "checkout_data:Gift note", "date_added"],
        "sequence": "oldest_first",
    })
}
