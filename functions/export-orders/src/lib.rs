//! An export is made part by part: orders are claimed, and become files; the stream has the next part queued.

mod app;

use anyhow::{Context, Result};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use desk::exports::Exports;
use desk::sweeps::PartDue;
use domain::Sweep;
use queue::receive_count;
use runtime::each_message;

pub use crate::app::{App, Settings};

/// Handles a batch of the queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    each_message(&event.records, async |message| handle_message(app, message).await).await
}

/// `Ok` lets SQS forget the message, an error keeps it until its time.
async fn handle_message(app: &App, message: &SqsMessage) -> Result<()> {
    let due = PartDue::read(message.body.as_deref().unwrap_or_default()).context("reading a message")?;
    tracing::Span::current().record("operation", "export_orders");
    let engine = &app.engine;
    let work = |_: &Sweep| Exports::new(engine.desk.clone(), engine.files.clone(), engine.clock.clone());
    let Err(failed) = engine.run(&due, receive_count(&message.attributes), work).await else { return Ok(()) };
    // Where that fails too, it comes after the queue's own time.
    let _ = app.queue.hide(message.receipt_handle.as_deref().unwrap_or_default(), failed.wait).await;
    Err(failed.into())
}
