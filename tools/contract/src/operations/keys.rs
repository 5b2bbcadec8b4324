//! Keys: our own `/v1/keys`.

use serde_json::json;

use super::KEYS;
use crate::entry::{Entry, Success};
use crate::schemas::keys::{Key, KeyInput, Rotation};
use crate::schemas::scalars::Text;

pub(super) fn list() -> Entry {
    Entry::new(KEYS, "List keys", "The store's keys, never the keys themselves.")
        .answers(Success::ok("The keys.").list::<Key>("keys"))
}

pub(super) fn add() -> Entry {
    Entry::new(
        KEYS,
        "Add a key",
        "Makes a key; without a scope it reads and writes, and no more. The key is shown this once.",
    )
    .takes::<KeyInput>("A key that only reads", json!({"name": "Dashboard", "scope": "read"}))
    .answers(Success::created("The key that was made.").with::<Key>("key").with::<Text>("api_key"))
    .refuses(409, "The store has 50 keys already.")
}

pub(super) fn rotate() -> Entry {
    let about = "Makes a key in another's place, with its name and scope. The old one goes on opening for so long, and \
                 then closes. The new one is shown this once.";
    Entry::new(KEYS, "Rotate a key", about)
        .may_take::<Rotation>("The old one opens for another hour", json!({"overlap_seconds": 3600}))
        .answers(Success::created("The key that was made.").with::<Key>("key").with::<Text>("api_key"))
        .refuses(409, "It was rotated before.")
}

pub(super) fn revoke() -> Entry {
    let about = "Closes a key, within a minute: so long a warm function may remember it.";
    Entry::new(KEYS, "Revoke a key", about)
        .answers(Success::done("It is revoked."))
        .refuses(409, "It is the primary key, which signs outbound posts and stays; rotate it.")
}
