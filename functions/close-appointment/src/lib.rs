//! What SQS gave up on: marks the appointment failed for good and tells the store's admin; or, when SQS gave up too
//! early, puts it back.

mod app;
mod close;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};

pub use crate::app::{App, Settings};
use crate::close::close;

/// Handles what the function is woken with.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    runtime::each_message(&event.records, async |message| close(app, message).await).await
}
