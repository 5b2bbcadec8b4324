//! Pages for people: the console, and the two pages behind links in mails. HTML that works without a script.

mod answer;
mod app;
mod assets;
mod confirm;
mod form;
mod frame;
mod lists;
mod own_style;
mod page;
mod places;
mod quantities;
mod screen;
mod screens;
mod switcher;
mod unsubscribe;
mod view;
mod visit;

use std::time::Instant;

use desk::accounts::FoundSession;
use desk::accounts::sessions::{self, Opening};
use domain::{SecondFactorPolicy, StoreId};
use http::{ApiReply, Call, Failure, Found, Operation, to_reply};
use lambda_http::{Body, Request, Response};
use tracing::Instrument;
use tracing::field::Empty;

pub use crate::app::{App, Settings};
use crate::assets::ASSETS;
pub use crate::screen::{Entry, FoundScreen, Screen, Values};
use crate::visit::{Member, Person, Visit, forbidden, pair};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<Body> {
    let started = Instant::now();
    let context = request.extensions().get::<lambda_http::lambda_runtime::Context>();
    let request_id = context.map_or("", |context| &context.request_id);
    let span = tracing::info_span!("call", operation = Empty, store_id = Empty, order_id = Empty, request_id);
    let packs = request.headers().get("accept-encoding").is_some_and(|value| value.as_bytes().windows(4).any(is_gzip));
    let path = request.uri().path();
    if let Some(asset) = path.strip_prefix("/console/assets/").and_then(|name| ASSETS.named(name)) {
        return answer::asset(asset, packs);
    }
    let reply = async {
        if path.split('/').nth(1) == Some("console") { console(app, request).await } else { linked(app, request).await }
    };
    answer::response(reply.instrument(span).await, started.elapsed(), packs)
}

fn is_gzip(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"gzip")
}

/// Answers a page behind a link in a mail.
async fn linked(app: &App, request: &Request) -> ApiReply {
    let answered = async {
        let mut call = Call::read(request)?;
        let Found::Operation(operation, _) = call.operation() else {
            return Err(ApiReply::not_found("Address").into());
        };
        tracing::Span::current().record("operation", operation.name());
        match operation {
            Operation::ShowDropship => confirm::show(app, &call).await,
            Operation::AnswerDropship => Box::pin(confirm::answer(app, &call)).await,
            Operation::ShowUnsubscribe => unsubscribe::show(app, &call).await,
            Operation::Unsubscribe => unsubscribe::answer(app, &call).await,
            _ => Err(ApiReply::not_found("Address").into()),
        }
    };
    answered.await.unwrap_or_else(to_reply)
}

/// Answers a page of the console. What went wrong is a page too.
async fn console(app: &App, request: &Request) -> ApiReply {
    let answered: Result<ApiReply, Failure> = async {
        let call = Call::read(request)?;
        let parts = call.path();
        match Screen::find(call.method.as_str(), &parts) {
            FoundScreen::Nothing => Err(ApiReply::not_found("Page").into()),
            FoundScreen::OtherMethod => Err(ApiReply::refusal(405, "This address takes another method").into()),
            FoundScreen::Screen(screen, values) => {
                let span = tracing::Span::current();
                span.record("operation", screen.name());
                let visit = Visit::new(app, request, &call, (screen, values));
                for (name, field) in [("store_id", "store_id"), ("order_id", "order_id")] {
                    if !visit.value(name).is_empty() {
                        span.record(field, visit.value(name));
                    }
                }
                visit.check_origin()?;
                Box::pin(open(&visit)).await
            }
        }
    }
    .await;
    answered.unwrap_or_else(|failure| screens::problem::page(failure.reply()))
}

/// Opens a screen to who may open it: anybody, who is signed in, or a user of the store.
async fn open(visit: &Visit<'_>) -> Result<ApiReply, Failure> {
    let entry = visit.screen.entry();
    if entry == Entry::Open {
        return screens::open(visit).await;
    }
    let store_id: Option<StoreId> = match visit.value("store_id") {
        "" => None,
        text => Some(text.parse().map_err(|_| ApiReply::not_found("Page"))?),
    };
    let signed_in = match visit.session(store_id).await? {
        FoundSession::SignedIn(signed_in) => signed_in,
        FoundSession::CodeMissing(_) => return Ok(headed(visit, "/console/sign-in/code")),
        FoundSession::Nobody => return Ok(headed(visit, "/console/sign-in")),
    };
    let renewed = signed_in.renewed.clone();
    let person = Person { visit, signed_in };
    let reply = match (entry, store_id) {
        (Entry::Person, _) | (_, None) => screens::person(&person).await,
        (_, Some(store_id)) => match Member::of(person, store_id).await? {
            // Who is no user of a store learns no more of it than of one that is not there.
            None => Err(ApiReply::not_found("Page").into()),
            Some(member) => match (detour(&member).await?, entry) {
                (Some(elsewhere), _) => Ok(elsewhere),
                (None, Entry::May(permission)) if !member.may(permission) => Err(forbidden(permission)),
                (None, _) => match (visit.screen.is_closed_when_locked(), member.store.state.check()) {
                    (true, Err(why)) => screens::problem::read_only(&why),
                    _ => screens::member(&member).await,
                },
            },
        },
    };
    let reply = reply.unwrap_or_else(|failure| screens::problem::page(failure.reply()));
    // What the screen did with the session goes before.
    match renewed {
        Some(cookie) if !visit.has_session(&reply) => Ok(visit.with_session(reply, &cookie)),
        _ => Ok(reply),
    }
}

/// Where a user is led before anything of their store: to sign in, where they were idle for longer than it allows, and
/// to a second factor, where it requires one and they have none.
async fn detour(member: &Member<'_>) -> Result<Option<ApiReply>, Failure> {
    let (visit, person, settings) = (member.visit(), &member.person, &member.store.settings);
    let opening = sessions::open_store(&visit.app.desk, &person.signed_in, &member.store, visit.now);
    if Box::pin(opening).await? == Opening::TooIdle {
        return Ok(Some(visit.without_session(headed(visit, "/console/sign-in"))));
    }
    if settings.second_factor == SecondFactorPolicy::Optional || person.account().has_second_factor() {
        return Ok(None);
    }
    let next = if visit.screen.changes() { member.path("") } else { visit.address() };
    let next = pair("next", &next);
    Ok(Some(ApiReply::see_other(&format!("/console/account/second-factor?required=yes&{next}"))))
}

/// Leads to a page, and from there to where the visitor was headed. A form that was sent is not sent again by itself.
fn headed(visit: &Visit<'_>, to: &str) -> ApiReply {
    if visit.screen.changes() {
        return ApiReply::see_other(to);
    }
    ApiReply::see_other(&format!("{to}?{}", pair("next", &visit.address())))
}
