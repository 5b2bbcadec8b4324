//! Takes orders that arrive from shops, those of one order one after another. SQS brings again what could not be taken.

mod app;

use std::time::Duration;

use anyhow::{Context, Result, bail};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use desk::carts::ImportError;
use domain::Arrival;
use queue::{ArrivalMessage, receive_count};
use runtime::each_in_group;

pub use crate::app::{App, Settings};

/// What could not be taken by us comes again after so long, and what a shop did not bring and does not say when.
const RETRY_WAIT: Duration = Duration::from_secs(30);

/// Handles a batch of the queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    each_in_group(&event.records, async |message| handle_message(app, message).await).await
}

/// `Ok` lets SQS forget the message, an error keeps it until its time: those of the same order wait behind it.
async fn handle_message(app: &App, message: &SqsMessage) -> Result<()> {
    let arrival = read(message)?;
    let span = tracing::Span::current();
    span.record("operation", "import_order").record("store_id", tracing::field::display(arrival.store_id));
    let tries = receive_count(&message.attributes);
    let error = match Box::pin(app.importer.import(&arrival, tries)).await {
        Ok(taken) => {
            tracing::info!(connection = arrival.connection_id, "{taken:?}");
            return Ok(());
        }
        Err(error) => error,
    };
    let (wait, is_ours) = match &error {
        ImportError::Later { after, .. } => (after.unwrap_or(RETRY_WAIT), false),
        _ => (RETRY_WAIT, true),
    };
    // Where that fails too, it comes after the queue's own time.
    let _ = app.queue.hide(message.receipt_handle.as_deref().unwrap_or_default(), wait).await;
    if is_ours {
        return Err(error).with_context(|| format!("taking an order of connection {}", arrival.connection_id));
    }
    bail!("due again in {} s: {error}", wait.as_secs())
}

fn read(message: &SqsMessage) -> Result<Arrival> {
    ArrivalMessage::read(message.body.as_deref().unwrap_or_default()).context("reading a message")
}
