//! A store's secrets for its receivers: our own `/v1/secrets`.

use serde_json::json;
use wire::secrets::{SecretInput, SecretReplacement, SecretView};

use crate::entry::{Entry, Success};
use crate::schemas::bodies::Read;

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The store's secrets, by their names.").list::<SecretView>("secrets"))
}

pub(super) fn add() -> Entry {
    let example = json!({"name": "printer", "value": "example-token", "hosts": ["printer.example.com"]});
    Entry::new()
        .takes::<Read<SecretInput>>("For a printer", example)
        .answers(Success::created("The secret, without its value.").with::<SecretView>("secret"))
        .refuses(409, "There is one of this name with another value or other hosts; or there are 20.")
}

pub(super) fn replace() -> Entry {
    let example = json!({"value": "another-token", "hosts": ["printer.example.com"]});
    Entry::new()
        .takes::<Read<SecretReplacement>>("Another token", example)
        .answers(Success::done("The secret, without its value.").with::<SecretView>("secret"))
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is removed."))
}
