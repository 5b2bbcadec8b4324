//! Keys: our own `/v1/keys`.

use serde_json::json;
use wire::keys::{KeyInput, KeyView, Rotation};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::Text;

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The keys.").list::<KeyView>("keys"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(
            "A key made by a call with the same `Idempotency-Key` within a day is not made again: the answer is 409 with \
             its `key_id`, as it was shown then and can't be shown again. With another body it is 422.",
        ))
        .takes::<Read<KeyInput>>("A key that only reads", json!({"name": "Dashboard", "scope": "read"}))
        .answers(Success::created("The key that was made.").with::<KeyView>("key").with::<Text>("api_key"))
        .refuses(409, "The store has 50 keys already; or the `Idempotency-Key` made `key_id` before.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `key_id` was made.")
}

pub(super) fn rotate() -> Entry {
    Entry::new()
        .may_take::<Read<Rotation>>("The old one opens for another hour", json!({"overlap_seconds": 3600}))
        .answers(Success::created("The key that was made.").with::<KeyView>("key").with::<Text>("api_key"))
        .refuses(409, "It was rotated before, or at the same moment; or the store has 50 keys already.")
}

pub(super) fn revoke() -> Entry {
    Entry::new().answers(Success::done("It is revoked.")).refuses(
        409,
        "It is the primary key, which signs outbound posts and stays; rotate it. Or it is just taking its place.",
    )
}
