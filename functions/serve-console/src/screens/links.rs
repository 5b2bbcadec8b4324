//! Links that are mailed or handed over: to another password, to an account, into a store. Looking changes nothing.

use askama::Template;
use desk::accounts::{self, Accepted, FoundLink, FoundSession, NewPerson, Reset};
use domain::{AccountLink, LinkKind, Problem};
use http::{ApiReply, Failure};

use super::account::place_of;
use super::problem::problems_of;
use super::sign_in::{keep, lead};
use crate::answer;
use crate::form::Form;
use crate::frame::PlainFrame;
use crate::view::{Field, Shown};
use crate::visit::{Visit, pair};

#[derive(Template)]
#[template(path = "links/reset.html")]
struct ResetPage {
    frame: PlainFrame,
    email: Field,
    new_password: Field,
    problems: Vec<Shown>,
}

/// The page of who has no account yet.
#[derive(Template)]
#[template(path = "links/new_person.html")]
struct NewPersonPage {
    frame: PlainFrame,
    heading: String,
    email: Field,
    first_name: Field,
    last_name: Field,
    password: Field,
    needs_password: bool,
    problems: Vec<Shown>,
}

/// The page of who is signed in with the address that was invited.
#[derive(Template)]
#[template(path = "links/join.html")]
struct JoinPage {
    frame: PlainFrame,
    heading: String,
    store_name: String,
    email: String,
}

/// The page of who has an account, and is not signed in with it.
#[derive(Template)]
#[template(path = "links/known.html")]
struct KnownPage {
    frame: PlainFrame,
    heading: String,
    email: String,
    /// Who is signed in instead; blank for nobody.
    other: String,
    sign_in: String,
}

#[derive(Template)]
#[template(path = "links/useless.html")]
struct UselessPage {
    frame: PlainFrame,
    text: &'static str,
}

/// `GET /console/reset/{account_token}`.
pub(super) async fn show_reset(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    match find(visit).await? {
        FoundLink::Good { link, .. } if link.kind == LinkKind::Reset => reset_page(visit, 200, &link.email, &[]),
        FoundLink::Good { .. } => useless(visit, &FoundLink::Unknown),
        found => useless(visit, &found),
    }
}

/// `POST /console/reset/{account_token}`.
pub(super) async fn reset(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    let (app, token, form) = (visit.app, visit.value("account_token"), visit.form());
    let password = form.exact("new_password");
    let set = accounts::reset(&app.desk, &app.keys, token, password, &visit.browser, visit.now);
    let problems = match Box::pin(set).await {
        Ok(Reset::SignIn(outcome)) => {
            let reply = lead(visit, &outcome, "/console");
            return Ok(reply.unwrap_or_else(|_| ApiReply::see_other("/console/sign-in")));
        }
        Ok(Reset::Useless(found)) => return useless(visit, &found),
        Err(error) => problems_of(error)?,
    };
    match find(visit).await? {
        FoundLink::Good { link, .. } => reset_page(visit, 422, &link.email, &problems),
        found => useless(visit, &found),
    }
}

/// `GET /console/welcome/{account_token}` and `GET /console/invite/{account_token}`.
pub(super) async fn show(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    match find(visit).await? {
        FoundLink::Good { link, .. } if !lets_in(&link) => useless(visit, &FoundLink::Unknown),
        FoundLink::Good { link, account_id: None } => new_person_page(visit, 200, &link, &Form::default(), &[]),
        FoundLink::Good { link, account_id: Some(_) } => known_person(visit, &link).await,
        found => useless(visit, &found),
    }
}

/// `POST /console/welcome/{account_token}` and `POST /console/invite/{account_token}`.
pub(super) async fn accept(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    let (app, token, form) = (visit.app, visit.value("account_token"), visit.form());
    if form.text("action") == "join" {
        return join(visit).await;
    }
    let person = NewPerson {
        first_name: form.text("first_name").to_owned(),
        last_name: form.text("last_name").to_owned(),
        password: form.exact("password").to_owned(),
    };
    let accepted = accounts::accept(&app.desk, &app.keys, token, &person, &visit.browser, visit.now);
    let problems = match Box::pin(accepted).await {
        Ok(accepted) => return lead_on(visit, &accepted),
        Err(error) => problems_of(error)?,
    };
    match find(visit).await? {
        FoundLink::Good { link, .. } => new_person_page(visit, 422, &link, &form, &problems),
        found => useless(visit, &found),
    }
}

/// Makes who is signed in a user of the store that invites them.
async fn join(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    let FoundSession::SignedIn(signed_in) = visit.session(None).await? else {
        return Ok(ApiReply::see_other(&visit.address()));
    };
    let (app, token) = (visit.app, visit.value("account_token"));
    let accepted = accounts::accept_as(&app.desk, &app.keys, token, &signed_in, visit.now);
    let reply = lead_on(visit, &Box::pin(accepted).await?)?;
    Ok(keep(visit, &signed_in, reply))
}

/// Whether a link makes an account, or leads into a store: others have pages of their own.
const fn lets_in(link: &AccountLink) -> bool {
    matches!(link.kind, LinkKind::Welcome | LinkKind::Invite(_))
}

/// What the link in the address is good for.
pub(super) async fn find(visit: &Visit<'_>) -> Result<FoundLink, Failure> {
    let (app, token) = (visit.app, visit.value("account_token"));
    Ok(accounts::links::find(&app.desk, &app.keys, token, visit.now).await?)
}

/// The page of a link whose address has an account already.
async fn known_person(visit: &Visit<'_>, link: &AccountLink) -> Result<ApiReply, Failure> {
    let signed_in = match visit.session(None).await? {
        FoundSession::SignedIn(signed_in) => Some(signed_in),
        FoundSession::CodeMissing(_) | FoundSession::Nobody => None,
    };
    let account = signed_in.as_ref().map(|signed_in| &signed_in.account);
    let invitation = link.kind.invitation();
    let is_theirs = account.is_some_and(|account| account.is_of(&link.email));
    let reply = match invitation {
        None if is_theirs => ApiReply::see_other("/console"),
        Some(invitation) if is_theirs => answer::page(
            200,
            &JoinPage {
                frame: PlainFrame::open(visit, "Invitation"),
                heading: heading(link),
                store_name: invitation.store_name.clone(),
                email: link.email.clone(),
            },
        )?,
        _ => answer::page(
            200,
            &KnownPage {
                frame: PlainFrame::open(visit, "You have an account"),
                heading: heading(link),
                email: link.email.clone(),
                other: account.map(|account| account.email.clone()).unwrap_or_default(),
                sign_in: format!("/console/sign-in?{}", pair("next", &visit.address())),
            },
        )?,
    };
    Ok(signed_in.iter().fold(reply, |reply, signed_in| keep(visit, signed_in, reply)))
}

/// Leads to where it goes on behind a link that was accepted; or says why it was not.
fn lead_on(visit: &Visit<'_>, accepted: &Accepted) -> Result<ApiReply, Failure> {
    match accepted {
        Accepted::Done(session) => Ok(visit.enter(session, "/console")),
        Accepted::Joined(user) => Ok(ApiReply::see_other(&place_of(user))),
        Accepted::Useless(found) => useless(visit, found),
        Accepted::HasAccount => Ok(ApiReply::see_other(&visit.address())),
    }
}

/// The page of a link that is good for nothing.
pub(super) fn useless(visit: &Visit<'_>, found: &FoundLink) -> Result<ApiReply, Failure> {
    let (status, title, text) = match found {
        FoundLink::Used => (
            410,
            "This link was used before",
            "Each link works once. If it was you who used it, sign in with your e-mail and password.",
        ),
        FoundLink::Over => (
            410,
            "This link has ended",
            "An invitation works for seven days, as long as whoever sent it may invite and the store is neither locked \
             nor closed; a link to a new address for a day, one to another password for an hour, and one to sign in \
             for 15 minutes. Ask for another one.",
        ),
        FoundLink::Unknown | FoundLink::Good { .. } => (
            404,
            "This link is not known",
            "It may have been cut off on the way: try to copy the whole of it into your browser.",
        ),
    };
    answer::page(status, &UselessPage { frame: PlainFrame::open(visit, title), text })
}

fn reset_page(visit: &Visit<'_>, status: u16, email: &str, problems: &[Problem]) -> Result<ApiReply, Failure> {
    let new_password = Field::new("new_password", "New password", "").hint("At least 12 characters.").with(problems);
    let page = ResetPage {
        frame: PlainFrame::open(visit, "New password"),
        email: Field::new("email", "E-mail", email),
        problems: Shown::all(problems, &[&new_password]),
        new_password,
    };
    answer::page(status, &page)
}

fn new_person_page(
    visit: &Visit<'_>,
    status: u16,
    link: &AccountLink,
    form: &Form,
    problems: &[Problem],
) -> Result<ApiReply, Failure> {
    let field = |name, label| Field::new(name, label, form.text(name)).with(problems);
    let (first_name, last_name) = (field("first_name", "First name"), field("last_name", "Last name"));
    let password = Field::new("password", "Password", "").hint("At least 12 characters.").with(problems);
    let page = NewPersonPage {
        frame: PlainFrame::open(visit, "Make your account"),
        heading: heading(link),
        email: Field::new("email", "E-mail", link.email.as_str()),
        problems: Shown::all(problems, &[&first_name, &last_name, &password]),
        first_name,
        last_name,
        password,
        needs_password: !accounts::needs_no_password(link),
    };
    answer::page(status, &page)
}

/// Who invites to which store; of a link without a store, what it does.
fn heading(link: &AccountLink) -> String {
    match link.kind.invitation() {
        Some(invitation) => format!("{} invites you to {}", invitation.by_name, invitation.store_name),
        None => "Make your account".to_owned(),
    }
}
