//! Links for people who sign in to the console: our own `/v1/accounts`.

use serde_json::json;
use wire::accounts::{AccountLinkView, LockedOutInput, PersonInput};

use crate::entry::{Entry, Success};
use crate::schemas::bodies::Read;

pub(super) fn invite() -> Entry {
    Entry::new()
        .takes::<Read<PersonInput>>("Into a store", json!({"email": "ada@example.com", "store_id": "{store_id}"}))
        .answers(Success::created("The link.").with::<AccountLinkView>("link"))
        .refuses(403, "The store is locked or closed, and lets nobody in.")
        .refuses(404, "There is no such store.")
        .refuses(409, "There is an account of this address, and no store was named.")
}

pub(super) fn reset() -> Entry {
    Entry::new()
        .takes::<Read<LockedOutInput>>("Of an account", json!({"email": "ada@example.com"}))
        .answers(Success::created("The link.").with::<AccountLinkView>("link"))
        .refuses(404, "There is no account of this address.")
        .refuses(409, "No store was made yet, and so nothing that links are made with.")
}
