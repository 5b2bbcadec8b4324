//! Messages of a queue: each stands alone, or with those of its group, so all are handled and every failure is named.

use std::collections::BTreeMap;

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
    let handled = messages.iter().map(|message| Box::pin(kept(message, handle)));
    response(join_all(handled).await.into_iter().flatten())
}

/// The same for a queue that has groups: messages of one come one after another, in their sequence, and behind one that is
/// kept all others of its group are.
pub async fn each_in_group(
    messages: &[SqsMessage],
    handle: impl AsyncFn(&SqsMessage) -> Result<()>,
) -> SqsBatchResponse {
    let handle = &handle;
    let mut groups: BTreeMap<&str, Vec<&SqsMessage>> = BTreeMap::new();
    for message in messages {
        let group = message.attributes.get("MessageGroupId").map_or("", String::as_str);
        groups.entry(group).or_default().push(message);
    }
    let handled = groups.into_values().map(|group| {
        Box::pin(async move {
            let mut ids = vec![];
            for message in group {
                if ids.is_empty() {
                    ids.extend(kept(message, handle).await);
                } else {
                    ids.push(id_of(message));
                }
            }
            ids
        })
    });
    response(join_all(handled).await.into_iter().flatten())
}

/// The id of a message that was not handled.
async fn kept(message: &SqsMessage, handle: &impl AsyncFn(&SqsMessage) -> Result<()>) -> Option<String> {
    let handled = async {
        let error = handle(message).await.err()?;
        let id = id_of(message);
        tracing::warn!(message_id = %id, "kept in the queue: {error:#}");
        Some(id)
    };
    handled.instrument(of_one()).await
}

fn id_of(message: &SqsMessage) -> String {
    message.message_id.clone().unwrap_or_default()
}

fn response(kept: impl Iterator<Item = String>) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    for id in kept {
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

    #[tokio::test]
    async fn behind_a_message_that_is_kept_its_group_waits_and_no_other_does() {
        let record = |id: &str, group: &str| {
            format!(r#"{{"messageId":"{id}","body":"{id}","attributes":{{"MessageGroupId":"{group}"}}}}"#)
        };
        let records = [record("a", "1"), record("b", "2"), record("c", "1"), record("d", "2"), record("e", "1")];
        let event: SqsEvent = serde_json::from_str(&format!(r#"{{"Records":[{}]}}"#, records.join(","))).unwrap();
        let handled = std::cell::RefCell::new(vec![]);
        let response = each_in_group(&event.records, async |message| {
            let body = message.body.clone().unwrap_or_default();
            handled.borrow_mut().push(body.clone());
            if body == "c" {
                bail!("down")
            }
            Ok(())
        });
        let failures = response.await.batch_item_failures;
        let kept: Vec<_> = failures.iter().map(|failure| failure.item_identifier.as_str()).collect();
        assert_eq!(kept, ["c", "e"]);
        let mut handled = handled.into_inner();
        handled.sort_unstable();
        assert_eq!(handled, ["a", "b", "c", "d"]);
    }
}
