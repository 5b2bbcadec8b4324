//! Connections: steps of their tasks that are due, and orders that arrive from their shops.

use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use domain::{Arrival, ConnectionState, StoreId, TaskStep, body_digest};
use serde::{Deserialize, Serialize};

use crate::{BATCH, Due, Message, Queue, QueueError, unavailable};

/// Messages are sent together up to so many bytes; SQS takes more.
const MAX_BATCH_BYTES: usize = 500_000;

/// What a message says: which step of a connection's task is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDue {
    /// The store.
    #[serde(rename = "store")]
    pub store_id: StoreId,
    /// The connection.
    pub connection: String,
    /// The number of the task.
    pub task: u64,
    /// How many steps of it there were before.
    pub step: u32,
}

impl StepDue {
    /// The step of a connection that is due; none where no task is.
    pub fn of(state: &ConnectionState) -> Option<Self> {
        let TaskStep { number, step } = state.due()?.step;
        Some(Self { store_id: state.store_id, connection: state.connection_id.clone(), task: number, step })
    }

    /// Which step.
    pub fn task_step(&self) -> TaskStep {
        TaskStep { number: self.task, step: self.step }
    }
}

impl Message for StepDue {
    fn group(&self) -> String {
        self.store_id.to_string()
    }
}

/// What a message of the lane `carts` says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum CartDue {
    /// An appointment is due.
    Appointment(Due),
    /// A step of a connection's task is.
    Step(StepDue),
}

impl CartDue {
    /// Reads a message.
    pub fn read(body: &str) -> Result<Self, QueueError> {
        serde_json::from_str(body).map_err(QueueError::Unreadable)
    }
}

/// An order that arrives, and by what a repetition of it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivalMessage {
    /// What arrives.
    pub arrival: Arrival,
    /// What a repetition of this very message has too. SQS takes one of them within five minutes; who handles it knows
    /// repetitions for ever.
    pub repetition: String,
}

impl ArrivalMessage {
    /// Reads the body of a message.
    pub fn read(body: &str) -> Result<Arrival, QueueError> {
        serde_json::from_str(body).map_err(QueueError::Unreadable)
    }

    fn body(&self) -> Result<String, QueueError> {
        serde_json::to_string(&self.arrival).map_err(QueueError::Unreadable)
    }

    /// Tells it from every other message, in letters that SQS takes.
    fn deduplication_id(&self) -> String {
        body_digest(&format!("{}\n{}", self.arrival.group(), self.repetition))
    }
}

impl Queue {
    /// Sends an arrival into a queue in which those of one order come one after another.
    pub async fn send_arrival(&self, message: &ArrivalMessage) -> Result<(), QueueError> {
        let request = self.client.send_message().queue_url(&self.url).message_body(message.body()?);
        let request = request.message_group_id(message.arrival.group());
        let taken = request.message_deduplication_id(message.deduplication_id()).send().await;
        taken.map(drop).map_err(|error| unavailable("SendMessage", error))
    }

    /// The same for many, ten to a request where they are small.
    pub async fn send_arrivals(&self, messages: &[ArrivalMessage]) -> Result<(), QueueError> {
        let (mut batch, mut bytes) = (vec![], 0_usize);
        for message in messages {
            let body = message.body()?;
            if batch.len() >= BATCH || bytes.saturating_add(body.len()) > MAX_BATCH_BYTES {
                self.send_entries(std::mem::take(&mut batch)).await?;
                bytes = 0;
            }
            bytes = bytes.saturating_add(body.len());
            let entry = SendMessageBatchRequestEntry::builder().id(batch.len().to_string()).message_body(body);
            let entry = entry.message_group_id(message.arrival.group());
            let entry = entry.message_deduplication_id(message.deduplication_id()).build();
            batch.push(entry.map_err(|error| unavailable("SendMessageBatch", error))?);
        }
        if batch.is_empty() { Ok(()) } else { self.send_entries(batch).await }
    }
}

#[cfg(test)]
mod tests {
    use domain::{ArrivalKind, BroughtBy, ConnectionTask, Payload};

    use super::*;

    #[test]
    fn a_message_of_the_lane_names_a_step_or_an_appointment() {
        let mut state = ConnectionState::new(StoreId::new(42).unwrap(), "7");
        assert_eq!(StepDue::of(&state), None);
        state.want(ConnectionTask::Test, "2026-11-29T09:00:00Z".parse().unwrap());
        let due = StepDue::of(&state).unwrap();
        let body = serde_json::to_string(&due).unwrap();
        assert_eq!(body, r#"{"store":42,"connection":"7","task":1,"step":0}"#);
        assert_eq!(CartDue::read(&body).unwrap(), CartDue::Step(due));
        let of_appointment = CartDue::read(r#"{"store":42,"appointment":"1001-3"}"#).unwrap();
        assert!(matches!(of_appointment, CartDue::Appointment(_)));
        assert!(CartDue::read("{}").is_err());
    }

    #[test]
    fn what_tells_two_arrivals_apart_is_the_order_and_what_a_repetition_has_too() {
        let message = |order: &str, repetition: &str| {
            let arrival = Arrival {
                store_id: StoreId::new(42).unwrap(),
                connection_id: "7".into(),
                order_id: order.into(),
                kind: ArrivalKind::Order,
                payload: Payload::InShop,
                by: BroughtBy::Webhook,
                at: "2026-11-29T09:00:00Z".parse().unwrap(),
                again: false,
            };
            ArrivalMessage { arrival, repetition: repetition.into() }
        };
        let id = message("1", "a").deduplication_id();
        assert_eq!(id, message("1", "a").deduplication_id());
        assert!(id != message("1", "b").deduplication_id() && id != message("2", "a").deduplication_id());
        let body = message("1", "a").body().unwrap();
        assert_eq!(ArrivalMessage::read(&body).unwrap(), message("1", "").arrival);
    }
}
