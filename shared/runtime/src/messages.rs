//! Messages of a queue: each stands alone, so all are handled and every failure is named.

use anyhow::Result;
use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsMessage};
use futures_util::future::join_all;
use tracing::Instrument;

use crate::span::of_one;

/// Handles all messages at once and answers which of them SQS shall keep. Each failure is logged here, with its
/// whole chain, and nowhere else.
pub async fn each_message(
    messages: &[SqsMessage],
    handle: impl AsyncFn(&SqsMessage) -> Result<()>,
) -> SqsBatchResponse {
    let handle = &handle;
    let kept = join_all(messages.iter().map(|message| {
        let handled = async move {
            let error = handle(message).await.err()?;
            let id = message.message_id.clone().unwrap_or_default();
            tracing::warn!(message_id = %id, "kept in the queue: {error:#}");
            Some(id)
        };
        Box::pin(handled.instrument(of_one()))
    }));
    let mut response = SqsBatchResponse::default();
    for id in kept.await.into_iter().flatten() {
        let mut failure = BatchItemFailure::default();
        failure.item_identifier = id;
        response.batch_item_failures.push(failure);
    }
    response
}

#[cfg(test)]
mod tests {
    use anyhow::bail;
    use aws_lambda_events::sqs::SqsEvent;

    use super::*;

    #[tokio::test]
    async fn one_bad_message_keeps_itself_and_nothing_else() {
        let event =
            r#"{"Records":[{"messageId":"a","body":"1"},{"messageId":"b","body":"x"},{"messageId":"c","body":"3"}]}"#;
        let event: SqsEvent = serde_json::from_str(event).unwrap();
        let response = each_message(&event.records, async |message| match message.body.as_deref() {
            Some("x") => bail!("unreadable"),
            _ => Ok(()),
        });
        let failures = response.await.batch_item_failures;
        let kept: Vec<_> = failures.iter().map(|failure| failure.item_identifier.as_str()).collect();
        assert_eq!(kept, ["b"]);
    }
}
