//! SQS: takes every message and hands none out; who calls decides what is received when.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Asked, Fault, read, write};

/// What SQS calls the digest of a body; nobody here looks at it.
const DIGEST: &str = "00000000000000000000000000000000";

#[derive(Debug, Default)]
pub(crate) struct Queues(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    requests: u64,
    sent: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    entries: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    #[serde(default)]
    id: String,
    message_body: String,
}

impl Queues {
    pub(crate) fn answer(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, Fault> {
        self.seen().requests += 1;
        let answer = match operation {
            "SendMessageBatch" => self.send_batch(read(body)?),
            "SendMessage" => self.send(read(body)?),
            "GetQueueAttributes" => json!({ "Attributes": { "QueueArn": "arn:aws:sqs:us-east-1:000000000000:bench" } }),
            "ChangeMessageVisibility" => json!({}),
            _ => return Err(Fault::unknown(operation)),
        };
        write(&answer)
    }

    pub(crate) fn take(&self, asked: &mut Asked) {
        let seen = std::mem::take(&mut *self.seen());
        (asked.sqs, asked.sent) = (seen.requests, seen.sent);
    }

    fn send_batch(&self, batch: Batch) -> Value {
        let taken: Vec<Value> = batch.entries.iter().map(taken).collect();
        self.seen().sent.extend(batch.entries.into_iter().map(|message| message.message_body));
        json!({ "Successful": taken, "Failed": [] })
    }

    fn send(&self, message: Message) -> Value {
        let taken = taken(&message);
        self.seen().sent.push(message.message_body);
        taken
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn taken(message: &Message) -> Value {
    json!({ "Id": message.id, "MessageId": "bench", "MD5OfMessageBody": DIGEST })
}
