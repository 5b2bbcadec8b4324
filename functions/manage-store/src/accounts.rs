//! Links for people who sign in to the console: our own `/v1/accounts`, for the operator.

use desk::accounts::{self, LinkMade};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::accounts::{AccountLinkView, read_invitation, read_reset};

use crate::app::App;

/// `POST /v1/accounts/invite`.
pub(crate) async fn invite(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (email, store_id) = read_invitation(call.body()?).map_err(ApiReply::from_problems)?;
    let made = accounts::welcome(&app.desk, &app.sealing_key, &email, store_id, call.now).await?;
    Ok(reply(&made))
}

/// `POST /v1/accounts/reset`.
pub(crate) async fn reset(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let email = read_reset(call.body()?).map_err(ApiReply::from_problems)?;
    match accounts::request_reset(&app.desk, &app.sealing_key, &email, call.now).await? {
        Some(made) => Ok(reply(&made)),
        None => Err(ApiReply::not_found("Account").into()),
    }
}

fn reply(made: &LinkMade) -> ApiReply {
    let view = AccountLinkView::new(&made.link, &made.token);
    ApiReply::success(201).with("message", &"Link Made").with("link", &view)
}
