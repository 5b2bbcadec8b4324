//! What the functions take for AWS: DynamoDB in memory, queues that hand nothing out, one KMS key, SES.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use dynoxide::Database;
use dynoxide::errors::DynoxideError;
use dynoxide::types::AttributeValue;
use http_body_util::Full;
use hyper::{Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::web;

/// The table's name, whatever the template says.
pub(crate) const TABLE: &str = "replay";

/// The stack's data key as KMS unwraps it.
pub(crate) const DATA_KEY: [u8; 32] = [7; 32];

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) struct Cloud {
    database: Database,
    seen: Mutex<Seen>,
}

/// What the functions did since somebody last looked.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Every row put, oldest first.
    pub(crate) written: Vec<Item>,
    /// Every message sent.
    pub(crate) sent: Vec<Sent>,
    /// Receipts, and for how many seconds their messages are hidden.
    pub(crate) hidden: Vec<(String, i64)>,
    /// Requests to SES, as they came.
    pub(crate) mails: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) queue: String,
    pub(crate) body: String,
    pub(crate) delay_seconds: i64,
    pub(crate) group: String,
}

impl Cloud {
    /// A cloud with an empty table of this schema, and the port it answers at.
    pub(crate) async fn start(schema: Value) -> Result<(Arc<Self>, u16)> {
        let database = Database::memory().context("no database in memory")?;
        database.create_table(serde_json::from_value(schema)?).context("the table can't be created")?;
        let cloud = Arc::new(Self { database, seen: Mutex::default() });
        let serving = cloud.clone();
        let port = web::serve(0, move |request| {
            let cloud = serving.clone();
            async move { cloud.answer(&request) }
        });
        Ok((cloud, port.await?))
    }

    /// What was done since this was last called.
    pub(crate) fn take(&self) -> Seen {
        std::mem::take(&mut *self.seen())
    }

    /// Every row of the table.
    pub(crate) fn rows(&self) -> Result<Vec<Item>> {
        let mut rows = vec![];
        let mut request = json!({ "TableName": TABLE });
        loop {
            let page = serde_json::to_value(self.database.scan(serde_json::from_value(request.clone())?)?)?;
            let items = page.get("Items").cloned().unwrap_or_default();
            rows.extend(serde_json::from_value::<Vec<Item>>(items)?);
            let Some(last) = page.get("LastEvaluatedKey").filter(|last| !last.is_null()) else { return Ok(rows) };
            request["ExclusiveStartKey"] = last.clone();
        }
    }

    /// Writes a row that no function wrote.
    pub(crate) fn put(&self, item: &Item) -> Result<()> {
        self.database.put_item(serde_json::from_value(json!({ "TableName": TABLE, "Item": item }))?)?;
        Ok(())
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &Request<Bytes>) -> Response<Full<Bytes>> {
        let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
        let body = request.body();
        let answer = match target.split_once('.') {
            Some(("DynamoDB_20120810", operation)) => self.dynamodb(operation, body),
            Some(("AmazonSQS", operation)) => self.sqs(operation, body),
            Some(("TrentService", operation)) => Ok(kms(operation)),
            _ => return self.ses(body),
        };
        match answer {
            Ok(body) => web::answer(200, "application/x-amz-json-1.0", body),
            Err(error) => web::answer(error.status_code(), "application/x-amz-json-1.0", error.to_json()),
        }
    }

    fn dynamodb(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, DynoxideError> {
        match operation {
            "PutItem" => {
                let answer = written(&self.database.put_item(read(body)?)?);
                let item = serde_json::from_slice::<Value>(body).ok().and_then(|request| request.get("Item").cloned());
                self.seen().written.extend(item.and_then(|item| serde_json::from_value(item).ok()));
                answer
            }
            "UpdateItem" => written(&self.database.update_item(read(body)?)?),
            "DeleteItem" => written(&self.database.delete_item(read(body)?)?),
            "TransactWriteItems" => written(&self.database.transact_write_items(read(body)?)?),
            "GetItem" => written(&self.database.get_item(read(body)?)?),
            "BatchGetItem" => written(&self.database.batch_get_item(read(body)?)?),
            "Query" => written(&self.database.query(read(body)?)?),
            _ => Err(DynoxideError::ValidationException(format!("nothing here knows {operation}"))),
        }
    }

    #[allow(clippy::unnecessary_wraps, reason = "as the other services have it")]
    fn sqs(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, DynoxideError> {
        let request: Value = read(body)?;
        let queue = text(&request, "QueueUrl").rsplit('/').next().unwrap_or_default().to_owned();
        let answer = match operation {
            "SendMessage" => self.send(&queue, &request),
            "SendMessageBatch" => {
                let entries = request.get("Entries").and_then(Value::as_array).cloned().unwrap_or_default();
                let sent: Vec<_> = entries.iter().map(|entry| self.send(&queue, entry)).collect();
                json!({ "Successful": sent, "Failed": [] })
            }
            "ChangeMessageVisibility" => {
                let seconds = request.get("VisibilityTimeout").and_then(Value::as_i64).unwrap_or_default();
                self.seen().hidden.push((text(&request, "ReceiptHandle").to_owned(), seconds));
                json!({})
            }
            _ => json!({ "Attributes": { "QueueArn": "arn:aws:sqs:us-east-1:000000000000:replay" } }),
        };
        written(&answer)
    }

    fn send(&self, queue: &str, message: &Value) -> Value {
        self.seen().sent.push(Sent {
            queue: queue.to_owned(),
            body: text(message, "MessageBody").to_owned(),
            delay_seconds: message.get("DelaySeconds").and_then(Value::as_i64).unwrap_or_default(),
            group: text(message, "MessageGroupId").to_owned(),
        });
        let digest = "00000000000000000000000000000000";
        json!({ "Id": text(message, "Id"), "MessageId": "replay", "MD5OfMessageBody": digest })
    }

    fn ses(&self, body: &[u8]) -> Response<Full<Bytes>> {
        self.seen().mails.push(String::from_utf8_lossy(body).into_owned());
        let answer = "<SendRawEmailResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendRawEmailResult>\
                      <MessageId>replay</MessageId></SendRawEmailResult></SendRawEmailResponse>";
        web::answer(200, "text/xml", answer)
    }
}

fn kms(operation: &str) -> Vec<u8> {
    let answer = match operation {
        "Decrypt" => json!({ "KeyId": "replay", "Plaintext": STANDARD.encode(DATA_KEY) }),
        _ => json!({ "KeyId": "replay", "CiphertextBlob": STANDARD.encode("sealed") }),
    };
    answer.to_string().into_bytes()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, DynoxideError> {
    serde_json::from_slice(body).map_err(|error| DynoxideError::ValidationException(error.to_string()))
}

fn written(answer: &impl Serialize) -> Result<Vec<u8>, DynoxideError> {
    serde_json::to_vec(answer).map_err(|error| DynoxideError::ValidationException(error.to_string()))
}

/// A text attribute of a row.
pub(crate) fn text_of<'a>(item: &'a Item, name: &str) -> &'a str {
    match item.get(name) {
        Some(AttributeValue::S(text)) => text,
        _ => "",
    }
}
