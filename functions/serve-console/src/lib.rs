//! Pages for people: HTML that works without a script. So far there are two: of who ships an order, and of who wants no more mails.

mod app;
mod confirm;
mod form;
mod page;
mod unsubscribe;

use std::time::Instant;

use http::{ApiReply, Call, Face, Failure, Found, Operation, to_reply};
use lambda_http::{Request, Response};
use tracing::Instrument;
use tracing::field::Empty;

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    let started = Instant::now();
    let context = request.extensions().get::<lambda_http::lambda_runtime::Context>();
    let request_id = context.map_or("", |context| &context.request_id);
    let span = tracing::info_span!("call", operation = Empty, store_id = Empty, order_id = Empty, request_id);
    let reply = async { answer(app, request).await.unwrap_or_else(to_reply) }.instrument(span).await;
    reply.response(Face::Own, started.elapsed())
}

async fn answer(app: &App, request: &Request) -> Result<ApiReply, Failure> {
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
}
