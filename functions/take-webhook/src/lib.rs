//! Takes webhooks of shops: each is looked at, queued, and answered with an empty 200. It calls no shop and writes no order:
//! a shop waits for the answer, some for little more than a second.
//!
//! Done again it queues again what is known by then. Nothing is noted before it is in the queue, so what crashed in between
//! comes as it came the first time.

mod app;

use std::time::Instant;

use carts::Headers;
use desk::carts::{NotTaken, Webhook};
use http::{ApiReply, Call, Face, Failure, Found, Operation, to_reply};
use lambda_http::{Request, Response};
use tracing::Instrument;
use tracing::field::Empty;

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    let started = Instant::now();
    let request_id =
        request.extensions().get::<lambda_http::lambda_runtime::Context>().map(|context| &context.request_id);
    let span = tracing::info_span!(
        "call",
        operation = "TakeWebhook",
        store_id = Empty,
        request_id = request_id.map_or("", String::as_str)
    );
    let reply = async { answer(app, request).await.unwrap_or_else(to_reply) }.instrument(span).await;
    reply.response(Face::Own, started.elapsed())
}

async fn answer(app: &App, request: &Request) -> Result<ApiReply, Failure> {
    let mut call = Call::read(request)?;
    let Found::Operation(Operation::TakeWebhook, _) = call.operation() else {
        return Err(ApiReply::not_found("Address").into());
    };
    let text = |(name, value): (&lambda_http::http::HeaderName, &lambda_http::http::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    let headers: Headers = call.headers.iter().filter_map(text).collect();
    let webhook = Webhook { cart: call.value("cart"), key: call.value("hook_key"), headers, body: call.bytes() };
    match app.intake.take(&webhook).await {
        Ok(()) => Ok(ApiReply::nothing()),
        Err(NotTaken::Unknown) => Err(ApiReply::not_found("Connection").into()),
        Err(refused @ (NotTaken::Unsigned(_) | NotTaken::OfAnotherShop(_))) => {
            tracing::warn!(cart = webhook.cart, "a webhook was refused: {refused}");
            Err(ApiReply::refusal(401, refused.to_string()).into())
        }
        Err(NotTaken::Down(error)) => {
            tracing::error!(cart = webhook.cart, "a webhook was not taken: {error:#}");
            Err(ApiReply::refusal(503, "It could not be taken; send it again").header("retry-after", "30").into())
        }
    }
}
