//! Print templates: our own `/v1/print-templates`.

use desk::{Creation, print_templates};
use documents::TEMPLATES;
use domain::PrintTemplate;
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::documents::{PrintSampleView, read_new};

use crate::app::App;

/// `GET /v1/print-templates`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = print_templates::list(&app.desk, call.store()?.id).await?;
    Ok(ApiReply::success(200).with("print_templates", &found))
}

/// `GET /v1/print-samples`.
pub(crate) fn samples() -> ApiReply {
    let view = |it: &documents::BuiltIn| PrintSampleView { name: it.name, title: it.title, html: it.source };
    let samples: Vec<_> = TEMPLATES.iter().map(view).collect();
    ApiReply::success(200).with("print_samples", &samples)
}

/// `GET /v1/print-templates/{id}`, with its version.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, version) = find(app, call).await?;
    Ok(versioned(ApiReply::success(200), &template, version))
}

/// `POST /v1/print-templates`. With an `Idempotency-Key` it is added once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>, public_url: &str) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let (store_id, sent) = (call.store()?.id, call.sent(&digest)?);
    match print_templates::create(&app.desk, store_id, &new, public_url, sent, call.now).await? {
        Creation::Made(template, version) => {
            Ok(versioned(ApiReply::success(201).with("message", &"Print Template Added"), &template, version))
        }
        Creation::OfAnotherBody(id) => {
            Err(ApiReply::key_of_another_body("print template", "print_template_id", &id).into())
        }
    }
}

/// `PUT /v1/print-templates/{id}`: the whole template. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>, public_url: &str) -> Result<ApiReply, Failure> {
    // What the address names is looked for before the body is read.
    let (before, _) = find(app, call).await?;
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let expected = call.expected_version();
    let (store_id, how) = (call.store()?.id, (public_url, &expected));
    let replaced = print_templates::replace(&app.desk, store_id, &before.id, &new, how, call.now).await?;
    Ok(versioned(ApiReply::success(200).with("message", &"Print Template Updated"), &replaced.0, replaced.1))
}

/// `DELETE /v1/print-templates/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("print_template_id");
    print_templates::remove(&app.desk, call.store()?.id, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Print Template {id} Deleted")))
}

/// The print template that the address names, and its version.
pub(crate) async fn find(app: &App, call: &AuthorizedCall<'_>) -> Result<(PrintTemplate, u64), Failure> {
    Ok(print_templates::find(&app.desk, call.store()?.id, call.value("print_template_id")).await?)
}

fn versioned(reply: ApiReply, template: &PrintTemplate, version: u64) -> ApiReply {
    reply.with("print_template", template).header("etag", etag(version))
}
