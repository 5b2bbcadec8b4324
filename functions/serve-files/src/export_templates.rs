//! Export templates: our own `/v1/export-templates`.

use desk::Creation;
use desk::export_templates::{self, FilePreview, Shown};
use domain::ExportTemplate;
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::export_templates::{
    ExportTemplateElsewhereView, ExportTemplateSummaryView, ExportTemplateView, FilePreviewView, FileText, read_new,
    read_preview,
};
use wire::import_templates::read_copy;

use crate::app::App;

/// `GET /v1/export-templates`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = export_templates::list(&app.desk, call.store()?.id).await?;
    let views: Vec<_> = found.iter().map(ExportTemplateSummaryView::from).collect();
    Ok(ApiReply::success(200).with("export_templates", &views))
}

/// `GET /v1/export-templates/{id}`, with its version.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, version) = find(app, call).await?;
    Ok(versioned(ApiReply::success(200), &template, version))
}

/// `POST /v1/export-templates`. With an `Idempotency-Key` it is added once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let (store, sent) = (call.store()?, call.sent(&digest)?);
    match export_templates::create(&app.desk, &app.guard, store, &new, sent, call.now).await? {
        Creation::Made(template, version) => {
            Ok(versioned(ApiReply::success(201).with("message", &"Export Template Added"), &template, version))
        }
        Creation::OfAnotherBody(id) => Err(of_another_body(&id)),
    }
}

/// `PUT /v1/export-templates/{id}`: the whole template. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    // What the address names is looked for before the body is read.
    let (before, _) = find(app, call).await?;
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let (store, expected) = (call.store()?, call.expected_version());
    let replaced =
        export_templates::replace(&app.desk, &app.guard, store, &before.id, &new, &expected, call.now).await?;
    let (template, version) = replaced;
    Ok(versioned(ApiReply::success(200).with("message", &"Export Template Updated"), &template, version))
}

/// `DELETE /v1/export-templates/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("export_template_id");
    export_templates::remove(&app.desk, call.store()?.id, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Export Template {id} Deleted")))
}

/// `POST /v1/export-templates/{id}/copy`. With an `Idempotency-Key` it is copied once.
pub(crate) async fn copy(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, _) = find(app, call).await?;
    let to = read_copy(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let sent = call.sent(&digest)?;
    let copied = export_templates::copy(&app.desk, call.store()?, &template.id, to, sent, call.now).await?;
    match &copied.creation {
        Creation::Made(copy, _) => Ok(ApiReply::success(201)
            .with("message", &"Export Template Copied")
            .with("export_template", &ExportTemplateElsewhereView::new(to, &copy.id))
            .with("notes", &copied.notes)),
        Creation::OfAnotherBody(id) => Err(of_another_body(id)),
    }
}

/// `POST /v1/export-templates/{id}/preview`. Nothing is written.
pub(crate) async fn preview(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, _) = find(app, call).await?;
    let order_ids = read_preview(call.body()?).map_err(ApiReply::from_problems)?;
    let order_ids = order_ids.as_deref();
    let preview = export_templates::preview(&app.desk, call.store()?, &template, order_ids, call.now).await?;
    let files: Vec<_> = preview.files.iter().map(view).collect();
    Ok(ApiReply::success(200).with("files", &files).with("notes", &preview.notes))
}

fn view(file: &FilePreview) -> FilePreviewView<'_> {
    let shown = match &file.shown {
        Shown::Text(text) => FileText::Text(text),
        Shown::Rows(rows) => FileText::Rows(rows),
    };
    FilePreviewView::new(&file.name, &file.order_ids, (shown, file.is_cut), &file.warnings)
}

async fn find(app: &App, call: &AuthorizedCall<'_>) -> Result<(ExportTemplate, u64), Failure> {
    Ok(export_templates::find(&app.desk, call.store()?.id, call.value("export_template_id")).await?)
}

fn of_another_body(id: &str) -> Failure {
    ApiReply::key_of_another_body("export template", "export_template_id", id).into()
}

fn versioned(reply: ApiReply, template: &ExportTemplate, version: u64) -> ApiReply {
    reply.with("export_template", &ExportTemplateView::from(template)).header("etag", etag(version))
}
