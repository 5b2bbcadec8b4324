//! Makes an attempt at each mail that is due and records what came of it. SQS brings it again until it is sent. What
//! SES tells of mails behind that comes by the same queue.

mod app;

use anyhow::{Context, Result, bail};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use desk::appointments::attempt::{Delivery, Handled};
use desk::mails::take_news;
use desk::notices::send::send;
use queue::{Due, MailDue, receive_count};
use runtime::{each_message, identify};
use table::{FoundAppointments, TableError};

pub use crate::app::{App, Settings};

/// Handles a batch of the queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    let due: Vec<Due> = event.records.iter().filter_map(|message| read(message).ok()?.appointment()).collect();
    let found = app.engine.find_due(&due).await;
    each_message(&event.records, async |message| handle_message(app, &found, message).await).await
}

/// `Ok` lets SQS forget the message, an error keeps it until its time.
async fn handle_message(app: &App, found: &Result<FoundAppointments, TableError>, message: &SqsMessage) -> Result<()> {
    let receipt = message.receipt_handle.as_deref().unwrap_or_default();
    let delivery = Delivery { receipt, receives: receive_count(&message.attributes) };
    let handled = match read(message)? {
        MailDue::Appointment(due) => {
            identify("attempt", due.store_id, due.appointment.order);
            app.engine.handle(found, &due, delivery).await?
        }
        MailDue::Notice(due) => {
            identify("send_mail", due.store_id.map(|id| id.to_string()).unwrap_or_default(), "");
            Box::pin(send(&app.mailing, &due, delivery)).await?
        }
        MailDue::Event(event) => {
            let Some(news) = event.news() else { return Ok(()) };
            identify("mail_event", news.store_id, news.appointment.order);
            return Ok(take_news(&app.engine.desk, &news).await?);
        }
    };
    match handled {
        Handled::Done => Ok(()),
        Handled::DueAgain(wait) => bail!("due again in {} s", wait.as_secs()),
    }
}

fn read(message: &SqsMessage) -> Result<MailDue> {
    MailDue::read(message.body.as_deref().unwrap_or_default()).context("reading a message")
}
