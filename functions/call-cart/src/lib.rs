//! Asks shops for their orders, page by page, and tells them of shipments. SQS brings again what is to be done again.

mod app;

use std::time::Duration;

use anyhow::{Context, Result, bail};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use desk::appointments::attempt::{Delivery, Handled};
use queue::{CartDue, Due, StepDue, receive_count};
use runtime::{each_message, identify};
use table::{FoundAppointments, TableError};

pub use crate::app::{App, Settings};

/// A step that failed by us comes again after so long.
const RETRY_WAIT: Duration = Duration::from_secs(30);

/// Handles a batch of the queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    let due: Vec<Due> = event.records.iter().filter_map(|message| appointment(message).ok().flatten()).collect();
    let found = app.engine.find_due(&due).await;
    each_message(&event.records, async |message| handle_message(app, &found, message).await).await
}

/// `Ok` lets SQS forget the message, an error keeps it until its time.
async fn handle_message(app: &App, found: &Result<FoundAppointments, TableError>, message: &SqsMessage) -> Result<()> {
    let receipt = message.receipt_handle.as_deref().unwrap_or_default();
    let due = match read(message)? {
        CartDue::Step(due) => return step(app, &due, receipt).await,
        CartDue::Appointment(due) => due,
    };
    let delivery = Delivery { receipt, receives: receive_count(&message.attributes) };
    identify("attempt", due.store_id, due.appointment.order);
    match app.engine.handle(found, &due, delivery).await? {
        Handled::Done => Ok(()),
        Handled::DueAgain(wait) => bail!("due again in {} s", wait.as_secs()),
    }
}

async fn step(app: &App, due: &StepDue, receipt: &str) -> Result<()> {
    let span = tracing::Span::current();
    span.record("operation", "connection_task").record("store_id", tracing::field::display(due.store_id));
    let done = Box::pin(app.tasks.step(due.store_id, &due.connection, due.task_step())).await;
    if done.is_err() {
        // Where that fails too, it comes after the queue's own time.
        let _ = app.engine.queue.hide(receipt, RETRY_WAIT).await;
    }
    done.with_context(|| format!("a step of a task of connection {}", due.connection))
}

fn read(message: &SqsMessage) -> Result<CartDue> {
    CartDue::read(message.body.as_deref().unwrap_or_default()).context("reading a message")
}

fn appointment(message: &SqsMessage) -> Result<Option<Due>> {
    Ok(match read(message)? {
        CartDue::Appointment(due) => Some(due),
        CartDue::Step(_) => None,
    })
}
