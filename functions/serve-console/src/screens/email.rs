//! The address of an account: another one, and that it is its owner's. Both go by links that are mailed there; to look
//! at one changes nothing.

use askama::Template;
use desk::accounts::email::{self, EmailTaken};
use desk::accounts::mails::{self, Mailed, PersonMail};
use desk::accounts::{self, EmailConfirmed, FoundLink};
use domain::{LinkKind, Problem};
use http::{ApiReply, Failure};

use super::account::{done, profile_with};
use super::links::{find, useless};
use super::problem::problems_of;
use crate::answer;
use crate::frame::PlainFrame;
use crate::visit::{Person, Visit};

#[derive(Template)]
#[template(path = "links/press.html")]
struct EmailLinkPage {
    frame: PlainFrame,
    text: String,
    button: &'static str,
}

/// `POST /console/account/email`: mails a link to the new address.
pub(super) async fn request(person: &Person<'_>) -> Result<ApiReply, Failure> {
    person.check_proof()?;
    let (visit, form) = (person.visit, person.visit.form());
    let new_email = form.text("new_email");
    let requested = email::request(&visit.app.desk, &person.signed_in, new_email, visit.now);
    let problems = match Box::pin(requested).await {
        Ok(Mailed::Now) => return Ok(done("email-link")),
        Ok(Mailed::TooOften) => vec![too_often("new_email")],
        Err(error) => problems_of(error)?,
    };
    answer::page(422, &profile_with(person, new_email, &problems).await?)
}

/// `POST /console/account/email/confirm`: mails a link that confirms the address.
pub(super) async fn request_confirmation(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let (visit, account) = (person.visit, person.account());
    let mail = PersonMail::ConfirmAddress(account.id);
    let mailed = mails::send(&visit.app.desk, mail, &account.email, &visit.browser.network, visit.now);
    match Box::pin(mailed).await? {
        Mailed::Now => Ok(done("confirmation")),
        Mailed::TooOften => answer::page(422, &profile_with(person, "", &[too_often("")]).await?),
    }
}

/// `GET /console/account/email/{account_token}`.
pub(super) async fn show_link(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let (visit, signed_in) = (person.visit, &person.signed_in);
    let (app, token) = (visit.app, visit.value("account_token"));
    match email::find(&app.desk, &app.keys, token, signed_in, visit.now).await? {
        FoundLink::Good { link, .. } => {
            let (old, new) = (&person.account().email, &link.email);
            let text = format!(
                "You sign in with {new} from now on, and with {old} no more. Your other browsers are signed out."
            );
            let frame = PlainFrame::of(person, "Your new e-mail address");
            answer::page(200, &EmailLinkPage { frame, text, button: "Take this address" })
        }
        found => useless(visit, &found),
    }
}

/// `POST /console/account/email/{account_token}`.
pub(super) async fn take(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let visit = person.visit;
    let (app, token) = (visit.app, visit.value("account_token"));
    let change = email::take(&app.desk, &app.keys, token, &person.signed_in, visit.now);
    match Box::pin(change).await? {
        EmailTaken::Done(session) => Ok(visit.enter(&session, "/console/account?done=email-changed")),
        EmailTaken::Useless(found) => useless(visit, &found),
    }
}

/// `GET /console/confirm/{account_token}`.
pub(super) async fn show_confirmation(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    match find(visit).await? {
        FoundLink::Good { link, account_id: Some(_) } if link.kind == LinkKind::Confirm => {
            let frame = PlainFrame::open(visit, "Is this your address?");
            let text = format!("There is an account with the address {}. Say that it is yours.", link.email);
            answer::page(200, &EmailLinkPage { frame, text, button: "It is mine" })
        }
        FoundLink::Good { .. } => useless(visit, &FoundLink::Unknown),
        found => useless(visit, &found),
    }
}

/// `POST /console/confirm/{account_token}`.
pub(super) async fn confirm(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    let (app, token) = (visit.app, visit.value("account_token"));
    let confirmed = accounts::confirm_email(&app.desk, &app.keys, token, &visit.browser, visit.now);
    match Box::pin(confirmed).await? {
        EmailConfirmed::Done(_) => Ok(done("email-confirmed")),
        EmailConfirmed::Useless(found) => useless(visit, &found),
    }
}

fn too_often(field: &str) -> Problem {
    Problem::new(field, "There were too many mails; look into the mailbox, or try again in an hour")
}
