//! What SQS or a lane gave up on: marks the appointment failed for good and notes that for the store's admin; or, when it
//! was given up too early, puts it back into its lane. The same for a mail.

mod app;

use anyhow::{Context, Result};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use desk::{appointments, notices};
use queue::AnyDue;
use runtime::{each_message, identify};

pub use crate::app::{App, Settings};

/// Handles a batch of the dead-letter queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    each_message(&event.records, async |message| handle_message(app, message).await).await
}

async fn handle_message(app: &App, message: &SqsMessage) -> Result<()> {
    match AnyDue::read(message.body.as_deref().unwrap_or_default()).context("reading a message")? {
        AnyDue::Appointment(due) => {
            identify("close", due.store_id, due.appointment.order);
            Ok(appointments::close(&app.closing, &due).await?)
        }
        AnyDue::Notice(due) => {
            identify("close", due.store_id.map(|id| id.to_string()).unwrap_or_default(), "");
            Ok(notices::close(&app.closing, &due).await?)
        }
    }
}
