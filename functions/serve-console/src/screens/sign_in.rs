//! Signing in, by a password and a code behind it, and signing out.

use askama::Template;
use desk::accounts::{self, Entered, FoundSession, SignIn, SignUpMode, SignedIn, Trust};
use http::{ApiReply, Failure};

use crate::answer;
use crate::frame::PlainFrame;
use crate::view::Field;
use crate::visit::{Visit, pair};

const SIGN_IN: &str = "/console/sign-in";
const CODE: &str = "/console/sign-in/code";

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct PasswordPage {
    frame: PlainFrame,
    email: Field,
    password: Field,
    next: String,
    /// Whether people sign up by themselves.
    has_sign_up: bool,
    /// Why nobody is signed in; blank at first.
    refused: String,
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage {
    frame: PlainFrame,
    person: String,
    code: Field,
    next: String,
    /// Why nobody is signed in; blank at first.
    refused: String,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The password or the code is wrong.
    Wrong,
    /// There were too many tries.
    TooMany {
        /// When there may be others.
        retry_after_seconds: u64,
    },
}

impl Refused {
    /// What the page says of it: `wrong`, or when to try again.
    pub(super) fn sentence(self, wrong: &str) -> String {
        match self {
            Self::Wrong => wrong.to_owned(),
            Self::TooMany { retry_after_seconds } => {
                let minutes = retry_after_seconds.div_ceil(60).max(1);
                let unit = if minutes == 1 { "minute" } else { "minutes" };
                format!("There were too many tries. Try again in {minutes} {unit}.")
            }
        }
    }

    /// The page that says so.
    pub(super) fn page(self, page: &impl Template) -> Result<ApiReply, Failure> {
        match self {
            Self::Wrong => answer::page(422, page),
            Self::TooMany { retry_after_seconds } => {
                Ok(answer::page(429, page)?.header("retry-after", retry_after_seconds.to_string()))
            }
        }
    }
}

/// Leads who is signed in to `next`, over the page for the code where that is missing; or why nobody is signed in.
pub(super) fn lead(visit: &Visit<'_>, outcome: &SignIn, next: &str) -> Result<ApiReply, Refused> {
    match outcome {
        SignIn::Done(session) => Ok(visit.enter(session, next)),
        SignIn::CodeNeeded(session) => Ok(visit.enter(session, &format!("{CODE}?{}", pair("next", next)))),
        SignIn::Wrong => Err(Refused::Wrong),
        SignIn::TooMany { retry_after_seconds } => Err(Refused::TooMany { retry_after_seconds: *retry_after_seconds }),
    }
}

/// The same answer, which hands over the value of the session's cookie where that is another by now.
pub(super) fn keep(visit: &Visit<'_>, signed_in: &SignedIn, reply: ApiReply) -> ApiReply {
    signed_in.renewed.iter().fold(reply, |reply, cookie| visit.with_session(reply, cookie))
}

/// `GET /console/sign-in`.
pub(super) async fn show(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    if let FoundSession::SignedIn(signed_in) = visit.session(None).await? {
        return Ok(keep(visit, &signed_in, ApiReply::see_other(&visit.next())));
    }
    answer::page(200, &password_page(visit, "", String::new()))
}

/// `POST /console/sign-in`.
pub(super) async fn answer(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    let (app, form) = (visit.app, visit.form());
    let (email, password) = (form.text("email"), form.exact("password"));
    let entered = Entered { email, password, trust: visit.trust() };
    let outcome = accounts::sign_in_with(&app.desk, &app.keys, &entered, &visit.browser, visit.now);
    match lead(visit, &Box::pin(outcome).await?, &visit.next()) {
        Ok(reply) => Ok(reply),
        Err(refused) => {
            let sentence = refused.sentence("The e-mail or the password is wrong.");
            refused.page(&password_page(visit, email, sentence))
        }
    }
}

/// `GET /console/sign-in/code`.
pub(super) async fn show_code(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    match visit.session(None).await? {
        FoundSession::CodeMissing(half) => answer::page(200, &code_page(visit, &half.account().email, String::new())),
        FoundSession::SignedIn(signed_in) => Ok(keep(visit, &signed_in, ApiReply::see_other(&visit.next()))),
        FoundSession::Nobody => Ok(first_step(visit)),
    }
}

/// `POST /console/sign-in/code`.
pub(super) async fn enter_code(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    let half = match visit.session(None).await? {
        FoundSession::CodeMissing(half) => half,
        FoundSession::SignedIn(signed_in) => {
            return Ok(keep(visit, &signed_in, ApiReply::see_other(&visit.next())));
        }
        FoundSession::Nobody => return Ok(first_step(visit)),
    };
    let (app, form) = (visit.app, visit.form());
    let trust = if form.has("trust") { Trust::ThirtyDays } else { Trust::None };
    let entered = (form.text("code"), trust);
    let outcome = accounts::sign_in_with_code(&app.desk, &app.keys, &half, entered, visit.now);
    match lead(visit, &Box::pin(outcome).await?, &visit.next()) {
        Ok(reply) => Ok(reply),
        Err(refused) => {
            let sentence = refused.sentence("This is not the code of this moment, nor a recovery code you have left.");
            refused.page(&code_page(visit, &half.account().email, sentence))
        }
    }
}

/// `POST /console/sign-out`.
pub(super) async fn sign_out(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    if let Some(cookie) = visit.cookie() {
        Box::pin(accounts::sign_out(&visit.app.desk, cookie)).await?;
    }
    Ok(visit.without_session(ApiReply::see_other(SIGN_IN)))
}

/// Leads who has no session to the page for the password.
fn first_step(visit: &Visit<'_>) -> ApiReply {
    ApiReply::see_other(&format!("{SIGN_IN}?{}", pair("next", &visit.next())))
}

fn password_page(visit: &Visit<'_>, email: &str, refused: String) -> PasswordPage {
    PasswordPage {
        frame: PlainFrame::open(visit, "Sign in"),
        email: Field::new("email", "E-mail", email),
        password: Field::new("password", "Password", ""),
        next: visit.next(),
        has_sign_up: visit.app.sign_up == SignUpMode::Open,
        refused,
    }
}

fn code_page(visit: &Visit<'_>, email: &str, refused: String) -> CodePage {
    let hint = "The six digits that your app shows now, or one of your recovery codes.";
    CodePage {
        frame: PlainFrame::open(visit, "Second step"),
        person: email.to_owned(),
        code: Field::new("code", "Code", "").hint(hint),
        next: visit.next(),
        refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_tried_too_often_reads_in_how_many_minutes_to_try_again() {
        let sentence = |retry_after_seconds| Refused::TooMany { retry_after_seconds }.sentence("wrong");
        assert!(sentence(1).ends_with("in 1 minute."));
        assert!(sentence(61).ends_with("in 2 minutes."));
        assert_eq!(Refused::Wrong.sentence("wrong"), "wrong");
    }
}
