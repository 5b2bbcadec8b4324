//! Stores and their keys: whatever holds a secret, and what is signed for a while: uploads of files. Beside them import
//! and export templates, pickups, exports and connections to shops, as what reads and writes files has no room in `serve-api`. No other function that answers calls may ask KMS, or reach
//! the bucket.

mod app;
mod connections;
mod export_templates;
mod exports;
mod import_templates;
mod imports;
mod keys;
mod pickups;
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
        // On the heap: what signs an address is large.
        Operation::ListImports => Box::pin(imports::list(app, call)).await,
        Operation::StartImport => Box::pin(imports::start(app, call)).await,
        Operation::ShowImport => Box::pin(imports::show(app, call)).await,
        Operation::CancelImport => Box::pin(imports::cancel(app, call)).await,
        Operation::UndoImport => Box::pin(imports::undo(app, call)).await,
        Operation::ListExports => Box::pin(exports::list(app, call)).await,
        Operation::StartExport => Box::pin(exports::start(app, call)).await,
        Operation::ShowExport => Box::pin(exports::show(app, call)).await,
        Operation::CancelExport => Box::pin(exports::cancel(app, call)).await,
        Operation::StartRepair => repairs::start(app, call).await,
        Operation::ShowRepair => repairs::show(app, call).await,
        Operation::CancelRepair => repairs::cancel(app, call).await,
        Operation::ListImportTemplates => import_templates::list(app, call).await,
        Operation::AddImportTemplate => import_templates::create(app, call).await,
        Operation::SuggestImportTemplate => import_templates::suggest(app, call).await,
        Operation::ShowImportTemplate => import_templates::show(app, call).await,
        Operation::ReplaceImportTemplate => import_templates::replace(app, call).await,
        Operation::RemoveImportTemplate => import_templates::remove(app, call).await,
        Operation::CopyImportTemplate => import_templates::copy(app, call).await,
        Operation::ShowImportSample => import_templates::sample(app, call).await,
        Operation::ListPickups => pickups::list(app, call).await,
        Operation::AddPickup => pickups::create(app, call).await,
        Operation::ShowPickup => pickups::show(app, call).await,
        Operation::ReplacePickup => pickups::replace(app, call).await,
        Operation::RemovePickup => pickups::remove(app, call).await,
        Operation::RunPickup => pickups::run(app, call).await,
        Operation::ListExportTemplates => export_templates::list(app, call).await,
        Operation::AddExportTemplate => Box::pin(export_templates::create(app, call)).await,
        Operation::ShowExportTemplate => export_templates::show(app, call).await,
        Operation::ReplaceExportTemplate => Box::pin(export_templates::replace(app, call)).await,
        Operation::RemoveExportTemplate => export_templates::remove(app, call).await,
        Operation::CopyExportTemplate => export_templates::copy(app, call).await,
        Operation::PreviewExportTemplate => Box::pin(export_templates::preview(app, call)).await,
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
        _ => Err(ApiReply::not_found("Address").into()),
    }
}
