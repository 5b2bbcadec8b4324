//! Signing up by oneself: the form, the page behind the link in the mail, and what comes of it.

use askama::Template;
use desk::accounts::sign_up::{self, NewSignUp, SignUpBegun, SignedUp};
use desk::accounts::{self, FoundLink, FoundSession, NewPerson, SignUpMode};
use domain::{AccountLink, Business, LinkKind, Problem, SignUp, StoreDetails};
use http::{ApiReply, Failure};

use super::links::useless;
use super::problem::problems_of;
use super::sign_in::Refused;
use crate::answer;
use crate::form::Form;
use crate::frame::PlainFrame;
use crate::places::{country_choices, country_of, currency_choices, currency_of, zone_choices, zone_of};
use crate::view::{Choice, Field, Shown};
use crate::visit::{Visit, pair};

const SIGN_UP: &str = "/console/sign-up";

#[derive(Template)]
#[template(path = "sign_up/form.html")]
struct FormPage {
    frame: PlainFrame,
    store: StoreFields,
    first_name: Field,
    last_name: Field,
    email: Field,
    password: Field,
    problems: Vec<Shown>,
    /// When to come again, where too many signed up from here; blank at first.
    refused: String,
}

/// What a form asks of a store that is to be made.
pub(super) struct StoreFields {
    pub(super) businesses: Vec<Choice>,
    pub(super) name: Field,
    pub(super) country: Field,
    pub(super) countries: Vec<Choice>,
    pub(super) currency: Field,
    pub(super) currencies: Vec<Choice>,
    pub(super) zone: Field,
    pub(super) zones: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "sign_up/mailed.html")]
struct MailedPage {
    frame: PlainFrame,
}

#[derive(Template)]
#[template(path = "sign_up/closed.html")]
struct ClosedPage {
    frame: PlainFrame,
}

#[derive(Template)]
#[template(path = "sign_up/finish.html")]
struct FinishPage {
    frame: PlainFrame,
    store_name: String,
    email: Field,
    password: Field,
    /// Whether it is another browser than the one that signed up.
    asks_password: bool,
    /// Why it was not taken; blank at first.
    refused: String,
}

#[derive(Template)]
#[template(path = "sign_up/known.html")]
struct KnownPage {
    frame: PlainFrame,
    email: String,
    sign_in: String,
}

impl StoreFields {
    /// What the form says, or what the browser makes likely where nothing was said yet.
    pub(super) fn of(visit: &Visit<'_>, form: &Form, problems: &[Problem]) -> Self {
        let likely = country_of(visit.call.header("accept-language").unwrap_or_default());
        let country = if form.has("store_country") { form.text("store_country") } else { likely };
        let (currency, zone) = (form.text("currency"), form.text("timezone"));
        let business = Business::named(form.text("business")).unwrap_or_default();
        let choice = |it: &Business| Choice::new(it.name(), it.label(), *it == business);
        Self {
            businesses: Business::ALL.iter().map(choice).collect(),
            name: Field::new("name", "Store name", form.text("name"))
                .hint("Name it so that you can tell it from others.")
                .with(problems),
            country: Field::new("store_country", "Country", country).with(problems),
            countries: country_choices(country),
            currency: Field::new("currency", "Currency", currency).with(problems),
            currencies: currency_choices(currency),
            zone: Field::new("timezone", "Time zone", zone).with(problems),
            zones: zone_choices(zone),
        }
    }

    /// The fields that problems are told at.
    pub(super) const fn fields(&self) -> [&Field; 4] {
        [&self.name, &self.country, &self.currency, &self.zone]
    }
}

/// What a form says of a store that is to be made.
pub(super) fn store_details(form: &Form) -> StoreDetails {
    let country = form.text("store_country");
    StoreDetails {
        name: form.text("name").to_owned(),
        business: Business::named(form.text("business")).unwrap_or_default(),
        store_country: country.to_owned(),
        currency: currency_of(form.text("currency"), country),
        timezone: zone_of(form.text("timezone"), country),
    }
}

/// `GET /console/sign-up`.
pub(super) async fn show(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    if let Some(closed) = closed(visit) {
        return closed;
    }
    if visit.call.query("mailed").is_some() {
        return answer::page(200, &MailedPage { frame: PlainFrame::open(visit, "Look into your mail") });
    }
    if let FoundSession::SignedIn(_) = visit.session(None).await? {
        return Ok(ApiReply::see_other("/console/stores/new"));
    }
    answer::page(200, &form_page(visit, &Form::default(), &[], String::new()))
}

/// `POST /console/sign-up`: the same answer, whether or not the address has an account.
pub(super) async fn begin(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    if let Some(closed) = closed(visit) {
        return closed;
    }
    let (app, form) = (visit.app, visit.form());
    let new = NewSignUp {
        email: form.text("email").to_owned(),
        person: NewPerson {
            first_name: form.text("first_name").to_owned(),
            last_name: form.text("last_name").to_owned(),
            password: form.exact("password").to_owned(),
        },
        store: store_details(&form),
    };
    match Box::pin(sign_up::begin(&app.desk, &app.keys, &new, &visit.browser, visit.now)).await {
        Ok(SignUpBegun::Mailed { browser_token }) => {
            let reply = ApiReply::see_other(&format!("{SIGN_UP}?{}", pair("mailed", "yes")));
            Ok(visit.with_sign_up(reply, &browser_token))
        }
        Ok(SignUpBegun::TooMany { retry_after_seconds }) => {
            let refused = Refused::TooMany { retry_after_seconds };
            refused.page(&form_page(visit, &form, &[], refused.sentence("")))
        }
        Err(error) => answer::page(422, &form_page(visit, &form, &problems_of(error)?, String::new())),
    }
}

/// `GET /console/sign-up/{account_token}`: changes nothing.
pub(super) async fn show_link(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    link_page(visit, None).await
}

/// `POST /console/sign-up/{account_token}`: leads into the new store.
pub(super) async fn finish(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    if visit.app.sign_up == SignUpMode::Off {
        return Err(ApiReply::not_found("Page").into());
    }
    let (app, token, form) = (visit.app, visit.value("account_token"), visit.form());
    let proof = (visit.signed_up(), form.exact("password"));
    let finished = sign_up::finish(&app.desk, &app.keys, token, proof, &visit.browser, visit.now);
    match Box::pin(finished).await? {
        SignedUp::Done { session, store_id } => {
            Ok(visit.enter(&session, &format!("/console/{store_id}/welcome?done=store-made")))
        }
        SignedUp::Wrong => link_page(visit, Some(Refused::Wrong)).await,
        SignedUp::TooMany { retry_after_seconds } => {
            link_page(visit, Some(Refused::TooMany { retry_after_seconds })).await
        }
        SignedUp::HasAccount => link_page(visit, None).await,
        SignedUp::Useless(found) => useless(visit, &found),
    }
}

/// Why nobody signs up here now, where that is so.
fn closed(visit: &Visit<'_>) -> Option<Result<ApiReply, Failure>> {
    match visit.app.sign_up {
        SignUpMode::Open => None,
        SignUpMode::Invited => Some(answer::page(403, &ClosedPage { frame: PlainFrame::open(visit, "By invitation") })),
        SignUpMode::Off => Some(Err(ApiReply::not_found("Page").into())),
    }
}

/// The page of the link in the address; `refused` is why it did not finish.
async fn link_page(visit: &Visit<'_>, refused: Option<Refused>) -> Result<ApiReply, Failure> {
    let (app, token) = (visit.app, visit.value("account_token"));
    if app.sign_up == SignUpMode::Off {
        return Err(ApiReply::not_found("Page").into());
    }
    let (link, has_account) = match accounts::links::find(&app.desk, &app.keys, token, visit.now).await? {
        FoundLink::Good { link, account_id } => (link, account_id.is_some()),
        found => return useless(visit, &found),
    };
    let LinkKind::SignUp(sign_up) = &link.kind else { return useless(visit, &FoundLink::Unknown) };
    if has_account {
        return answer::page(200, &known_page(visit, &link));
    }
    match refused {
        None => answer::page(200, &finish_page(visit, &link, sign_up, String::new())),
        Some(refused) => {
            let sentence = refused.sentence("This is not the password that you chose when you signed up.");
            refused.page(&finish_page(visit, &link, sign_up, sentence))
        }
    }
}

fn form_page(visit: &Visit<'_>, form: &Form, problems: &[Problem], refused: String) -> FormPage {
    let field = |name, label| Field::new(name, label, form.text(name)).with(problems);
    let store = StoreFields::of(visit, form, problems);
    let (first_name, last_name) = (field("first_name", "First name"), field("last_name", "Last name"));
    let email = field("email", "E-mail").hint("A link is mailed there, which finishes this.");
    let password = Field::new("password", "Password", "").hint("At least 12 characters.").with(problems);
    let [name, country, currency, zone] = store.fields();
    FormPage {
        frame: PlainFrame::open(visit, "Make your account"),
        problems: Shown::all(problems, &[name, country, currency, zone, &first_name, &last_name, &email, &password]),
        store,
        first_name,
        last_name,
        email,
        password,
        refused,
    }
}

fn finish_page(visit: &Visit<'_>, link: &AccountLink, sign_up: &SignUp, refused: String) -> FinishPage {
    FinishPage {
        frame: PlainFrame::open(visit, "Finish your sign-up"),
        store_name: sign_up.store.name.clone(),
        email: Field::new("email", "E-mail", link.email.as_str()),
        password: Field::new("password", "Password", "").hint("The one that you chose when you signed up."),
        asks_password: !sign_up::is_of_browser(sign_up, visit.signed_up()),
        refused,
    }
}

fn known_page(visit: &Visit<'_>, link: &AccountLink) -> KnownPage {
    KnownPage {
        frame: PlainFrame::open(visit, "You have an account"),
        email: link.email.clone(),
        sign_in: format!("/console/sign-in?{}", pair("next", "/console/stores/new")),
    }
}
