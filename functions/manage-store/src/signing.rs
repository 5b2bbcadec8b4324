//! What posts are signed with: our own `/v1/signing-secrets`, the webhook secret, and the key of the older signature.

use desk::signing::{self, SecretCreation, SecretMade};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::signing::{SigningSecretView, read_new, read_overlap};

use crate::app::App;

/// `GET /v1/signing-secrets`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = signing::list(&app.desk, call.store()?.id, call.now).await?;
    let hosts: Vec<_> = found.hosts.iter().map(view).collect();
    let webhook = &found.webhook_secret;
    let webhook = wire::signing::webhook_secret_view(webhook.rotated_at, webhook.before_ends_at);
    let reply = ApiReply::success(200).with("signing_secrets", &hosts).with("webhook_secret", &webhook);
    Ok(reply.with("legacy_signing_key", &wire::signing::legacy_key_view(found.legacy_key_added)))
}

/// `POST /v1/signing-secrets`: the secret is shown this once. With an `Idempotency-Key` it is made once.
pub(crate) async fn add(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let host = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let sent = call.sent(&digest)?;
    match signing::add(&app.desk, &app.kms, call.store()?.id, &host, sent, call.now).await? {
        SecretCreation::Made(made) => Ok(shown(&made, "Signing Secret Added")),
        SecretCreation::Before(host) => {
            let message = format!(
                "This Idempotency-Key made the signing secret of {host} before, which was shown then and can't be shown \
                 again; where it is lost, rotate it"
            );
            Err(ApiReply::refusal(409, message).with("host", &host).into())
        }
        SecretCreation::OfAnotherBody(host) => {
            Err(ApiReply::key_of_another_body("the signing secret of", "host", &host).into())
        }
    }
}

/// `POST /v1/signing-secrets/{host}/rotate`: another secret in its place, shown this once.
pub(crate) async fn rotate(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let overlap = read_overlap(call.body()?).map_err(ApiReply::from_problems)?;
    let (store_id, host) = (call.store()?.id, call.text_value("host"));
    let made = signing::rotate(&app.desk, &app.kms, store_id, &host, overlap, call.now).await?;
    Ok(shown(&made, "Signing Secret Rotated"))
}

/// `DELETE /v1/signing-secrets/{host}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let host = signing::remove(&app.desk, call.store()?.id, &call.text_value("host")).await?;
    Ok(ApiReply::success(200).with("message", &format!("Signing Secret of {host} Removed")))
}

/// `POST /v1/store/webhook-secret/rotate`: another webhook secret, shown this once.
pub(crate) async fn rotate_webhook_secret(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let overlap = read_overlap(call.body()?).map_err(ApiReply::from_problems)?;
    let made = signing::rotate_webhook_secret(&app.desk, &app.kms, call.store()?.id, overlap, call.now).await?;
    let reply = ApiReply::success(201).with("message", &"Webhook Secret Rotated");
    Ok(reply.with("webhook_secret", &made.secret))
}

/// `POST /v1/store/legacy-signing-key`: the key is shown this once.
pub(crate) async fn set_legacy_key(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let key = signing::set_legacy_key(&app.desk, &app.kms, call.store()?.id, call.now).await?;
    Ok(ApiReply::success(201).with("message", &"Legacy Signing Key Made").with("legacy_signing_key", &key))
}

/// `DELETE /v1/store/legacy-signing-key`.
pub(crate) async fn remove_legacy_key(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    signing::remove_legacy_key(&app.desk, call.store()?.id).await?;
    Ok(ApiReply::success(200).with("message", &"Legacy Signing Key Removed"))
}

fn shown(made: &SecretMade, message: &str) -> ApiReply {
    let reply = ApiReply::success(201).with("message", &message);
    reply.with("signing_secret", &view(&made.described)).with("secret", &made.secret)
}

fn view(described: &signing::Described) -> SigningSecretView<'_> {
    SigningSecretView::new(&described.host, described.date_added, described.rotated_at, described.before_ends_at)
}
