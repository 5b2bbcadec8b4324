//! Mail templates: our own `/v1/mail-templates`.

use desk::mail_templates::{self, RenderedMail};
use desk::{Creation, stores};
use domain::{MailTemplate, Mailbox};
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::mail_templates::{MailPreviewView, MailTemplateVersionView, MailboxView, read_new, read_order};

use crate::app::App;

/// `GET /v1/mail-templates`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = mail_templates::list(&app.desk, call.store()?.id).await?;
    Ok(ApiReply::success(200).with("mail_templates", &found))
}

/// `GET /v1/mail-templates/{id}`, with its version.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, version) = find(app, call).await?;
    Ok(versioned(ApiReply::success(200), &template, version))
}

/// `POST /v1/mail-templates`. With an `Idempotency-Key` it is added once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    match mail_templates::create(&app.desk, call.store()?.id, &new, call.sent(&digest)?, call.now).await? {
        Creation::Made(template, version) => {
            Ok(versioned(ApiReply::success(201).with("message", &"Mail Template Added"), &template, version))
        }
        Creation::OfAnotherBody(id) => {
            Err(ApiReply::key_of_another_body("mail template", "mail_template_id", &id).into())
        }
    }
}

/// `PUT /v1/mail-templates/{id}`: the whole template. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    // What the address names is looked for before the body is read.
    let (before, _) = find(app, call).await?;
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let expected = call.expected_version();
    let replaced = mail_templates::replace(&app.desk, call.store()?.id, &before.id, &new, &expected, call.now).await?;
    let (template, version) = replaced;
    Ok(versioned(ApiReply::success(200).with("message", &"Mail Template Updated"), &template, version))
}

/// `DELETE /v1/mail-templates/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("mail_template_id");
    mail_templates::remove(&app.desk, call.store()?.id, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Mail Template {id} Deleted")))
}

/// `POST /v1/mail-templates/{id}/preview`. Nothing is written.
pub(crate) async fn preview(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, _) = find(app, call).await?;
    let order_id = read_order(call.body()?).map_err(ApiReply::from_problems)?;
    let mail = mail_templates::preview(&app.desk, call.store()?, &template, order_id, call.now).await?;
    Ok(ApiReply::success(200).with("mail", &view(&mail)))
}

/// `POST /v1/mail-templates/{id}/trial`: a mail to the store's admin.
pub(crate) async fn try_out(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, _) = find(app, call).await?;
    let order_id = read_order(call.body()?).map_err(ApiReply::from_problems)?;
    // As it is now: its address may have been confirmed a moment ago.
    let store = stores::find(&app.desk, call.store()?.id).await?;
    let to = mail_templates::try_out(&app.desk, &store, &template, order_id, call.now).await?;
    Ok(ApiReply::success(202).with("message", &"Trial Mail Queued").with("to", &to))
}

/// `GET /v1/mail-templates/{id}/versions`: what it was before.
pub(crate) async fn versions(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("mail_template_id");
    let found = mail_templates::versions(&app.desk, call.store()?.id, id).await?;
    let views: Vec<_> = found.iter().map(MailTemplateVersionView::from).collect();
    Ok(ApiReply::success(200).with("versions", &views))
}

async fn find(app: &App, call: &AuthorizedCall<'_>) -> Result<(MailTemplate, u64), Failure> {
    Ok(mail_templates::find(&app.desk, call.store()?.id, call.value("mail_template_id")).await?)
}

fn versioned(reply: ApiReply, template: &MailTemplate, version: u64) -> ApiReply {
    reply.with("mail_template", template).header("etag", etag(version))
}

fn all(boxes: &[Mailbox]) -> Vec<MailboxView<'_>> {
    boxes.iter().map(MailboxView::from).collect()
}

fn view(mail: &RenderedMail) -> MailPreviewView<'_> {
    MailPreviewView {
        from_name: &mail.from_name,
        reply_to: all(&mail.reply_to),
        to: all(&mail.to),
        cc: all(&mail.cc),
        bcc: all(&mail.bcc),
        subject: &mail.subject,
        text: &mail.text,
        html: &mail.html,
        warnings: &mail.warnings,
        problems: mail.problems.iter().map(Into::into).collect(),
    }
}
