//! What SQS or a lane gave up on: marks the appointment failed for good and tells the store's admin; or, when it was given
//! up too early, puts it back into its lane.

mod app;

use anyhow::{Context, Result};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use desk::appointments::close;
use queue::Due;
use runtime::{each_message, identify};

pub use crate::app::{App, Settings};

/// Handles a batch of the dead-letter queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    each_message(&event.records, async |message| handle_message(app, message).await).await
}

async fn handle_message(app: &App, message: &SqsMessage) -> Result<()> {
    let due = Due::read(message.body.as_deref().unwrap_or_default()).context("reading a message")?;
    identify("close", due.store_id, due.appointment.order);
    Ok(close(&app.closing, &due).await?)
}
