//! Pickups and servers for files: `/v1/pickups`, `/v1/file-servers/test`.

use serde_json::{Value, json};
use wire::pickups::{FileServerInput, FileServerTestView, PickupInput, PickupStateView, PickupView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;

const ONCE: &str = "A creation repeated with the same key is one: it is answered 201 with what it made as it is now. With \
    another body it is 422, and nothing is changed. What was removed is made anew.";

/// A fingerprint as servers have them.
const HOST_KEY: &str = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The pickups.").list::<PickupView>("pickups"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<PickupInput>>("Tracking numbers of a supplier, each half hour", pickup("Supplier's tracking"))
        .or("daily", "Stock of a warehouse, each night, by FTP within TLS", nightly())
        .answers(Success::created("The pickup that was added.").with::<PickupView>("pickup").etag())
        .refuses(409, "The store has 20 pickups already.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `pickup_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(
        Success::ok("The pickup, and how far it is.")
            .with::<PickupView>("pickup")
            .with::<PickupStateView>("state")
            .etag(),
    )
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<PickupInput>>("The same under another name", pickup("Tracking"))
        .answers(Success::done("The pickup as it is now.").with::<PickupView>("pickup").etag())
        .refuses(412, "It is another version than `If-Match` names; `ETag` is its version now.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

pub(super) fn run() -> Entry {
    let about = "A run has begun, or goes on.";
    Entry::new().answers(Success::done(about).with::<PickupView>("pickup").with::<PickupStateView>("state"))
}

pub(super) fn test() -> Entry {
    let first = json!({"protocol": "sftp", "host": "files.example.com", "user": "harbor", "secret": "supplier"});
    let second = json!({
        "protocol": "sftp", "host": "files.example.com", "user": "harbor", "secret": "supplier",
        "host_key": HOST_KEY, "directory": "out",
    });
    Entry::new()
        .takes::<Read<FileServerInput>>("To learn its host key", first)
        .or("confirmed", "With the host key that its owner confirmed", second)
        .answers(Success::ok("How far it came, and what it stopped at.").with::<FileServerTestView>("test"))
}

fn pickup(name: &str) -> Value {
    json!({
        "name": name, "protocol": "sftp", "host": "files.example.com", "user": "harbor", "secret": "supplier",
        "directory": "out", "host_key": HOST_KEY, "pattern": "tracking-*.csv",
        "import_template_id": "{import_template_id}", "every": "30_minutes",
    })
}

fn nightly() -> Value {
    json!({
        "name": "Warehouse stock", "protocol": "ftps", "host": "ftp.warehouse.example.com", "port": 990, "user": "harbor",
        "secret": "warehouse", "pattern": "stock.csv", "import_template_id": "{import_template_id}", "every": "day",
        "at": "02:30", "after": "delete",
    })
}
