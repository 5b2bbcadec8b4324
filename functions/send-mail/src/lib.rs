//! Makes an attempt at each mail that is due and records what came of it. SQS brings it again until it is sent.

mod app;

use anyhow::{Context, Result, bail};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use desk::appointments::attempt::{Delivery, Handled};
use desk::notices::send::send;
use queue::{DueNotice, receive_count};
use runtime::{each_message, identify};

pub use crate::app::{App, Settings};

/// Handles a batch of the queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    each_message(&event.records, async |message| handle_message(app, message).await).await
}

/// `Ok` lets SQS forget the message, an error keeps it until its time.
async fn handle_message(app: &App, message: &SqsMessage) -> Result<()> {
    let due = DueNotice::read(message.body.as_deref().unwrap_or_default()).context("reading a message")?;
    let receipt = message.receipt_handle.as_deref().unwrap_or_default();
    let delivery = Delivery { receipt, receives: receive_count(&message.attributes) };
    identify("send_mail", due.store_id, "");
    match send(&app.mailing, &due, delivery).await? {
        Handled::Done => Ok(()),
        Handled::DueAgain(wait) => bail!("due again in {} s", wait.as_secs()),
    }
}
