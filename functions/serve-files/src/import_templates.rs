//! Import templates: our own `/v1/import-templates`.

use desk::{Creation, import_templates};
use domain::ImportTemplate;
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::import_templates::{
    ImportTemplateView, SuggestionProblemView, TemplateElsewhereView, TemplateSummaryView, read_beginning, read_copy,
    read_new, shown_rows,
};

use crate::app::App;

/// `GET /v1/import-templates`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = import_templates::list(&app.desk, call.store()?.id).await?;
    let views: Vec<_> = found.iter().map(TemplateSummaryView::from).collect();
    Ok(ApiReply::success(200).with("import_templates", &views))
}

/// `GET /v1/import-templates/{id}`, with its version.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, version) = find(app, call).await?;
    versioned(app, call, ApiReply::success(200), (&template, version))
}

/// `POST /v1/import-templates`. With an `Idempotency-Key` it is added once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    match import_templates::create(&app.desk, call.store()?, &new, call.sent(&digest)?, call.now).await? {
        Creation::Made(template, version) => {
            let reply = ApiReply::success(201).with("message", &"Import Template Added");
            versioned(app, call, reply, (&template, version))
        }
        Creation::OfAnotherBody(id) => Err(of_another_body(&id)),
    }
}

/// `PUT /v1/import-templates/{id}`: the whole template. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    // What the address names is looked for before the body is read.
    let (before, _) = find(app, call).await?;
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let expected = call.expected_version();
    let replaced = import_templates::replace(&app.desk, call.store()?, &before.id, &new, &expected, call.now).await?;
    let (template, version) = replaced;
    let reply = ApiReply::success(200).with("message", &"Import Template Updated");
    versioned(app, call, reply, (&template, version))
}

/// `POST /v1/import-templates/{id}/mail-address`: another one, each time.
pub(crate) async fn replace_mail_address(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (id, expected) = (call.value("import_template_id"), call.expected_version());
    let replaced = import_templates::replace_mail_address(&app.desk, call.store()?.id, id, &expected, call.now).await?;
    let (template, version) = replaced;
    let reply = ApiReply::success(200).with("message", &"Mail Address Replaced");
    versioned(app, call, reply, (&template, version))
}

/// `DELETE /v1/import-templates/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("import_template_id");
    import_templates::remove(&app.desk, call.store()?.id, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Import Template {id} Deleted")))
}

/// `POST /v1/import-templates/{id}/copy`. With an `Idempotency-Key` it is copied once.
pub(crate) async fn copy(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, _) = find(app, call).await?;
    let to = read_copy(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let sent = call.sent(&digest)?;
    let copied = import_templates::copy(&app.desk, call.store()?, &template.id, to, sent, call.now).await?;
    match &copied.creation {
        Creation::Made(copy, _) => Ok(ApiReply::success(201)
            .with("message", &"Import Template Copied")
            .with("import_template", &TemplateElsewhereView::new(to, &copy.id))
            .with("notes", &copied.notes)),
        Creation::OfAnotherBody(id) => Err(of_another_body(id)),
    }
}

/// `GET /v1/import-templates/{id}/sample`: a file, and no envelope.
pub(crate) async fn sample(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, _) = find(app, call).await?;
    let file = import_templates::sample(&template);
    Ok(ApiReply::csv_file(&file.name, file.text))
}

/// `POST /v1/import-templates/suggest`. Nothing is written.
pub(crate) async fn suggest(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let beginning = read_beginning(call.body()?).map_err(ApiReply::from_problems)?;
    let suggested = import_templates::suggest(&app.desk, call.store()?.id, &beginning).await?;
    let (preview, problems) = (&suggested.preview, &suggested.problems);
    Ok(ApiReply::success(200)
        .with("import_template", &ImportTemplateView::new(&preview.template, None))
        .with("problems", &problems.iter().map(SuggestionProblemView::from).collect::<Vec<_>>())
        .with("is_date_format_sure", &preview.is_date_form_sure)
        .with("sheets", &preview.sheets)
        .with("rows", &shown_rows(&preview.rows)))
}

async fn find(app: &App, call: &AuthorizedCall<'_>) -> Result<(ImportTemplate, u64), Failure> {
    Ok(import_templates::find(&app.desk, call.store()?.id, call.value("import_template_id")).await?)
}

fn of_another_body(id: &str) -> Failure {
    ApiReply::key_of_another_body("import template", "import_template_id", id).into()
}

/// The answer with a template, its version, and the address that its files are mailed to.
fn versioned(
    app: &App,
    call: &AuthorizedCall<'_>,
    reply: ApiReply,
    (template, version): (&ImportTemplate, u64),
) -> Result<ApiReply, Failure> {
    let mail = template.mail.as_ref().filter(|_| !app.mail_in_domain.is_empty());
    let store_id = call.store()?.id;
    let address = mail.map(|mail| mail.address(store_id, &template.id, &app.mail_in_domain));
    let view = ImportTemplateView::new(template, address);
    Ok(reply.with("import_template", &view).header("etag", etag(version)))
}
