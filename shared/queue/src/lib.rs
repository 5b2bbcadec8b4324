//! Adapter: SQS. A message names an appointment or a notice that is due; it never carries the order, nor the mail.

mod connections;
mod dropped;
mod mails;
mod parts;
mod pickups;
mod received;

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::BoxError;
use aws_sdk_sqs::operation::send_message::builders::SendMessageFluentBuilder;
use aws_sdk_sqs::types::{MessageAttributeValue, QueueAttributeName, SendMessageBatchRequestEntry};
use aws_types::SdkConfig;
use domain::{Appointment, AppointmentId, StoreId};

pub use connections::{ArrivalMessage, CartDue, StepDue};
pub use dropped::DroppedFiles;
pub use mails::{MailDue, MailEvent};
pub use parts::PartDue;
pub use pickups::LookDue;
pub use received::SesNotification;
use serde::{Deserialize, Serialize};

/// SQS takes this many messages at once.
pub const BATCH: usize = 10;

/// The message attribute of a parked message that names the function it is from.
pub const FUNCTION: &str = "function";

/// The group of messages that are no store's: what people are mailed of their accounts.
const PEOPLE: &str = "people";

/// SQS delays a message by this much at most.
const MAX_DELAY: Duration = Duration::from_mins(15);

/// What a message says: which appointment is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The store whose appointment it is.
    #[serde(rename = "store")]
    pub store_id: StoreId,
    /// The appointment.
    pub appointment: AppointmentId,
    /// The round it was queued for; a message of an older round has nothing left to do.
    #[serde(default)]
    pub round: u32,
    /// Whether it takes the place of an earlier message. A first sight of one that does not, for an appointment that
    /// was tried before, is a repetition.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// How often a repair had queued the appointment anew; a message of before has nothing left to do.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub requeued: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What a message of the lane `mail` says: which notice is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueNotice {
    /// The store whose notice it is; none of what a person is mailed of their account.
    #[serde(rename = "store", default, skip_serializing_if = "Option::is_none")]
    pub store_id: Option<StoreId>,
    /// The notice's id.
    pub notice: String,
    /// Whether it takes the place of an earlier message, as in [`Due`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}

/// What a message of a lane, or one that was given up, says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum AnyDue {
    /// An appointment is due.
    Appointment(Due),
    /// A notice is due.
    Notice(DueNotice),
}

/// What a queue takes: a message of a store, or of people.
pub trait Message: Serialize {
    /// Whose it is: a backlog of one holds up no other's.
    fn group(&self) -> String;
}

impl Message for Due {
    fn group(&self) -> String {
        self.store_id.to_string()
    }
}

impl Message for DueNotice {
    fn group(&self) -> String {
        self.store_id.map_or_else(|| PEOPLE.to_owned(), |store_id| store_id.to_string())
    }
}

/// An error of a queue.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The request failed as a whole.
    #[error("the queue did not answer {operation}")]
    Unavailable {
        /// The operation.
        operation: &'static str,
        /// The SDK's error.
        #[source]
        source: BoxError,
    },
    /// The request was answered, and some of its messages were not taken.
    #[error("{failed} of {all} messages were not taken, the first because of {reason}")]
    NotTaken {
        /// How many were not.
        failed: usize,
        /// How many were sent.
        all: usize,
        /// Why the first was not.
        reason: String,
    },
    /// A message that is not one of ours.
    #[error("the message is unreadable")]
    Unreadable(#[source] serde_json::Error),
}

/// One queue.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Due {
    /// What an appointment is due by, as it is now.
    pub fn of(appointment: &Appointment) -> Self {
        let Appointment { store_id, id, round, requeued, .. } = appointment;
        Self { store_id: *store_id, appointment: *id, round: *round, again: false, requeued: *requeued }
    }

    /// Reads a message.
    pub fn read(body: &str) -> Result<Self, QueueError> {
        serde_json::from_str(body).map_err(QueueError::Unreadable)
    }
}

impl DueNotice {
    /// Reads a message.
    pub fn read(body: &str) -> Result<Self, QueueError> {
        serde_json::from_str(body).map_err(QueueError::Unreadable)
    }
}

impl AnyDue {
    /// Reads a message.
    pub fn read(body: &str) -> Result<Self, QueueError> {
        serde_json::from_str(body).map_err(QueueError::Unreadable)
    }
}

impl Queue {
    /// The queue at `url`; nothing is sent yet.
    pub fn new(config: &SdkConfig, url: impl Into<String>) -> Self {
        Self { client: Client::new(config), url: url.into() }
    }

    /// The queue at `url`, by the client of this one: making one takes time at every start.
    #[must_use]
    pub fn beside(&self, url: impl Into<String>) -> Self {
        Self { client: self.client.clone(), url: url.into() }
    }

    /// One cheap request, so that the connection with its TLS handshake stands before the first event. What comes of
    /// it is not looked at: the first event will say what is wrong.
    pub async fn warm_up(&self) {
        let ask = self.client.get_queue_attributes().queue_url(&self.url);
        let _ = ask.attribute_names(QueueAttributeName::QueueArn).send().await;
    }

    /// Sends messages, ten to a request. The store is the message group, so that one store's backlog does not hold up
    /// the others (SQS fair queues).
    pub async fn send_all<M: Message>(&self, messages: &[(M, Duration)]) -> Result<(), QueueError> {
        for batch in messages.chunks(BATCH) {
            let entries = batch.iter().enumerate().map(|(index, (due, delay))| entry(index, due, *delay));
            self.send_entries(entries.collect::<Result<_, _>>()?).await?;
        }
        Ok(())
    }

    async fn send_entries(&self, entries: Vec<SendMessageBatchRequestEntry>) -> Result<(), QueueError> {
        let all = entries.len();
        let sent = self.client.send_message_batch().queue_url(&self.url).set_entries(Some(entries)).send().await;
        let sent = sent.map_err(|error| unavailable("SendMessageBatch", error))?;
        match sent.failed.first() {
            Some(first) => Err(QueueError::NotTaken { failed: sent.failed.len(), all, reason: first.code.clone() }),
            None => Ok(()),
        }
    }

    /// Sends one message, not to be seen before `delay` (at most 15 minutes of it) has passed.
    pub async fn send(&self, due: &impl Message, delay: Duration) -> Result<(), QueueError> {
        let message = self.client.send_message().queue_url(&self.url).message_group_id(due.group());
        let taken = message.delay_seconds(delay_seconds(delay)).message_body(body_of(due)?).send().await;
        taken.map(|_| ()).map_err(|error| unavailable("SendMessage", error))
    }

    /// Puts away a text that `function` can never handle, for a person. The text stays as it came; which function it
    /// is from stands beside it, in the message attribute [`FUNCTION`].
    pub async fn park(&self, function: &str, text: &str) -> Result<(), QueueError> {
        let sent = self.parked(function, text)?.send().await;
        sent.map(|_| ()).map_err(|error| unavailable("SendMessage", error))
    }

    fn parked(&self, function: &str, text: &str) -> Result<SendMessageFluentBuilder, QueueError> {
        let name = MessageAttributeValue::builder().data_type("String").string_value(function).build();
        let name = name.map_err(|error| unavailable("SendMessage", error))?;
        Ok(self.client.send_message().queue_url(&self.url).message_body(text).message_attributes(FUNCTION, name))
    }

    /// Hides a received message for `wait` from now.
    pub async fn hide(&self, receipt: &str, wait: Duration) -> Result<(), QueueError> {
        let seconds = i32::try_from(wait.as_secs()).unwrap_or(i32::MAX).min(12 * 60 * 60);
        let hide = self.client.change_message_visibility().queue_url(&self.url).receipt_handle(receipt);
        let hidden = hide.visibility_timeout(seconds).send().await;
        hidden.map(|_| ()).map_err(|error| unavailable("ChangeMessageVisibility", error))
    }
}

fn body_of(due: &impl Message) -> Result<String, QueueError> {
    serde_json::to_string(due).map_err(QueueError::Unreadable)
}

fn entry(index: usize, due: &impl Message, delay: Duration) -> Result<SendMessageBatchRequestEntry, QueueError> {
    let entry = SendMessageBatchRequestEntry::builder().id(index.to_string()).message_body(body_of(due)?);
    let entry = entry.message_group_id(due.group()).delay_seconds(delay_seconds(delay));
    entry.build().map_err(|error| unavailable("SendMessageBatch", error))
}

fn delay_seconds(delay: Duration) -> i32 {
    i32::try_from(delay.min(MAX_DELAY).as_secs()).unwrap_or_default()
}

fn unavailable(operation: &'static str, error: impl Into<BoxError>) -> QueueError {
    QueueError::Unavailable { operation, source: error.into() }
}

/// How often a message was received. How often its appointment was tried is another thing: a throttled poller counts
/// too. What this does tell is whether a message is seen for the first time.
pub fn receive_count<S: std::hash::BuildHasher>(attributes: &HashMap<String, String, S>) -> u32 {
    attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_as_it_was_sent_and_another_is_refused() {
        let due = Due {
            store_id: "42".parse().unwrap(),
            appointment: "1001-3".parse().unwrap(),
            round: 1,
            again: false,
            requeued: 0,
        };
        let body = body_of(&due).unwrap();
        assert_eq!(body, r#"{"store":42,"appointment":"1001-3","round":1}"#);
        assert_eq!(Due::read(&body).unwrap(), due);
        assert_eq!(AnyDue::read(&body).unwrap(), AnyDue::Appointment(due));
        let due = DueNotice { store_id: "42".parse().ok(), notice: "incidents-1".into(), again: false };
        let body = body_of(&due).unwrap();
        assert_eq!(body, r#"{"store":42,"notice":"incidents-1"}"#);
        assert_eq!(DueNotice::read(&body).unwrap(), due);
        assert_eq!(AnyDue::read(&body).unwrap(), AnyDue::Notice(due));
        let due = DueNotice { store_id: None, notice: "link-1".into(), again: false };
        let body = body_of(&due).unwrap();
        assert_eq!((body.as_str(), due.group().as_str()), (r#"{"notice":"link-1"}"#, "people"));
        assert_eq!(AnyDue::read(&body).unwrap(), AnyDue::Notice(due));
        assert!(Due::read("{}").is_err() && AnyDue::read("{}").is_err());
    }

    #[test]
    fn a_delay_is_never_more_than_sqs_takes() {
        assert_eq!(delay_seconds(Duration::from_hours(2)), 900);
        assert_eq!(delay_seconds(Duration::from_millis(1_900)), 1);
    }

    #[test]
    fn a_parked_text_is_as_it_came_and_its_function_stands_beside_it() {
        let queue = Queue::new(&SdkConfig::builder().build(), "https://sqs.example.com/parked");
        let message = queue.parked("evaluate-rules", r#"{"bad":[2]}"#).unwrap();
        assert_eq!(message.get_queue_url().as_deref(), Some("https://sqs.example.com/parked"));
        assert_eq!(message.get_message_body().as_deref(), Some(r#"{"bad":[2]}"#));
        let attributes = message.get_message_attributes().as_ref().unwrap();
        let named = attributes.iter().map(|(name, value)| (name.as_str(), value.data_type(), value.string_value()));
        assert_eq!(named.collect::<Vec<_>>(), [("function", "String", Some("evaluate-rules"))]);
    }
}
