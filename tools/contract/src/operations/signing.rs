//! What posts are signed with: our own `/v1/signing-secrets` and beside it.

use serde_json::json;
use wire::signing::{LegacySigningKeyView, SecretRotation, SigningSecretInput, SigningSecretView, WebhookSecretView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::Text;

pub(super) fn list() -> Entry {
    Entry::new().answers(
        Success::ok("What signs the store's posts.")
            .list::<SigningSecretView>("signing_secrets")
            .with::<WebhookSecretView>("webhook_secret")
            .with::<LegacySigningKeyView>("legacy_signing_key"),
    )
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(
            "A secret made by a call with the same `Idempotency-Key` within a day is not made again: the answer is 409 \
             with its `host`, as it was shown then and can't be shown again. With another body it is 422.",
        ))
        .takes::<Read<SigningSecretInput>>("For a host", json!({"host": "hooks.example.com"}))
        .answers(shown("The secret that was made."))
        .refuses(409, "The host has one; or 50 hosts do; or the `Idempotency-Key` made that of `host` before.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which that of `host` was made.")
}

pub(super) fn rotate() -> Entry {
    Entry::new()
        .may_take::<Read<SecretRotation>>("The old one signs for two more days", json!({"overlap_hours": 48}))
        .answers(shown("The secret that was made."))
        .refuses(409, "Four secrets before it still sign.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is removed."))
}

pub(super) fn rotate_webhook_secret() -> Entry {
    Entry::new()
        .may_take::<Read<SecretRotation>>("The old one signs for two more days", json!({"overlap_hours": 48}))
        .answers(Success::created("The secret that was made.").with::<Text>("webhook_secret"))
        .refuses(409, "Four secrets before it still sign.")
}

pub(super) fn set_legacy_key() -> Entry {
    Entry::new().answers(Success::created("The key that was made.").with::<Text>("legacy_signing_key"))
}

pub(super) fn remove_legacy_key() -> Entry {
    Entry::new()
        .answers(Success::done("It is removed."))
        .refuses(404, "The primary API key makes the signature already.")
}

fn shown(description: &'static str) -> Success {
    Success::created(description).with::<SigningSecretView>("signing_secret").with::<Text>("secret")
}
