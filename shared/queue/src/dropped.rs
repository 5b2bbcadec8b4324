//! What S3 tells of files that were put into the bucket.

use domain::DroppedFile;
use percent_encoding::percent_decode_str;
use serde::Deserialize;

use crate::QueueError;

/// The files that a notification of S3 tells of; none where it only tries the queue out, as S3 does once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedFiles(pub Vec<DroppedFile>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Notification {
    Files {
        #[serde(rename = "Records")]
        records: Vec<Record>,
    },
    Test {
        #[serde(rename = "Event")]
        event: String,
    },
}

#[derive(Deserialize)]
struct Record {
    s3: Entity,
}

#[derive(Deserialize)]
struct Entity {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    key: String,
    #[serde(default)]
    size: u64,
    #[serde(rename = "eTag", default)]
    etag: String,
}

impl DroppedFiles {
    /// Reads a message. Names in it are encoded as in the form of a page: a blank is a `+`.
    pub fn read(body: &str) -> Result<Self, QueueError> {
        match serde_json::from_str(body).map_err(QueueError::Unreadable)? {
            Notification::Files { records } => Ok(Self(records.into_iter().map(file).collect())),
            Notification::Test { event } if event == "s3:TestEvent" => Ok(Self(vec![])),
            Notification::Test { event } => {
                let why = format!("nobody here knows the event {event}");
                Err(QueueError::Unreadable(serde::de::Error::custom(why)))
            }
        }
    }
}

fn file(Record { s3: Entity { object } }: Record) -> DroppedFile {
    let key = object.key.replace('+', " ");
    let name = percent_decode_str(&key).decode_utf8_lossy().into_owned();
    DroppedFile { name, etag: object.etag.trim_matches('"').to_owned(), size: object.size }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a name that is not decoded, and the message that S3 tries a queue out with taken for poison.
    #[test]
    fn a_notification_names_files_as_they_are_called() {
        let body = r#"{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},
            "object":{"key":"imports/42/1/Bestellungen+M%C3%A4rz%2B1.csv","size":12,"eTag":"e1","sequencer":"00"}}}]}"#;
        let name = "imports/42/1/Bestellungen März+1.csv".to_owned();
        assert_eq!(DroppedFiles::read(body).unwrap().0, [DroppedFile { name, etag: "e1".into(), size: 12 }]);
        let test = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}"#;
        assert_eq!(DroppedFiles::read(test).unwrap().0, []);
        assert!(DroppedFiles::read(r#"{"Event":"other"}"#).is_err() && DroppedFiles::read("{}").is_err());
    }
}
