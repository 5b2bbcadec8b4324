//! Records of a stream: they have an order, and what follows a failure must come again too.

use anyhow::{Context, Result};
use domain::limits::aws::MAX_MESSAGE_BYTES;
use serde::Deserialize;
use serde_json::value::RawValue;
use tracing::Instrument;

use crate::span::of_one;

/// A batch of records of a DynamoDB stream, each kept as the text it came as, so that a record nobody can read
/// spoils only itself and can be put away whole.
#[derive(Debug, Deserialize)]
pub struct StreamBatch {
    /// The records, oldest first.
    #[serde(rename = "Records")]
    pub records: Vec<Box<RawValue>>,
}

/// One record.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The record as it came.
    pub text: &'a str,
}

/// Why a record could not be handled, by what shall happen to it.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It can never succeed: it is put away and the next one has its turn.
    #[error("this record can never be handled")]
    Poison(#[source] anyhow::Error),
    /// It may succeed later: it and all that follow come again.
    #[error("this record failed for now")]
    Passing(#[source] anyhow::Error),
}

impl RecordError {
    /// `error`, which `is_passing` judges.
    pub fn judged<E: std::error::Error + Send + Sync + 'static>(error: E, is_passing: impl Fn(&E) -> bool) -> Self {
        if is_passing(&error) { Self::Passing(error.into()) } else { Self::Poison(error.into()) }
    }
}

impl From<anyhow::Error> for RecordError {
    fn from(error: anyhow::Error) -> Self {
        Self::Passing(error)
    }
}

/// Handles the records one after another. Poison is handed to `park` whole and passed over; a passing failure fails
/// the invocation, because then every reader of a stream brings the batch again, also one that knows no partial
/// answers. So `handle` must find its own finished work harmless.
pub async fn each_record(
    batch: &StreamBatch,
    handle: impl AsyncFn(Record<'_>) -> Result<(), RecordError>,
    park: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    for record in &batch.records {
        let record = Record { text: record.get() };
        // On the heap: a batch's state would hold the whole of one record's on the stack.
        Box::pin(handle_one(record, &handle, &park)).instrument(of_one()).await?;
    }
    Ok(())
}

async fn handle_one(
    record: Record<'_>,
    handle: &impl AsyncFn(Record<'_>) -> Result<(), RecordError>,
    park: &impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    match handle(record).await {
        Ok(()) => Ok(()),
        Err(RecordError::Poison(error)) => {
            tracing::error!("put away as it can never be handled: {error:#}");
            park(&fitting(record.text)).await.context("putting a record away")
        }
        Err(RecordError::Passing(error)) => {
            tracing::warn!("the batch will come again: {error:#}");
            Err(error)
        }
    }
}

/// Two images of the largest row, in base64, are more than a message takes: then the one that was replaced stays out.
fn fitting(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= MAX_MESSAGE_BYTES {
        return text.into();
    }
    let mut record: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let images = record.get_mut("dynamodb").and_then(serde_json::Value::as_object_mut);
    match images.and_then(|images| images.remove("OldImage")) {
        Some(_) => record.to_string().into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_record_too_large_for_a_message_is_parked_without_the_image_it_replaced() {
        let image = "x".repeat(600_000);
        let record = serde_json::json!({"dynamodb": {"NewImage": image, "OldImage": image}}).to_string();
        let parked: serde_json::Value = serde_json::from_str(&fitting(&record)).unwrap();
        assert_eq!((&parked["dynamodb"]["NewImage"], parked["dynamodb"].get("OldImage")), (&image.into(), None));
        assert_eq!(fitting("{}"), "{}");
    }

    #[tokio::test]
    async fn poison_is_put_away_whole_and_a_passing_failure_stops_the_batch() {
        let batch: StreamBatch = serde_json::from_str(r#"{"Records":[1,{"bad":[2]},3,4,5]}"#).unwrap();
        let (handled, parked) = (RefCell::new(vec![]), RefCell::new(vec![]));
        let result = each_record(
            &batch,
            async |record| match record.text {
                "4" => Err(RecordError::Passing(anyhow!("throttled"))),
                text if text.starts_with('{') => Err(RecordError::Poison(anyhow!("unreadable"))),
                text => {
                    handled.borrow_mut().push(text.to_owned());
                    Ok(())
                }
            },
            async |text| {
                parked.borrow_mut().push(text.to_owned());
                Ok(())
            },
        );
        assert!(result.await.is_err());
        assert_eq!(handled.take(), ["1", "3"]);
        assert_eq!(parked.take(), [r#"{"bad":[2]}"#]);
    }
}
