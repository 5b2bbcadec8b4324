//! Posts each due appointment once and records the reply. SQS brings it again until it is accepted.

mod app;
mod next;
mod post;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};

pub use crate::app::{App, Settings};
use crate::post::{find_due, post};

/// Handles what the function is woken with.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    let found = find_due(app, &event.records).await;
    runtime::each_message(&event.records, async |message| post(app, &found, message).await).await
}
