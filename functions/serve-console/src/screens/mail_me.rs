//! The forms of who has a mail sent to their address: a link to another password, or one to sign in. The answer is the
//! same whoever has the address, and so is what it takes: who gets anything is found out when the mail is written.

use askama::Template;
use desk::accounts::mails::{self, Mailed, PersonMail};
use domain::Problem;
use http::{ApiReply, Failure};

use super::problem::problems_of;
use super::sign_in::Refused;
use crate::answer;
use crate::frame::PlainFrame;
use crate::view::{Field, Shown};
use crate::visit::Visit;

/// An address has had its mails of an hour: then there may be others.
const RETRY_AFTER_SECONDS: u64 = 3_600;

/// What somebody can have mailed.
pub(super) struct Wanted {
    mail: PersonMail,
    title: &'static str,
    text: &'static str,
    action: &'static str,
    /// The word for what was done.
    done: &'static str,
}

/// A link to another password.
pub(super) const RESET: Wanted = Wanted {
    mail: PersonMail::Reset,
    title: "Forgot your password?",
    text: "A link to another password is mailed to you. It works once, for one hour.",
    action: "/console/reset",
    done: "reset-mailed",
};

/// A link to sign in.
pub(super) const SIGN_IN: Wanted = Wanted {
    mail: PersonMail::SignIn,
    title: "Sign in by a link",
    text: "Who ships for a store is mailed a link that signs in. It works once, for 15 minutes. Anybody else signs in \
           with their password.",
    action: "/console/sign-in/link",
    done: "sign-in-mailed",
};

#[derive(Template)]
#[template(path = "links/mail_me.html")]
struct MailMePage {
    frame: PlainFrame,
    text: &'static str,
    action: &'static str,
    email: Field,
    problems: Vec<Shown>,
    /// Why nothing is mailed; blank at first.
    refused: &'static str,
}

/// `GET /console/reset` and `GET /console/sign-in/link`.
pub(super) fn show(visit: &Visit<'_>, wanted: &Wanted) -> Result<ApiReply, Failure> {
    answer::page(200, &page(visit, wanted, "", &[]))
}

/// `POST /console/reset` and `POST /console/sign-in/link`.
pub(super) async fn request(visit: &Visit<'_>, wanted: &Wanted) -> Result<ApiReply, Failure> {
    let (form, network) = (visit.form(), &visit.browser.network);
    let email = form.text("email");
    match Box::pin(mails::send(&visit.app.desk, wanted.mail, email, network, visit.now)).await {
        Ok(Mailed::Now) => Ok(ApiReply::see_other(&format!("{}?done={}", wanted.action, wanted.done))),
        Ok(Mailed::TooOften) => {
            let refused = "There were too many mails. Look into your mailbox, or try again in an hour.";
            let refusal = Refused::TooMany { retry_after_seconds: RETRY_AFTER_SECONDS };
            refusal.page(&MailMePage { refused, ..page(visit, wanted, email, &[]) })
        }
        Err(error) => answer::page(422, &page(visit, wanted, email, &problems_of(error)?)),
    }
}

fn page(visit: &Visit<'_>, wanted: &Wanted, email: &str, problems: &[Problem]) -> MailMePage {
    let email = Field::new("email", "E-mail", email).with(problems);
    MailMePage {
        frame: PlainFrame::open(visit, wanted.title),
        text: wanted.text,
        action: wanted.action,
        problems: Shown::all(problems, &[&email]),
        email,
        refused: "",
    }
}
