//! Import templates: `/v1/import-templates`.

use serde_json::{Value, json};
use wire::import_templates::{
    FileBeginningInput, ImportTemplateInput, ImportTemplateView, SuggestionProblemView, TemplateCopyInput,
    TemplateElsewhereView, TemplateSummaryView,
};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::{FileRow, Flag, Text};

const ONCE: &str = "A creation repeated with the same key is one: it is answered 201 with what it made as it is now. With \
    another body it is 422, and nothing is changed. What was removed is made anew.";

const NAME_OR_LIMIT: &str = "Another import template has this name, or the store has 100 of them already.";

const OF_ANOTHER_BODY: &str =
    "The `Idempotency-Key` was sent before with another body, of which `import_template_id` was made.";

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The import templates.").list::<TemplateSummaryView>("import_templates"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<ImportTemplateInput>>("Orders of a market, a row for each item", orders())
        .or("shipments", "Tracking numbers of a supplier", shipments("Supplier's tracking file"))
        .or("inventory", "Stock of a warehouse", inventory())
        .answers(template(Success::created("The import template that was added.")))
        .refuses(409, NAME_OR_LIMIT)
        .refuses(422, OF_ANOTHER_BODY)
}

pub(super) fn suggest() -> Entry {
    // Order Number,Ship To Name,SKU,Qty / 1001,Mara Lindqvist,MUG-01,2
    let file = "T3JkZXIgTnVtYmVyLFNoaXAgVG8gTmFtZSxTS1UsUXR5CjEwMDEsTWFyYSBMaW5kcXZpc3QsTVVHLTAxLDIK";
    let suggestion = Success::ok("What the file seems to be.")
        .with::<ImportTemplateView>("import_template")
        .list::<SuggestionProblemView>("problems")
        .with::<Flag>("is_date_format_sure")
        .list::<Text>("sheets")
        .list::<FileRow>("rows");
    Entry::new()
        .takes::<Read<FileBeginningInput>>("Orders of a market", json!({"file": file, "file_name": "market.csv"}))
        .answers(suggestion)
}

pub(super) fn show() -> Entry {
    Entry::new().answers(template(Success::ok("The import template.")))
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<ImportTemplateInput>>("Tracking numbers under another name", shipments("Tracking numbers"))
        .answers(template(Success::done("The import template as it is now.")))
        .refuses(409, "Another import template has this name.")
        .refuses(412, "It is another version than `If-Match` names; `ETag` is its version now.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted.")).refuses(409, "A pickup is for it.")
}

pub(super) fn copy() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<TemplateCopyInput>>("To a store that is linked", json!({"store_id": "{linked_store_id}"}))
        .answers(Success::created("The copy.").with::<TemplateElsewhereView>("import_template").list::<Text>("notes"))
        .refuses(409, "An import template of that store has this name, or it has 100 of them already.")
        .refuses(422, OF_ANOTHER_BODY)
}

pub(super) fn replace_mail_address() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .answers(template(Success::done("The import template with its new address.")))
        .refuses(409, "The import template has no `mail`.")
        .refuses(412, "It is another version than `If-Match` names; `ETag` is its version now.")
}

pub(super) fn sample() -> Entry {
    Entry::new().answers(Success::csv("The file, whose name is in `Content-Disposition`."))
}

fn template(success: Success) -> Success {
    success.with::<ImportTemplateView>("import_template").etag()
}

fn orders() -> Value {
    json!({
        "name": "Harbor market", "kind": "orders", "delimiter": ";", "date_format": "day_first", "decimal_separator": ",",
        "columns": [
            {"heading": "Order Number", "target": "source_id", "transforms": ["without_hash"]},
            {"heading": "Date", "target": "date_added"},
            {"heading": "Ship To", "target": "shipping.full_name"},
            {"heading": "Street", "target": "shipping.address1"},
            {"heading": "City", "target": "shipping.city"},
            {"heading": "Country", "target": "shipping.country", "default": "DE"},
            {"heading": "SKU", "target": "item.code"},
            {"heading": "Title", "target": "item.name"},
            {"heading": "Qty", "target": "item.quantity", "default": "1"},
            {"heading": "Price", "target": "item.price"},
            {"heading": "Size", "target": "item.variation:Size"},
            {"heading": "Gift text", "target": "checkout_data:Gift text"},
            {"heading": "Loyalty", "target": "ignore"},
        ],
        "folder_id": 2, "source_name": "Harbor Market",
    })
}

fn shipments(name: &str) -> Value {
    json!({
        "name": name, "kind": "shipments",
        "columns": [
            {"heading": "PO", "target": "metadata:po"},
            {"heading": "Tracking", "target": "tracking_number", "transforms": ["first_word"]},
            {"heading": "Carrier", "target": "carrier_code"},
        ],
        "shipment_match": "metadata:po", "after_import": {"folder_id": 4, "notify_emails": ["desk@example.com"]},
        "mail": {"allowed_senders": ["printer.example.com", "ada@example.com"]},
    })
}

fn inventory() -> Value {
    json!({
        "name": "Warehouse stock", "kind": "inventory", "file_format": "txt", "delimiter": "\t", "has_heading": false,
        "columns": [{"place": 1, "target": "code"}, {"place": 2, "target": "stock"}],
        "inventory_policy": "update_stock_only", "allow_create": false,
    })
}
