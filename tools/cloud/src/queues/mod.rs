//! SQS: standard queues and queues with an order (FIFO), with delays, hiding, receive counts, dead-letter queues and message groups.

mod queue;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

pub use queue::{Message, QueueSettings};

use crate::request::{Refusal, read, write};
use crate::time::Time;
use queue::{Queue, later};

/// What SQS calls the digest of a body; no SDK of ours looks at it.
const DIGEST: &str = "00000000000000000000000000000000";

/// A message has at most so many bytes.
const MAX_BYTES: usize = 1 << 20;

/// A batch has at most so many messages.
const MAX_BATCH: usize = 10;

/// A message is delayed by at most so many seconds.
const MAX_DELAY_SECONDS: u64 = 900;

/// A message is hidden for at most so many seconds.
const MAX_VISIBILITY_SECONDS: u64 = 12 * 60 * 60;

/// All queues of one cloud.
#[derive(Debug)]
pub struct Queues {
    time: Time,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    queues: BTreeMap<String, Queue>,
    requests: u64,
    serial: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    #[serde(default)]
    queue_url: String,
    #[serde(default)]
    entries: Vec<Sent>,
    #[serde(flatten)]
    one: Sent,
    max_number_of_messages: Option<usize>,
    visibility_timeout: Option<u64>,
    #[serde(default)]
    receipt_handle: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sent {
    #[serde(default)]
    id: String,
    #[serde(default)]
    message_body: String,
    #[serde(default)]
    delay_seconds: u64,
    message_group_id: Option<String>,
    message_deduplication_id: Option<String>,
    #[serde(default)]
    message_attributes: Value,
}

impl Queues {
    pub(crate) fn new(time: Time) -> Self {
        Self { time, state: Mutex::default() }
    }

    /// Makes a queue; its address comes back.
    pub fn create(&self, name: &str, settings: QueueSettings) -> String {
        self.state().queues.insert(name.to_owned(), Queue::new(settings, name.rsplit('.').next() == Some("fifo")));
        format!("https://sqs.us-east-1.amazonaws.com/000000000000/{name}")
    }

    /// What lies in a queue, hidden or not, in the order it came, without taking it.
    pub fn messages(&self, name: &str) -> Vec<Message> {
        self.state().queues.get(name).map(|queue| queue.messages().to_vec()).unwrap_or_default()
    }

    /// Puts a message into a queue, as one that was sent there.
    pub fn send(&self, name: &str, body: &str) {
        let sent = Sent {
            id: String::new(),
            message_body: body.to_owned(),
            delay_seconds: 0,
            message_group_id: None,
            message_deduplication_id: None,
            message_attributes: Value::Null,
        };
        let now = self.time.now();
        self.state().push(name, sent, now);
    }

    /// Takes at most `max` messages that are visible now, and hides them as the queue says. One that was received too
    /// often goes to the dead-letter queue instead.
    pub fn receive(&self, name: &str, max: usize) -> Vec<Message> {
        let now = self.time.now();
        self.state().receive(name, max, now)
    }

    /// Removes the message of this receipt.
    pub fn delete(&self, name: &str, receipt: &str) {
        if let Some(queue) = self.state().queues.get_mut(name) {
            queue.delete(receipt);
        }
    }

    /// When the next message of this queue can be received; nothing when it is empty.
    pub fn next_at(&self, name: &str) -> Option<Timestamp> {
        self.state().queues.get(name)?.messages().iter().map(|message| message.visible_at).min()
    }

    /// Empties all queues: what lay in them, and how many requests there were since the last time.
    pub fn drain(&self) -> (u64, Vec<Message>) {
        let mut state = self.state();
        let mut all: Vec<Message> = state.queues.values_mut().flat_map(Queue::take).collect();
        all.sort_by_key(|message| message.sent_at);
        (std::mem::take(&mut state.requests), all)
    }

    pub(crate) fn answer(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let input: Input = read(body)?;
        let now = self.time.now();
        let mut state = self.state();
        state.requests += 1;
        let name = input.queue_url.rsplit('/').next().unwrap_or_default();
        if !state.queues.contains_key(name) {
            return Err(Refusal::of("com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist."));
        }
        let answer = match operation {
            "SendMessage" => state.send(name, input.one, now)?,
            "SendMessageBatch" => state.send_batch(name, input.entries, now)?,
            "ReceiveMessage" => state.received(name, input.max_number_of_messages, now),
            "DeleteMessage" => {
                state.queue(name).delete(&input.receipt_handle);
                json!({})
            }
            "ChangeMessageVisibility" => state.hide(name, &input, now)?,
            "GetQueueAttributes" => {
                json!({ "Attributes": { "QueueArn": format!("arn:aws:sqs:us-east-1:000000000000:{name}") } })
            }
            _ => return Err(Refusal::unknown(operation)),
        };
        write(&answer)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn queue(&mut self, name: &str) -> &mut Queue {
        self.queues.entry(name.to_owned()).or_default()
    }

    fn number(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    fn push(&mut self, name: &str, sent: Sent, now: Timestamp) -> Value {
        let message_id = format!("message-{}", self.number());
        let taken = json!({ "Id": sent.id, "MessageId": message_id, "MD5OfMessageBody": DIGEST });
        if self.queue(name).has_taken(sent.message_deduplication_id.as_deref(), now) {
            return taken;
        }
        self.queue(name).push(Message {
            message_id,
            body: sent.message_body,
            message_group_id: sent.message_group_id,
            message_attributes: sent.message_attributes,
            receive_count: 0,
            receipt: String::new(),
            sent_at: now,
            visible_at: later(now, Duration::from_secs(sent.delay_seconds)),
        });
        taken
    }

    fn send(&mut self, name: &str, sent: Sent, now: Timestamp) -> Result<Value, Refusal> {
        check(std::slice::from_ref(&sent))?;
        Ok(self.push(name, sent, now))
    }

    fn send_batch(&mut self, name: &str, entries: Vec<Sent>, now: Timestamp) -> Result<Value, Refusal> {
        check_batch(&entries)?;
        check(&entries)?;
        let taken: Vec<Value> = entries.into_iter().map(|entry| self.push(name, entry, now)).collect();
        Ok(json!({ "Successful": taken, "Failed": [] }))
    }

    fn receive(&mut self, name: &str, max: usize, now: Timestamp) -> Vec<Message> {
        let mut serial = self.serial;
        let receipt = || {
            serial += 1;
            format!("receipt-{serial}")
        };
        let Some(queue) = self.queues.get_mut(name) else { return vec![] };
        let received = queue.receive(max, now, receipt);
        let dead_queue = queue.settings.redrive.clone().map(|(_, dead)| dead).unwrap_or_default();
        self.serial = serial;
        for message in received.dead {
            // It keeps its id and its age, and is counted anew.
            self.queue(&dead_queue).push(Message { receive_count: 0, receipt: String::new(), ..message });
        }
        received.messages
    }

    fn received(&mut self, name: &str, max: Option<usize>, now: Timestamp) -> Value {
        let messages = self.receive(name, max.unwrap_or(1), now);
        let messages: Vec<Value> = messages.iter().map(as_received).collect();
        json!({ "Messages": messages })
    }

    fn hide(&mut self, name: &str, input: &Input, now: Timestamp) -> Result<Value, Refusal> {
        let seconds = input.visibility_timeout.unwrap_or_default();
        if seconds > MAX_VISIBILITY_SECONDS {
            return Err(Refusal::of("InvalidParameterValue", "VisibilityTimeout must be between 0 and 43200."));
        }
        if !self.queue(name).hide(&input.receipt_handle, Duration::from_secs(seconds), now) {
            return Err(Refusal::of("com.amazonaws.sqs#MessageNotInflight", "The message is not in flight."));
        }
        Ok(json!({}))
    }
}

fn as_received(message: &Message) -> Value {
    json!({
        "MessageId": message.message_id, "ReceiptHandle": message.receipt, "Body": message.body,
        "MD5OfBody": DIGEST, "MessageAttributes": message.message_attributes,
        "Attributes": {
            "ApproximateReceiveCount": message.receive_count.to_string(),
            "SentTimestamp": message.sent_at.as_millisecond().to_string(),
        },
    })
}

fn check_batch(entries: &[Sent]) -> Result<(), Refusal> {
    if entries.is_empty() {
        return Err(Refusal::of("com.amazonaws.sqs#EmptyBatchRequest", "There should be at least one entry."));
    }
    if entries.len() > MAX_BATCH {
        let message = format!("Maximum number of entries per request are {MAX_BATCH}.");
        return Err(Refusal::of("com.amazonaws.sqs#TooManyEntriesInBatchRequest", message));
    }
    let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    if ids.len() < entries.len() {
        return Err(Refusal::of("com.amazonaws.sqs#BatchEntryIdsNotDistinct", "Id of two entries is the same."));
    }
    Ok(())
}

/// What SQS refuses, of one message or of a batch as a whole.
fn check(entries: &[Sent]) -> Result<(), Refusal> {
    if entries.iter().any(|entry| entry.message_body.is_empty()) {
        return Err(Refusal::of("MissingParameter", "The request must contain the parameter MessageBody."));
    }
    if entries.iter().map(|entry| entry.message_body.len()).sum::<usize>() > MAX_BYTES {
        return Err(Refusal::of("InvalidParameterValue", format!("Message must be shorter than {MAX_BYTES} bytes.")));
    }
    if entries.iter().any(|entry| entry.delay_seconds > MAX_DELAY_SECONDS) {
        return Err(Refusal::of("InvalidParameterValue", "DelaySeconds must be between 0 and 900."));
    }
    Ok(())
}
