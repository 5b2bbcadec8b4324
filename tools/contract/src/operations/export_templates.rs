//! Export templates: `/v1/export-templates`.

use serde_json::{Value, json};
use wire::export_templates::{
    ExportTemplateElsewhereView, ExportTemplateInput, ExportTemplateSummaryView, ExportTemplateView, FilePreviewView,
    PreviewInput,
};
use wire::import_templates::TemplateCopyInput;

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::Text;

const ONCE: &str = "A creation repeated with the same key is one: it is answered 201 with what it made as it is now. With \
    another body it is 422, and nothing is changed. What was removed is made anew.";

const NAME_OR_LIMIT: &str = "Another export template has this name, or the store has 100 of them already.";

const OF_ANOTHER_BODY: &str =
    "The `Idempotency-Key` was sent before with another body, of which `export_template_id` was made.";

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The export templates.").list::<ExportTemplateSummaryView>("export_templates"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<ExportTemplateInput>>("A file for each order to a supplier's server", supplier())
        .or("workbook", "All orders of a folder as a workbook", workbook("Ready to ship"))
        .or("document", "A document of one template", document())
        .answers(template(Success::created("The export template that was added.")))
        .refuses(409, NAME_OR_LIMIT)
        .refuses(422, OF_ANOTHER_BODY)
}

pub(super) fn show() -> Entry {
    Entry::new().answers(template(Success::ok("The export template.")))
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<ExportTemplateInput>>("The workbook under another name", workbook("Ready"))
        .answers(template(Success::done("The export template as it is now.")))
        .refuses(409, "Another export template has this name.")
        .refuses(412, "It is another version than `If-Match` names; `ETag` is its version now.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

pub(super) fn copy() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<TemplateCopyInput>>("To a store that is linked", json!({"store_id": "{linked_store_id}"}))
        .answers(
            Success::created("The copy.").with::<ExportTemplateElsewhereView>("export_template").list::<Text>("notes"),
        )
        .refuses(409, "An export template of that store has this name, or it has 100 of them already.")
        .refuses(422, OF_ANOTHER_BODY)
}

pub(super) fn preview() -> Entry {
    Entry::new()
        .takes::<Read<PreviewInput>>("Of one order", json!({"order_ids": ["{order_id}"]}))
        .answers(Success::ok("The files that would be made.").list::<FilePreviewView>("files").list::<Text>("notes"))
        .refuses(409, "The template can't be used as it is now.")
}

fn template(success: Success) -> Success {
    success.with::<ExportTemplateView>("export_template").etag()
}

fn supplier() -> Value {
    json!({
        "name": "To the printer", "format": "csv", "row_mode": "per_item", "delimiter": ";",
        "columns": [
            {"heading": "Ref", "value": "source_id"},
            {"heading": "Ship To", "value": "{{ shipping.first_name }} {{ shipping.last_name }}"},
            {"heading": "Street", "value": "shipping.address1"},
            {"heading": "Postal code", "value": "shipping.postal_code"},
            {"heading": "City", "value": "shipping.city"},
            {"heading": "Country", "value": "shipping.country"},
            {"heading": "SKU", "value": "item.code"},
            {"heading": "Qty", "value": "item.quantity", "kind": "number"},
            {"heading": "Gift", "value": "checkout_data:Gift"},
        ],
        "select": {
            "folder_ids": [2], "only_not_exported": true,
            "filters": [{"field": "shipping.country", "comparator": "in_list", "value": "DE,AT"}],
        },
        "bundle": {"files": "one_file_per_order"},
        "filename": "{{ source_id }}.csv",
        "delivery": {
            "by": "sftp", "host": "seeded-hooks.example.com", "user": "shop", "secret": "seeded", "directory": "in",
            "host_key": "SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg",
        },
        "schedule": {"every": "weekday", "at": "06:30"},
        "after": {"move_to_folder": 3, "history_line": true},
    })
}

fn workbook(name: &str) -> Value {
    json!({
        "name": name, "format": "xlsx",
        "columns": [
            {"heading": "Order", "value": "source_id", "width": 20},
            {"heading": "Date", "value": "date_added", "kind": "date"},
            {"heading": "Total", "value": "order_total", "kind": "number"},
        ],
        "select": {"folder_ids": [2]},
    })
}

fn document() -> Value {
    json!({
        "name": "Pick list", "format": "custom", "line_end": "crlf",
        "document": "{% for order in orders %}{{ order.source_id }}\n{% endfor %}",
        "filename": "pick-{{ date }}.txt", "delivery": {"by": "s3", "prefix": "warehouse"}, "send_when_empty": true,
    })
}
