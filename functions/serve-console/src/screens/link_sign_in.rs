//! Signing in by a mailed link. To look at it changes nothing: the button on its page signs in.

use askama::Template;
use desk::accounts::{self, ByLink, FoundLink};
use domain::LinkKind;
use http::{ApiReply, Failure};

use super::links::{find, useless};
use super::sign_in::lead;
use crate::answer;
use crate::frame::PlainFrame;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "links/press.html")]
struct SignInLinkPage {
    frame: PlainFrame,
    text: String,
    button: &'static str,
}

/// `GET /console/sign-in/link/{account_token}`.
pub(super) async fn show(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    match find(visit).await? {
        FoundLink::Good { link, .. } if link.kind == LinkKind::SignIn => {
            let frame = PlainFrame::open(visit, "Sign in by a link");
            let text = format!("You sign in as {}, and stay signed in for 30 days.", link.email);
            answer::page(200, &SignInLinkPage { frame, text, button: "Sign in" })
        }
        FoundLink::Good { .. } => useless(visit, &FoundLink::Unknown),
        found => useless(visit, &found),
    }
}

/// `POST /console/sign-in/link/{account_token}`.
pub(super) async fn answer(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    let (app, token) = (visit.app, visit.value("account_token"));
    let signed_in = accounts::sign_in_by_link(&app.desk, &app.keys, token, &visit.browser, visit.now);
    match Box::pin(signed_in).await? {
        ByLink::SignIn(outcome) => {
            let reply = lead(visit, &outcome, "/console");
            Ok(reply.unwrap_or_else(|_| ApiReply::see_other("/console/sign-in")))
        }
        ByLink::Useless(found) => useless(visit, &found),
    }
}
