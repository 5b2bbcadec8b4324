//! Looks at a folder of another's server, fetches what is at rest there, and puts it where it is imported. The stream has
//! the next look queued.

mod app;

use std::time::Duration;

use anyhow::{Context, Result};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use domain::Look;
use queue::LookDue;
use runtime::each_message;

pub use crate::app::{App, Settings};

/// A look that failed by us comes again after so long.
const RETRY_WAIT: Duration = Duration::from_secs(30);

/// Handles a batch of the queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    each_message(&event.records, async |message| handle_message(app, message).await).await
}

/// `Ok` lets SQS forget the message, an error keeps it until its time.
async fn handle_message(app: &App, message: &SqsMessage) -> Result<()> {
    let due = LookDue::read(message.body.as_deref().unwrap_or_default()).context("reading a message")?;
    let span = tracing::Span::current();
    span.record("operation", "pick_up_files").record("store_id", tracing::field::display(due.store_id));
    let look = Look { run: due.run, look: due.look };
    let done = Box::pin(app.looks.carry_out(due.store_id, &due.pickup, look)).await;
    if done.is_err() {
        // Where that fails too, it comes after the queue's own time.
        let _ = app.queue.hide(message.receipt_handle.as_deref().unwrap_or_default(), RETRY_WAIT).await;
    }
    done.with_context(|| format!("picking up files by {}", due.pickup))
}
