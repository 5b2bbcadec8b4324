//! A store's keys to the API: our own `/v1/keys`.

use desk::keys::{self, KeyCreation};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::keys::{KeyView, read_new, read_overlap};

use crate::app::App;

/// `GET /v1/keys`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let keys = keys::list(&app.desk, &app.kms, call.store()?.id).await?;
    let views: Vec<_> = keys.iter().map(|(key, used)| KeyView::new(key, *used)).collect();
    Ok(ApiReply::success(200).with("keys", &views))
}

/// `POST /v1/keys`: the key is shown this once. Without a scope it may read and write, and not more. With an
/// `Idempotency-Key` it is made once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let sent = call.sent(&digest)?;
    match keys::create(&app.desk, &app.key_checksums, call.store()?.id, &new, sent, call.now).await? {
        KeyCreation::Made(made) => {
            let reply = ApiReply::success(201).with("message", &"Key Added");
            Ok(reply.with("key", &KeyView::new(&made.key, None)).with("api_key", &made.api_key))
        }
        KeyCreation::Before(id) => {
            let message = format!(
                "This Idempotency-Key made key {id} before, which was shown then and can't be shown again; \
                 where it is lost, revoke it and add another"
            );
            Err(ApiReply::refusal(409, message).with("key_id", &id).into())
        }
        KeyCreation::OfAnotherBody(id) => Err(ApiReply::key_of_another_body("key", "key_id", &id).into()),
    }
}

/// `POST /v1/keys/{id}/rotate`: a key in its place, shown this once. The old one opens until the overlap is over.
pub(crate) async fn rotate(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let overlap = read_overlap(call.body()?).map_err(ApiReply::from_problems)?;
    let (store_id, key_id) = (call.store()?.id, call.value("key_id"));
    let checksums = &app.key_checksums;
    let made = keys::rotate(&app.desk, &app.kms, checksums, store_id, key_id, overlap, call.now).await?;
    let reply = ApiReply::success(201).with("message", &"Key Rotated").with("key", &KeyView::new(&made.key, None));
    Ok(reply.with("api_key", &made.api_key))
}

/// `DELETE /v1/keys/{id}`: closes within a minute, which is longer than a warm function remembers it.
pub(crate) async fn revoke(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = keys::revoke(&app.desk, &app.kms, call.store()?.id, call.value("key_id"), call.now).await?;
    Ok(ApiReply::success(200).with("message", &format!("Key {id} Revoked")))
}
