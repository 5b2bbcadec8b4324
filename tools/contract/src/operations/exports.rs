//! Exports: our own `/v1/exports`.

use serde_json::json;
use wire::exports::{ExportFileView, ExportView, NewExportInput};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::{Count, NextCursor};

const KNOWN: &str = "An export that is asked for again with the same key is the same one, as long as it is among the 20 \
                     newest. With another body it is 422.";

pub(super) fn list() -> Entry {
    Entry::new().parameters(parameters::sweep_page()).answers(
        Success::ok("The exports.")
            .list::<ExportView>("exports")
            .with::<Count>("limit")
            .with::<NextCursor>("next_cursor"),
    )
}

pub(super) fn start() -> Entry {
    Entry::new()
        .parameter(parameters::once(KNOWN))
        .takes::<Read<NewExportInput>>("What the template is for", json!({"template_id": "{export_template_id}"}))
        .or("ids", "One order", json!({"template_id": "{export_template_id}", "order_ids": ["{order_id}"]}))
        .answers(Success::created("The export.").with::<ExportView>("export"))
        .refuses(404, "There is no such export template.")
        .refuses(409, "Ten exports of the store are not over.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `export_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().parameters(parameters::sweep_page()).answers(export(Success::ok("The export.")))
}

pub(super) fn cancel() -> Entry {
    Entry::new().answers(export(Success::done("The export as it is now."))).refuses(409, "It is over.")
}

fn export(success: Success) -> Success {
    let export = success.with::<ExportView>("export").list::<ExportFileView>("files");
    export.with::<Count>("limit").with::<NextCursor>("next_cursor")
}
