//! What is a person's own: the stores they are in, their names, password and sessions.

use askama::Template;
use desk::DeskError;
use desk::accounts::{self, SignUpMode, SingleKeys, trust};
use domain::{Problem, Session, StoreId, TrustedBrowser, User};
use http::{ApiReply, Failure};

use super::audit::{self, Line};
use super::problem::problems_of;
use super::sign_in::lead;
use crate::answer;
use crate::frame::{PlainFrame, first_place};
use crate::view::{Field, Shown, Times, When};
use crate::visit::{Person, Visit};

const STORES: &str = "/console/stores";

/// So many stores are looked at for one that the person is still a user of.
const MAX_LOOKED_AT: usize = 10;

/// A person who is in no more stores sees them without a filter.
const FEW_STORES: usize = 5;

/// So many of the newest lines of the account's audit stand on the profile.
const NEWEST_LINES: usize = 5;

#[derive(Template)]
#[template(path = "account/stores.html")]
struct StoresPage {
    frame: PlainFrame,
    stores: Vec<StoreRow>,
    q: String,
    has_filter: bool,
    may_begin: bool,
}

/// A store of the person.
struct StoreRow {
    id: String,
    name: String,
}

#[derive(Template)]
#[template(path = "account/profile.html")]
#[expect(clippy::struct_excessive_bools, reason = "a page asks for one after the other")]
pub(super) struct ProfilePage {
    frame: PlainFrame,
    email: Field,
    new_email: Field,
    is_confirmed: bool,
    first_name: Field,
    last_name: Field,
    present_password: Field,
    new_password: Field,
    has_password: bool,
    has_keys: bool,
    has_second_factor: bool,
    codes_left: usize,
    sessions: Vec<SessionRow>,
    trusted: Vec<TrustRow>,
    /// What was done with the account last.
    lines: Vec<Line>,
    problems: Vec<Shown>,
}

/// A browser that the person is signed in with.
struct SessionRow {
    id: String,
    browser: String,
    network: String,
    seen: When,
    is_this: bool,
}

/// A browser in which the person signs in without a code.
struct TrustRow {
    id: String,
    browser: String,
    network: String,
    until: When,
}

#[derive(Template)]
#[template(path = "account/prove.html")]
struct ProofPage {
    frame: PlainFrame,
    email: Field,
    password: Field,
    has_password: bool,
    next: String,
    /// Why it was not taken; blank at first.
    refused: String,
}

/// `GET /console`: leads into a store, the one that `store` names or the one they turned to last.
pub(super) async fn start(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let (visit, id) = (person.visit, person.account().id);
    let wanted: Option<StoreId> = visit.call.query("store").and_then(|text| text.parse().ok());
    let stores = accounts::stores_open_to(&visit.app.desk, &person.signed_in).await?;
    let stores = stores.iter().filter(|store| wanted.is_none_or(|wanted| wanted == store.store_id));
    for store in stores.take(MAX_LOOKED_AT) {
        match accounts::users::find(&visit.app.desk, store.store_id, id).await {
            Ok((user, _)) => return Ok(ApiReply::see_other(&place_of(&user))),
            Err(DeskError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(ApiReply::see_other(STORES))
}

/// The first page of their store that a user may open.
pub(super) fn place_of(user: &User) -> String {
    let base = format!("/console/{}", user.store_id);
    match first_place(|permission| user.may(permission)) {
        Some("") => base,
        Some(place) => format!("{base}/{place}"),
        None => STORES.to_owned(),
    }
}

/// `GET /console/stores`.
pub(super) async fn stores(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let visit = person.visit;
    let q = visit.call.query("q").unwrap_or_default();
    let all = accounts::stores_open_to(&visit.app.desk, &person.signed_in).await?;
    let has_filter = all.len() > FEW_STORES;
    let sought = q.to_lowercase();
    let found = all.into_iter().filter(|store| store.name.to_lowercase().contains(&sought));
    let page = StoresPage {
        frame: PlainFrame::of(person, "Your stores"),
        stores: found.map(|store| StoreRow { id: store.store_id.to_string(), name: store.name }).collect(),
        q: q.to_owned(),
        has_filter,
        // Whether they get there says the page itself: it looks which stores they own.
        may_begin: visit.app.sign_up != SignUpMode::Off && !person.signed_in.session.by_link,
    };
    answer::page(200, &page)
}

/// `GET /console/account`.
pub(super) async fn show(person: &Person<'_>) -> Result<ApiReply, Failure> {
    answer::page(200, &profile_with(person, "", &[]).await?)
}

/// `POST /console/account/names`.
pub(super) async fn change_names(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let (visit, form) = (person.visit, person.visit.form());
    let names = (form.text("first_name"), form.text("last_name"));
    let changed = accounts::change_names(&visit.app.desk, &person.signed_in, names.0, names.1, visit.now);
    match Box::pin(changed).await {
        Ok(_) => Ok(done("names")),
        Err(error) => {
            let problems = problems_of(error)?;
            answer::page(422, &profile(person, names, "", &problems).await?)
        }
    }
}

/// `POST /console/account/password`.
pub(super) async fn change_password(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let (visit, form) = (person.visit, person.visit.form());
    let (present, new) = (form.exact("present_password"), form.exact("new_password"));
    let (desk, keys) = (&visit.app.desk, &visit.app.keys);
    let changed = accounts::change_password(desk, keys, &person.signed_in, present, new, visit.now);
    let problems = match Box::pin(changed).await {
        Ok(outcome) => match lead(visit, &outcome, "/console/account?done=password") {
            Ok(reply) => return Ok(reply),
            Err(refused) => {
                let problem = Problem::new("present_password", refused.sentence("is not your password"));
                return refused.page(&profile_with(person, "", &[problem]).await?);
            }
        },
        Err(error) => problems_of(error)?,
    };
    answer::page(422, &profile_with(person, "", &problems).await?)
}

/// `POST /console/account/keys`.
pub(super) async fn change_keys(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let visit = person.visit;
    let keys = if visit.form().has("keys") { SingleKeys::On } else { SingleKeys::Off };
    Box::pin(accounts::change_single_keys(&visit.app.desk, person.account().id, keys)).await?;
    Ok(done("keys"))
}

/// `POST /console/account/sessions/end`. One that has ended already stays so.
pub(super) async fn end_session(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let (visit, form) = (person.visit, person.visit.form());
    let session_id = form.text("session_id");
    match Box::pin(accounts::sessions::end(&visit.app.desk, person.account().id, session_id)).await {
        Ok(()) | Err(DeskError::NotFound(_)) if session_id == person.signed_in.session.id => {
            Ok(visit.without_session(ApiReply::see_other("/console/sign-in")))
        }
        Ok(()) | Err(DeskError::NotFound(_)) => Ok(done("session")),
        Err(error) => Err(error.into()),
    }
}

/// `POST /console/account/sessions/end-others`.
pub(super) async fn end_others(person: &Person<'_>) -> Result<ApiReply, Failure> {
    Box::pin(accounts::sessions::end_others(&person.visit.app.desk, &person.signed_in)).await?;
    Ok(done("session"))
}

/// `POST /console/account/trusted/end`. One that is trusted no more stays so.
pub(super) async fn end_trust(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let (visit, form) = (person.visit, person.visit.form());
    match Box::pin(trust::end(&visit.app.desk, person.account().id, form.text("trusted_id"))).await {
        Ok(()) | Err(DeskError::NotFound(_)) => Ok(done("trust-ended")),
        Err(error) => Err(error.into()),
    }
}

/// `GET /console/prove`.
pub(super) fn show_proof(person: &Person<'_>) -> Result<ApiReply, Failure> {
    answer::page(200, &proof_page(person, String::new()))
}

/// `POST /console/prove`.
pub(super) async fn prove(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let (visit, form) = (person.visit, person.visit.form());
    let (desk, keys) = (&visit.app.desk, &visit.app.keys);
    let proven = accounts::prove(desk, keys, &person.signed_in, form.exact("password"), visit.now);
    match lead(visit, &Box::pin(proven).await?, &visit.next()) {
        Ok(reply) => Ok(reply),
        Err(refused) => {
            let sentence = refused.sentence("This is not your password.");
            refused.page(&proof_page(person, sentence))
        }
    }
}

/// Leads back to the profile, which says what was done.
pub(super) fn done(what: &str) -> ApiReply {
    ApiReply::see_other(&format!("/console/account?done={what}"))
}

fn own_names<'p>(person: &'p Person<'_>) -> (&'p str, &'p str) {
    let account = person.account();
    (&account.first_name, &account.last_name)
}

/// The profile with the address that was typed for a new one, and what is wrong with what was sent.
pub(super) async fn profile_with(
    person: &Person<'_>,
    new_email: &str,
    problems: &[Problem],
) -> Result<ProfilePage, Failure> {
    Box::pin(profile(person, own_names(person), new_email, problems)).await
}

async fn profile(
    person: &Person<'_>,
    names: (&str, &str),
    new_email: &str,
    problems: &[Problem],
) -> Result<ProfilePage, Failure> {
    let (visit, account) = (person.visit, person.account());
    let (desk, times) = (&visit.app.desk, Times::utc(visit.now));
    let sessions = accounts::sessions::list(desk, account, visit.now).await?;
    let trusted = trust::list(desk, account, visit.now).await?;
    let newest = accounts::audit::of_account(desk, account.id, None, NEWEST_LINES).await?;
    let new_email = Field::new("new_email", "New e-mail", new_email)
        .hint("A link goes there first; until you open it nothing changes.")
        .with(problems);
    let first_name = Field::new("first_name", "First name", names.0).with(problems);
    let last_name = Field::new("last_name", "Last name", names.1).with(problems);
    let present_password = Field::new("present_password", "Present password", "").with(problems);
    let new_password = Field::new("new_password", "New password", "").hint("At least 12 characters.").with(problems);
    Ok(ProfilePage {
        frame: PlainFrame::of(person, "Profile"),
        email: Field::new("email", "E-mail", account.email.as_str()),
        problems: Shown::all(problems, &[&first_name, &last_name, &new_email, &present_password, &new_password]),
        new_email,
        is_confirmed: account.email_confirmed_at.is_some(),
        first_name,
        last_name,
        present_password,
        new_password,
        has_password: !account.password.is_empty(),
        has_keys: !account.single_keys_off,
        has_second_factor: account.has_second_factor(),
        codes_left: account.recovery_codes.len(),
        sessions: sessions.iter().map(|session| session_row(visit, session, &person.signed_in.session)).collect(),
        trusted: trusted.iter().map(|browser| trust_row(&times, browser)).collect(),
        lines: newest.lines.iter().map(|line| audit::shown(line, &times)).collect(),
    })
}

fn trust_row(times: &Times, trusted: &TrustedBrowser) -> TrustRow {
    TrustRow {
        id: trusted.id.clone(),
        browser: trusted.browser.name.clone(),
        network: trusted.browser.network.clone(),
        until: times.when(trusted.expires_at),
    }
}

fn session_row(visit: &Visit<'_>, session: &Session, this: &Session) -> SessionRow {
    SessionRow {
        id: session.id.clone(),
        browser: session.browser.name.clone(),
        network: session.browser.network.clone(),
        seen: Times::utc(visit.now).when(session.seen_at),
        is_this: session.id == this.id,
    }
}

fn proof_page(person: &Person<'_>, refused: String) -> ProofPage {
    let account = person.account();
    ProofPage {
        frame: PlainFrame::of(person, "Your password once more"),
        email: Field::new("email", "E-mail", account.email.as_str()),
        password: Field::new("password", "Password", ""),
        has_password: !account.password.is_empty(),
        next: person.visit.next(),
        refused,
    }
}
