//! Who opens a screen, and what they may do there.

use std::borrow::Cow;

use desk::accounts::{self, By, FoundSession, NewSession, SignedIn};
use desk::{Actor, Desk, DeskError, stores};
use domain::{Account, Browser, FolderId, OrderId, Permission, Scope, Store, StoreId, User};
use http::{ApiReply, Call, Failure, public_url};
use jiff::Timestamp;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};

use crate::app::App;
use crate::form::Form;
use crate::screen::{Screen, Values};

/// A session ends after so many seconds at the latest (accounts.md 5).
const COOKIE_SECONDS: u32 = 90 * 24 * 60 * 60;

/// A browser is trusted for so many seconds.
const TRUST_SECONDS: u32 = 30 * 24 * 60 * 60;

/// A sign-up is finished within so many seconds, as long as its link lasts.
const SIGN_UP_SECONDS: u32 = 24 * 60 * 60;

/// The longest address that a person is led to after signing in.
const MAX_NEXT_LENGTH: usize = 1_000;

/// What a browser keeps for the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cookie {
    /// That somebody is signed in.
    Session,
    /// That somebody who signs in trusts the browser.
    Trust,
    /// That somebody signed up with the browser, and so finishes without their password.
    SignUp,
}

/// One opening of a screen, by whomever.
pub(crate) struct Visit<'a> {
    pub(crate) app: &'a App,
    pub(crate) call: &'a Call<'a>,
    pub(crate) screen: Screen,
    pub(crate) values: Values<'a>,
    pub(crate) now: Timestamp,
    /// What it is opened with, and from which network.
    pub(crate) browser: Browser,
    pub(crate) request_id: &'a str,
    /// The address of the console, without a path.
    pub(crate) public_url: Cow<'a, str>,
}

impl<'a> Visit<'a> {
    pub(crate) fn new(app: &'a App, request: &'a Request, call: &'a Call<'a>, found: (Screen, Values<'a>)) -> Self {
        let context = request.request_context_ref();
        let lambda = request.extensions().get::<lambda_http::lambda_runtime::Context>();
        let (address, domain) = match context {
            Some(RequestContext::ApiGatewayV2(context)) => {
                (context.http.source_ip.as_deref().unwrap_or_default(), context.domain_name.as_deref())
            }
            _ => ("", None),
        };
        Self {
            app,
            call,
            screen: found.0,
            values: found.1,
            now: app.clock.now(),
            browser: Browser::of(call.header("user-agent").unwrap_or_default(), address),
            request_id: lambda.map_or("", |context| &context.request_id),
            public_url: public_url(&app.public_url, domain),
        }
    }

    /// A value in the address; blank where it has none of this name.
    pub(crate) fn value(&self, name: &str) -> &'a str {
        self.values.iter().find(|(key, _)| *key == name).map(|(_, value)| *value).unwrap_or_default()
    }

    /// What its form says.
    pub(crate) fn form(&self) -> Form {
        Form::read(self.call.bytes())
    }

    /// Refuses a form that another site had sent (accounts.md 5): no token is needed for that, as browsers say where a
    /// request comes from.
    pub(crate) fn check_origin(&self) -> Result<(), Failure> {
        let is_own = match (self.call.header("sec-fetch-site"), self.call.header("origin")) {
            (Some(site), _) => matches!(site, "same-origin" | "none"),
            (None, origin) => origin.is_some_and(|origin| self.public_url.eq_ignore_ascii_case(origin)),
        };
        if !self.screen.changes() || is_own {
            return Ok(());
        }
        Err(ApiReply::refusal(403, "This form was not sent from the console; open the page and send it again").into())
    }

    /// The name of a cookie. On `http`, which is this machine's own, no cookie can be a secure one.
    fn cookie_name(&self, cookie: Cookie) -> &'static str {
        let is_plain = self.public_url.starts_with("http://");
        match cookie {
            Cookie::Session if is_plain => "waybill",
            Cookie::Session => "__Host-waybill",
            Cookie::Trust if is_plain => "waybill-trusted",
            Cookie::Trust => "__Host-waybill-trusted",
            Cookie::SignUp if is_plain => "waybill-sign-up",
            Cookie::SignUp => "__Host-waybill-sign-up",
        }
    }

    /// What the session's cookie says.
    pub(crate) fn cookie(&self) -> Option<&'a str> {
        self.sent(Cookie::Session)
    }

    /// What the cookie says that somebody trusts the browser by.
    pub(crate) fn trust(&self) -> Option<&'a str> {
        self.sent(Cookie::Trust)
    }

    /// What the cookie says that somebody signed up with; blank in every other browser.
    pub(crate) fn signed_up(&self) -> &'a str {
        self.sent(Cookie::SignUp).unwrap_or_default()
    }

    /// The same answer, which hands the browser what a sign-up is finished with.
    pub(crate) fn with_sign_up(&self, reply: ApiReply, token: &str) -> ApiReply {
        reply.header("set-cookie", self.cookie_text(Cookie::SignUp, token, SIGN_UP_SECONDS))
    }

    fn sent(&self, cookie: Cookie) -> Option<&'a str> {
        let name = self.cookie_name(cookie);
        let all = self.call.headers.get_all("cookie").iter().filter_map(|value| value.to_str().ok());
        let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The same answer, which hands the browser a session.
    pub(crate) fn with_session(&self, reply: ApiReply, cookie: &str) -> ApiReply {
        reply.header("set-cookie", self.cookie_text(Cookie::Session, cookie, COOKIE_SECONDS))
    }

    /// The same answer, which takes the session away from the browser.
    pub(crate) fn without_session(&self, reply: ApiReply) -> ApiReply {
        reply.header("set-cookie", self.cookie_text(Cookie::Session, "", 0))
    }

    /// Whether an answer hands the browser a session, or takes it away.
    pub(crate) fn has_session(&self, reply: &ApiReply) -> bool {
        reply.sets_cookie(self.cookie_name(Cookie::Session))
    }

    fn cookie_text(&self, cookie: Cookie, value: &str, seconds: u32) -> String {
        let name = self.cookie_name(cookie);
        let secure = if name.starts_with("__Host-") { " Secure;" } else { "" };
        format!("{name}={value}; Path=/;{secure} HttpOnly; SameSite=Lax; Max-Age={seconds}")
    }

    /// Leads to `next` with a new session, in a browser that may be trusted from now on.
    pub(crate) fn enter(&self, session: &NewSession, next: &str) -> ApiReply {
        let reply = self.with_session(ApiReply::see_other(next), &session.cookie);
        let trust = session.trust.as_ref().map(|trust| self.cookie_text(Cookie::Trust, trust, TRUST_SECONDS));
        trust.into_iter().fold(reply, |reply, trust| reply.header("set-cookie", trust))
    }

    /// Where a person is headed: an address of the console, as the form or the address says it; the beginning
    /// otherwise.
    pub(crate) fn next(&self) -> String {
        let form = self.form();
        let given = if self.screen.changes() { form.text("next") } else { self.call.query("next").unwrap_or_default() };
        own_path(given).unwrap_or("/console").to_owned()
    }

    /// The address of this page, with its query.
    pub(crate) fn address(&self) -> String {
        let query: Vec<String> = self.call.parameters().map(|(name, value)| pair(name, value)).collect();
        let path = format!("/{}", self.call.path().join("/"));
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// Whose session it is.
    pub(crate) async fn session(&self, store_id: Option<StoreId>) -> Result<FoundSession, DeskError> {
        match self.cookie() {
            Some(cookie) => accounts::sessions::find(&self.app.desk, cookie, store_id, self.now).await,
            None => Ok(FoundSession::Nobody),
        }
    }
}

/// An opening of a screen by who is signed in.
pub(crate) struct Person<'a> {
    pub(crate) visit: &'a Visit<'a>,
    pub(crate) signed_in: Box<SignedIn>,
}

impl Person<'_> {
    pub(crate) fn account(&self) -> &Account {
        &self.signed_in.account
    }

    /// What tells a form that an impatient finger sends twice, for a page that has one.
    pub(crate) fn new_once(&self) -> String {
        format!("{:032x}", self.visit.app.desk.chance.number())
    }

    /// Leads to the page that asks for the password once more, unless it was given a short while ago.
    pub(crate) fn check_proof(&self) -> Result<(), ApiReply> {
        if self.signed_in.session.is_proven(self.visit.now) {
            return Ok(());
        }
        let visit = self.visit;
        let next = if visit.screen.changes() { visit.form().text("back").to_owned() } else { visit.address() };
        Err(ApiReply::see_other(&format!("/console/prove?{}", pair("next", own_path(&next).unwrap_or("/console")))))
    }
}

/// An opening of a store's screen by a user of the store.
pub(crate) struct Member<'a> {
    pub(crate) person: Person<'a>,
    pub(crate) user: User,
    pub(crate) store: Store,
    /// The use cases, as far as the user may have them.
    desk: Desk,
}

impl<'a> Member<'a> {
    /// The user and the store; none where the person is no user of it, or it is not there.
    pub(crate) async fn of(person: Person<'a>, store_id: StoreId) -> Result<Option<Self>, DeskError> {
        let Some(user) = person.signed_in.user.clone() else { return Ok(None) };
        match stores::find(&person.visit.app.desk, store_id).await {
            Ok(store) => {
                let desk = person.visit.app.desk.with_rights(user.rights());
                Ok(Some(Self { person, user, store, desk }))
            }
            Err(DeskError::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn visit(&self) -> &'a Visit<'a> {
        self.person.visit
    }

    pub(crate) fn app(&self) -> &'a App {
        self.visit().app
    }

    /// The use cases, as far as the user may have them.
    pub(crate) const fn desk(&self) -> &Desk {
        &self.desk
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.visit().now
    }

    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.user.may(permission)
    }

    /// Refuses what the user may not do.
    pub(crate) fn check(&self, permission: Permission) -> Result<(), Failure> {
        if self.may(permission) { Ok(()) } else { Err(forbidden(permission)) }
    }

    /// What histories call them, and their account.
    pub(crate) fn actor(&self) -> Actor {
        Actor::person(self.name(), Scope::Admin).of_account(self.person.account().id)
    }

    /// Their name, or their e-mail where they gave none.
    pub(crate) fn name(&self) -> String {
        let name = self.person.account().name();
        if name.is_empty() { self.person.account().email.clone() } else { name }
    }

    /// Who changes something, as the list of changes has it.
    pub(crate) fn by(&self) -> By {
        By::console(&self.person.signed_in, self.visit().request_id)
    }

    /// The folders whose orders the user sees, as people sorted them.
    pub(crate) fn own_folders(&self) -> Vec<FolderId> {
        self.user.scope.of_folders(self.store.folders.iter().map(|folder| folder.id))
    }

    /// What tells a form that an impatient finger sends twice, for a page that has one.
    pub(crate) fn new_once(&self) -> String {
        self.person.new_once()
    }

    /// Leads to the page of an order, which says what was done.
    pub(crate) fn to_order(&self, order_id: OrderId, done: &str) -> ApiReply {
        ApiReply::see_other(&with_query(&self.path(&format!("orders/{order_id}")), &[("done", done)]))
    }

    /// An address in the store: `orders/7`.
    pub(crate) fn path(&self, rest: &str) -> String {
        let base = format!("/console/{}", self.store.id);
        if rest.is_empty() { base } else { format!("{base}/{rest}") }
    }

    /// Leads back to the page whose form was sent, or to `otherwise`, and says there what was done.
    pub(crate) fn done(&self, form: &Form, otherwise: &str, done: &str) -> ApiReply {
        let back = own_path(form.text("back")).map_or_else(|| self.path(otherwise), str::to_owned);
        ApiReply::see_other(&with_query(&back, &[("done", done)]))
    }
}

/// The answer to who may not do something.
pub(crate) fn forbidden(permission: Permission) -> Failure {
    DeskError::Lacks(permission).into()
}

/// An address with these parameters in the place of its own of the same names.
pub(crate) fn with_query(address: &str, parameters: &[(&str, &str)]) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_kept =
        |name: &str| !["done", "sweep", "undo"].contains(&name) && parameters.iter().all(|(other, _)| *other != name);
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| is_kept(name));
    let kept: Vec<String> = kept.map(|(name, value)| pair(&name, &value)).collect();
    let new = parameters.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| pair(name, value));
    let query: Vec<String> = kept.into_iter().chain(new).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// A parameter of an address.
pub(crate) fn pair(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

/// The address, where it is one of the console: nobody is led elsewhere.
pub(crate) fn own_path(given: &str) -> Option<&str> {
    let is_plain = given.len() <= MAX_NEXT_LENGTH && given.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_own = given == "/console" || given.starts_with("/console/") || given.starts_with("/console?");
    (is_plain && is_own && !given.contains("//")).then_some(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a link that signs somebody in here and leads them somewhere else.
    #[test]
    fn nobody_is_led_out_of_the_console() {
        for own in ["/console", "/console/7/orders?folder=2&cursor=a%2Fb", "/console?x=1"] {
            assert_eq!(own_path(own), Some(own));
        }
        for foreign in [
            "",
            "https://example.com",
            "//example.com",
            "/console//example.com",
            "/\\example.com",
            "/console/\\example.com",
            "/consoles",
            "/v1/stores",
            "javascript:alert(1)",
            "/console/\nset-cookie:a",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn what_was_done_is_said_once_and_what_was_looked_for_stays() {
        let before = "/console/7/orders?folder=2&done=moved&sweep=9&q=a+b";
        assert_eq!(with_query(before, &[("done", "tagged")]), "/console/7/orders?folder=2&q=a+b&done=tagged");
        assert_eq!(with_query(before, &[("folder", ""), ("q", "")]), "/console/7/orders");
    }
}
