//! Rules of a store, and what runs them: custom events, custom buttons and sweeps; mail templates, suppliers and saved views. It links what checks and runs rules, which
//! `serve-api` does not, and has the table only, as that.

mod app;
mod custom_buttons;
mod custom_events;
mod mail_templates;
mod mails;
mod rules;
mod suppliers;
mod sweeps;
mod views;

use http::{ApiReply, AuthorizedCall, Failure, Operation};
use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| answer(app, &call).await).await
}

async fn answer(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::ListSweeps => sweeps::list(app, call).await,
        Operation::StartSweep => Box::pin(sweeps::start(app, call)).await,
        Operation::ShowSweep => sweeps::show(app, call).await,
        Operation::CancelSweep => sweeps::cancel(app, call).await,
        Operation::UndoSweep => Box::pin(sweeps::undo(app, call)).await,
        Operation::ListRules => rules::list(app, call).await,
        Operation::AddRule => Box::pin(rules::create(app, call)).await,
        Operation::ShowRule => rules::show(app, call).await,
        Operation::ReplaceRule => Box::pin(rules::replace(app, call)).await,
        Operation::RemoveRule => rules::remove(app, call).await,
        Operation::ListCustomEvents => custom_events::list(app, call).await,
        Operation::AddCustomEvent => custom_events::create(app, call).await,
        Operation::ShowCustomEvent => custom_events::show(app, call).await,
        Operation::ReplaceCustomEvent => custom_events::replace(app, call).await,
        Operation::RemoveCustomEvent => custom_events::remove(app, call).await,
        Operation::ListCustomButtons => custom_buttons::list(app, call).await,
        Operation::AddCustomButton => custom_buttons::create(app, call).await,
        Operation::ShowCustomButton => custom_buttons::show(app, call).await,
        Operation::ReplaceCustomButton => custom_buttons::replace(app, call).await,
        Operation::RemoveCustomButton => custom_buttons::remove(app, call).await,
        Operation::ListMailTemplates => mail_templates::list(app, call).await,
        Operation::AddMailTemplate => mail_templates::create(app, call).await,
        Operation::ShowMailTemplate => mail_templates::show(app, call).await,
        Operation::ReplaceMailTemplate => mail_templates::replace(app, call).await,
        Operation::RemoveMailTemplate => mail_templates::remove(app, call).await,
        Operation::PreviewMailTemplate => mail_templates::preview(app, call).await,
        Operation::TryMailTemplate => mail_templates::try_out(app, call).await,
        Operation::ListMailTemplateVersions => mail_templates::versions(app, call).await,
        Operation::ListOrderMails => mails::list(app, call).await,
        Operation::MailOrder => Box::pin(mails::send(app, call)).await,
        Operation::ListMailSuppressions => mails::suppressions(app, call).await,
        Operation::AddMailSuppression => mails::suppress(app, call).await,
        Operation::RemoveMailSuppression => mails::unsuppress(app, call).await,
        Operation::ListSuppliers => suppliers::list(app, call).await,
        Operation::AddSupplier => suppliers::create(app, call).await,
        Operation::ShowSupplier => suppliers::show(app, call).await,
        Operation::ReplaceSupplier => suppliers::replace(app, call).await,
        Operation::RemoveSupplier => suppliers::remove(app, call).await,
        Operation::ListViews => views::list(app, call).await,
        Operation::AddView => views::create(app, call).await,
        Operation::ShowView => views::show(app, call).await,
        Operation::ReplaceView => views::replace(app, call).await,
        Operation::RemoveView => views::remove(app, call).await,
        Operation::RunEvent => Box::pin(custom_events::run(app, call)).await,
        Operation::PressButton => Box::pin(custom_buttons::press(app, call)).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}
