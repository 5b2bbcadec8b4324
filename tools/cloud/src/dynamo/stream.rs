//! What the table's stream tells of changes.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Item;

/// One change of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Change(Value);

impl Change {
    /// The change as a record of the stream, as Lambda hands it to a function.
    pub fn record(&self) -> &Value {
        &self.0
    }

    /// The partition key of the row; records of one key are told one after another.
    pub fn partition(&self) -> &str {
        self.0.pointer("/dynamodb/Keys/pk/S").and_then(Value::as_str).unwrap_or_default()
    }
}

/// The changes nobody has taken yet.
#[derive(Debug, Default)]
pub(super) struct Stream {
    changes: Vec<Change>,
    serial: u64,
}

impl Stream {
    pub(super) fn take(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Records a change; one that changed nothing is not told, as by DynamoDB.
    pub(super) fn record(&mut self, key: &Item, old: Option<Item>, new: Option<Item>, at: Timestamp) {
        if old == new {
            return;
        }
        self.serial += 1;
        let name = match (&old, &new) {
            (None, _) => "INSERT",
            (Some(_), Some(_)) => "MODIFY",
            (Some(_), None) => "REMOVE",
        };
        let mut record = json!({
            "ApproximateCreationDateTime": at.as_second(), "Keys": key,
            "SequenceNumber": format!("{:021}", self.serial), "StreamViewType": "NEW_AND_OLD_IMAGES",
        });
        for (name, image) in [("NewImage", new), ("OldImage", old)] {
            if let (Some(image), Some(record)) = (image, record.as_object_mut()) {
                record.insert(name.to_owned(), json!(image));
            }
        }
        self.changes.push(Change(json!({
            "eventID": format!("event-{}", self.serial), "eventName": name, "eventVersion": "1.1",
            "eventSource": "aws:dynamodb", "awsRegion": "us-east-1", "dynamodb": record,
        })));
    }
}
