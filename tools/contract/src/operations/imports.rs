//! Imports of files: our own `/v1/imports`.

use serde_json::json;
use wire::imports::{ImportView, NewImportInput, UploadView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::{Count, NextCursor};

const KNOWN: &str = "An import that is asked for again with the same key is the same one, as long as it is among the 20 \
                     newest. With another body it is 422.";

pub(super) fn list() -> Entry {
    Entry::new().parameters(parameters::sweep_page()).answers(
        Success::ok("The imports.")
            .list::<ImportView>("imports")
            .with::<Count>("limit")
            .with::<NextCursor>("next_cursor"),
    )
}

pub(super) fn start() -> Entry {
    let body =
        json!({"template_id": "{import_template_id}", "file_name": "orders.csv", "size": 48_211, "dry_run": true});
    Entry::new()
        .parameter(parameters::dry_run())
        .parameter(parameters::once(KNOWN))
        .takes::<Read<NewImportInput>>("What a file would make", body)
        .answers(
            Success::created("The import, and where its file is uploaded to.")
                .with::<ImportView>("import")
                .with::<UploadView>("upload"),
        )
        .refuses(404, "There is no such import template.")
        .refuses(409, "Ten imports of the store are not over.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `import_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The import.").with::<ImportView>("import"))
}

pub(super) fn cancel() -> Entry {
    Entry::new()
        .answers(Success::done("The import as it is now.").with::<ImportView>("import"))
        .refuses(409, "It is over.")
}

pub(super) fn undo() -> Entry {
    Entry::new()
        .parameter(parameters::once(KNOWN))
        .answers(Success::created("What undoes it: an import of the kind `undo`.").with::<ImportView>("import"))
        .refuses(409, "It is not over, it was a dry run or an undo, it is of shipments, or ten imports are not over.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `import_id` was made.")
}
