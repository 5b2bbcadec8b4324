//! Makes each PDF of an order that is due, keeps it, and tells the order; and those that mails wait for. SQS brings it again until
//! it is made.

mod app;

use anyhow::{Context, Result, bail};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use desk::appointments::attempt::{Delivery, Handled};
use queue::{Due, receive_count};
use runtime::{each_message, identify};
use table::{FoundAppointments, TableError};

pub use crate::app::{App, Settings};

/// Handles a batch of the queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    let due: Vec<Due> = event.records.iter().filter_map(|message| read(message).ok()).collect();
    let found = app.engine.find_due(&due).await;
    each_message(&event.records, async |message| Box::pin(handle_message(app, &found, message)).await).await
}

/// `Ok` lets SQS forget the message, an error keeps it until its time.
async fn handle_message(app: &App, found: &Result<FoundAppointments, TableError>, message: &SqsMessage) -> Result<()> {
    let due = read(message)?;
    let receipt = message.receipt_handle.as_deref().unwrap_or_default();
    let delivery = Delivery { receipt, receives: receive_count(&message.attributes) };
    identify("attempt", due.store_id, due.appointment.order);
    // What goes with a mail is made for it; its attempts are another lane's.
    if let Ok(found) = found
        && Box::pin(app.engine.courier.attach(found, &due)).await?
    {
        return Ok(());
    }
    match app.engine.handle(found, &due, delivery).await? {
        Handled::Done => Ok(()),
        Handled::DueAgain(wait) => bail!("due again in {} s", wait.as_secs()),
    }
}

fn read(message: &SqsMessage) -> Result<Due> {
    Due::read(message.body.as_deref().unwrap_or_default()).context("reading a message")
}
