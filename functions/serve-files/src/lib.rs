//! Files of a store: import and export templates, imports, exports and pickups, and what is signed for a while: uploads and
//! downloads. It links what reads and writes files, which no other function of HTTP does, and alone of them may reach the
//! bucket. It makes and opens no secret: templates and pickups name those that `manage-store` keeps.

mod app;
mod export_templates;
mod exports;
mod import_templates;
mod imports;
mod pickups;

use http::{ApiReply, AuthorizedCall, Failure, Operation};
use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| answer(app, &call).await).await
}

async fn answer(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::ListImportTemplates => import_templates::list(app, call).await,
        Operation::AddImportTemplate => import_templates::create(app, call).await,
        Operation::SuggestImportTemplate => import_templates::suggest(app, call).await,
        Operation::ShowImportTemplate => import_templates::show(app, call).await,
        Operation::ReplaceImportTemplate => import_templates::replace(app, call).await,
        Operation::RemoveImportTemplate => import_templates::remove(app, call).await,
        Operation::CopyImportTemplate => import_templates::copy(app, call).await,
        Operation::ReplaceMailAddress => import_templates::replace_mail_address(app, call).await,
        Operation::ShowImportSample => import_templates::sample(app, call).await,
        Operation::ListExportTemplates => export_templates::list(app, call).await,
        Operation::AddExportTemplate => Box::pin(export_templates::create(app, call)).await,
        Operation::ShowExportTemplate => export_templates::show(app, call).await,
        Operation::ReplaceExportTemplate => Box::pin(export_templates::replace(app, call)).await,
        Operation::RemoveExportTemplate => export_templates::remove(app, call).await,
        Operation::CopyExportTemplate => export_templates::copy(app, call).await,
        Operation::PreviewExportTemplate => Box::pin(export_templates::preview(app, call)).await,
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
        Operation::ListPickups => pickups::list(app, call).await,
        Operation::AddPickup => pickups::create(app, call).await,
        Operation::ShowPickup => pickups::show(app, call).await,
        Operation::ReplacePickup => pickups::replace(app, call).await,
        Operation::RemovePickup => pickups::remove(app, call).await,
        Operation::RunPickup => pickups::run(app, call).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}
