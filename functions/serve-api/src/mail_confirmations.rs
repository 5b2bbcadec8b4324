//! Links that confirm a mail address: our own `/v1/mail-confirmations`.

use desk::mail_confirmations::{self, Link};
use domain::ConfirmationPurpose;
use http::{ApiReply, AuthorizedCall, Failure};
use wire::mail_confirmations as pages;

use crate::app::App;

/// `GET /v1/mail-confirmations/{token}`: changes nothing.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let link = mail_confirmations::find(&app.desk, call.value("token"), call.now).await?;
    Ok(page(&link, pages::question))
}

/// `POST /v1/mail-confirmations/{token}`.
pub(crate) async fn confirm(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let link = mail_confirmations::confirm(&app.desk, call.value("token"), call.now).await?;
    Ok(page(&link, pages::confirmed))
}

fn page(link: &Link, good: fn(&str, &str, ConfirmationPurpose) -> String) -> ApiReply {
    match link {
        Link::Good { store_name, address, purpose } => ApiReply::page(200, good(store_name, address, *purpose)),
        Link::Used => ApiReply::page(410, pages::used()),
        Link::Over => ApiReply::page(410, pages::over()),
        Link::Outdated => ApiReply::page(410, pages::outdated()),
        Link::Unknown => ApiReply::page(404, pages::unknown()),
    }
}
