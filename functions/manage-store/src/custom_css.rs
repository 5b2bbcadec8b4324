//! A store's own style sheet: our own `/v1/store/css`.

use desk::accounts::By;
use desk::{Actor, Who, custom_css};
use domain::CustomCss;
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::custom_css::{CustomCssView, read_sheet};

use crate::app::App;

/// `GET /v1/store/css`, with its version.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (css, version) = custom_css::find(&app.desk, call.store()?.id).await?;
    Ok(versioned(ApiReply::success(200), &css, version))
}

/// `PUT /v1/store/css`. With `If-Match`, only in place of the version that was read.
pub(crate) async fn set(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let source = read_sheet(call.body()?).map_err(ApiReply::from_problems)?;
    let (store_id, expected, by) = (call.store()?.id, call.expected_version(), key_of(&call.actor));
    let (css, version) = custom_css::save(&app.desk, store_id, &source, &expected, &by, call.now).await?;
    Ok(versioned(ApiReply::success(200).with("message", &"Custom CSS Saved"), &css, version))
}

/// Whose key it is, as the audit names them.
fn key_of(actor: &Actor) -> By {
    if let Who::ApiKey(id) = &actor.who { By::key(&format!("key {id}")) } else { By::key(actor.name()) }
}

fn versioned(reply: ApiReply, css: &CustomCss, version: u64) -> ApiReply {
    reply.with("custom_css", &CustomCssView::from(css)).header("etag", etag(version))
}
