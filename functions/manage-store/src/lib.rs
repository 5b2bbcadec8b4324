//! Stores and their keys: whatever holds a secret, connections to shops among it. No other function that answers calls may have one made. Beside them the
//! operator's repairs, as it alone knows the admin token, and the address that a store sends from.

mod accounts;
mod app;
mod connections;
mod custom_css;
mod keys;
mod mail_senders;
mod people;
mod repairs;
mod secrets;
mod signing;
mod stores;

use desk::connections::Activity;
use http::{ApiReply, AuthorizedCall, Failure, Operation};
use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| answer(app, &call).await).await
}

async fn answer(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::CreateStore => stores::create(app, call).await,
        Operation::ChangeStore => stores::change(app, call).await,
        Operation::ListKeys => keys::list(app, call).await,
        Operation::AddKey => keys::create(app, call).await,
        Operation::RotateKey => keys::rotate(app, call).await,
        Operation::RevokeKey => keys::revoke(app, call).await,
        Operation::ListSigningSecrets => signing::list(app, call).await,
        Operation::AddSigningSecret => signing::add(app, call).await,
        Operation::RotateSigningSecret => signing::rotate(app, call).await,
        Operation::RemoveSigningSecret => signing::remove(app, call).await,
        Operation::RotateWebhookSecret => signing::rotate_webhook_secret(app, call).await,
        Operation::SetLegacySigningKey => signing::set_legacy_key(app, call).await,
        Operation::RemoveLegacySigningKey => signing::remove_legacy_key(app, call).await,
        Operation::ListSecrets => secrets::list(app, call).await,
        Operation::AddSecret => secrets::add(app, call).await,
        Operation::ReplaceSecret => secrets::replace(app, call).await,
        Operation::RemoveSecret => secrets::remove(app, call).await,
        Operation::ShowMailSender => mail_senders::show(app, call).await,
        Operation::SetMailSender => Box::pin(mail_senders::set(app, call)).await,
        Operation::RemoveMailSender => mail_senders::remove(app, call).await,
        Operation::VerifyMailSender => mail_senders::verify(app, call).await,
        Operation::ShowCustomCss => custom_css::show(app, call).await,
        Operation::SetCustomCss => Box::pin(custom_css::set(app, call)).await,
        Operation::InvitePerson => accounts::invite(app, call).await,
        Operation::ResetPerson => accounts::reset(app, call).await,
        Operation::StartRepair => repairs::start(app, call).await,
        Operation::ShowRepair => repairs::show(app, call).await,
        Operation::CancelRepair => repairs::cancel(app, call).await,
        Operation::ListConnections => connections::list(app, call).await,
        Operation::AddConnection => Box::pin(connections::create(app, call)).await,
        Operation::ShowConnection => connections::show(app, call).await,
        Operation::ReplaceConnection => Box::pin(connections::replace(app, call)).await,
        Operation::RemoveConnection => Box::pin(connections::remove(app, call)).await,
        Operation::PauseConnection => connections::set_activity(app, call, Activity::Paused).await,
        Operation::ResumeConnection => connections::set_activity(app, call, Activity::Running).await,
        Operation::TestShop => connections::test(app, call).await,
        Operation::SubscribeToShop => connections::subscribe(app, call).await,
        Operation::ImportFromShop => Box::pin(connections::import(app, call)).await,
        Operation::ReplaceConnectionSecrets => Box::pin(connections::rotate(app, call)).await,
        Operation::ListRefused => Box::pin(connections::refused(app, call)).await,
        Operation::ReplayRefused => connections::replay(app, call).await,
        Operation::DiscardRefused => connections::discard(app, call).await,
        _ => people::answer(app, call).await,
    }
}
