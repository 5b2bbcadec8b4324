//! Records of a stream: those of one row are handled in their sequence, and what follows a failure comes again too.

mod turns;

use anyhow::{Context, Result};
use domain::limits::aws::MAX_MESSAGE_BYTES;
use futures_util::{StreamExt, stream};
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

/// Whose record it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The tenant.
    pub store: String,
    /// The row: records of one are handled one after another.
    pub row: String,
}

/// So many rows are worked on at once. More would take more memory than a function has, and no less time: while one
/// waits for the table, another has the processor.
pub const MAX_AT_ONCE: usize = 4;

/// Handles the records: those of one row in their sequence, those of different rows at once, and of the rows of
/// different stores one each in turn, so that however many records of other stores a batch begins with, the first of a
/// store waits for one of each. `place_of` tells whose a record is; one of which nobody can tell is by itself.
///
/// Poison is handed to `park` whole and passed over. A passing failure ends the work on its row, not on the others; at
/// the end it fails the invocation, because then every reader of a stream brings the batch again, also one that knows
/// no partial answers. So `handle` must find its own finished work harmless.
pub async fn each_record(
    batch: &StreamBatch,
    place_of: impl Fn(&str) -> Option<Place>,
    handle: impl AsyncFn(Record<'_>) -> Result<(), RecordError>,
    park: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    let texts: Vec<&str> = batch.records.iter().map(|record| record.get()).collect();
    let rows = turns::in_turn(&texts, place_of);
    let (handle, park) = (&handle, &park);
    let handled = rows.into_iter().map(|row| async move {
        for (number, text) in row {
            // On the heap: a batch's state would hold the whole of each record's on the stack.
            let handled = Box::pin(handle_one(Record { text }, handle, park)).instrument(of_one()).await;
            handled.map_err(|error| (number, error))?;
        }
        Ok(())
    });
    let mut handled = stream::iter(handled).buffer_unordered(MAX_AT_ONCE);
    let mut failed: Option<(usize, anyhow::Error)> = None;
    while let Some(row) = handled.next().await {
        if let Err((number, error)) = row
            && failed.as_ref().is_none_or(|(first, _)| number < *first)
        {
            failed = Some((number, error));
        }
    }
    failed.map_or(Ok(()), |(_, first)| Err(first))
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

    fn place(text: &str) -> Option<Place> {
        let (store, row) = text.trim_matches('"').split_once('/')?;
        Some(Place { store: store.to_owned(), row: row.split('@').next().unwrap_or_default().to_owned() })
    }

    fn batch(records: &[&str]) -> StreamBatch {
        StreamBatch { records: records.iter().map(|text| serde_json::value::to_raw_value(text).unwrap()).collect() }
    }

    #[tokio::test]
    async fn poison_is_put_away_whole_and_a_passing_failure_stops_its_row_alone() {
        let batch = batch(&["s/1@1", "bad", "s/1@2", "s/2@1", "s/1@3", "t/9@1", "s/2@2"]);
        let (handled, parked) = (RefCell::new(vec![]), RefCell::new(vec![]));
        let result = each_record(
            &batch,
            place,
            async |record| match record.text.trim_matches('"') {
                "s/1@2" => Err(RecordError::Passing(anyhow!("throttled"))),
                "s/2@2" => Err(RecordError::Passing(anyhow!("later in the batch"))),
                "bad" => Err(RecordError::Poison(anyhow!("unreadable"))),
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
        assert_eq!(result.await.unwrap_err().to_string(), "throttled", "the first that failed");
        assert_eq!(handled.take(), ["s/1@1", "t/9@1", "s/2@1"]);
        assert_eq!(parked.take(), ["\"bad\""]);
    }

    #[tokio::test]
    async fn records_of_one_row_come_one_after_another_and_few_rows_are_worked_on_at_once() {
        let records: Vec<String> = (0..60).map(|number| format!("s/{}@{number}", number % 7)).collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        let (running, most, seen) = (RefCell::new(vec![]), RefCell::new(0), RefCell::new(vec![]));
        let batch = batch(&records);
        let result = each_record(
            &batch,
            place,
            async |record| {
                let row = place(record.text).unwrap().row;
                assert!(!running.borrow().contains(&row), "two of row {row} at once");
                running.borrow_mut().push(row.clone());
                let at_once = running.borrow().len();
                most.replace_with(|most| at_once.max(*most));
                tokio::task::yield_now().await;
                running.borrow_mut().retain(|other| *other != row);
                seen.borrow_mut().push(record.text.to_owned());
                Ok(())
            },
            async |_| Ok(()),
        );
        result.await.unwrap();
        assert_eq!(most.take(), MAX_AT_ONCE);
        let seen = seen.take();
        assert_eq!(seen.len(), 60);
        for row in 0..7 {
            let of_row = |text: &&String| place(text).unwrap().row == row.to_string();
            let numbers: Vec<u32> = seen.iter().filter(of_row).map(|text| number_of(text)).collect();
            assert!(numbers.is_sorted(), "{numbers:?}");
        }
    }

    fn number_of(text: &str) -> u32 {
        text.trim_matches('"').split('@').nth(1).unwrap().parse().unwrap()
    }

    #[tokio::test]
    async fn one_record_of_each_other_store_is_begun_before_the_first_of_a_store() {
        // A flood of one store, another with one order that changed often, and a third at the very end.
        let flood = (0..70).map(|number| format!("flood/{number}@1"));
        let often = (0..29).map(|number| format!("often/1@{number}"));
        let records: Vec<String> = flood.chain(often).chain(["other/1@1".to_owned()]).collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        let begun = RefCell::new(vec![]);
        let batch = batch(&records);
        let result = each_record(
            &batch,
            place,
            async |record| {
                begun.borrow_mut().push(place(record.text).unwrap().store);
                tokio::task::yield_now().await;
                Ok(())
            },
            async |_| Ok(()),
        );
        result.await.unwrap();
        let begun = begun.take();
        assert_eq!(begun.len(), 100);
        assert_eq!(begun[..3], ["flood", "often", "other"]);
    }
}
