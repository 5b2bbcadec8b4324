//! One queue: which messages there are, and who sees which of them when.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

/// How a queue was made.
#[derive(Debug, Clone)]
pub struct QueueSettings {
    /// For how long a message that was received is hidden from others.
    pub visibility: Duration,
    /// How often a message is received at most, and the name of the queue it goes to then.
    pub redrive: Option<(u32, String)>,
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self { visibility: Duration::from_secs(30), redrive: None }
    }
}

/// A message that lies in a queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its id.
    pub message_id: String,
    /// What was sent.
    pub body: String,
    /// Its group, if any.
    pub message_group_id: Option<String>,
    /// The attributes its sender gave it.
    pub message_attributes: Value,
    /// How often it was received.
    pub receive_count: u32,
    /// What its receiver names it by; another one with each receipt.
    pub receipt: String,
    /// When it was sent to the queue it was sent to first.
    pub sent_at: Timestamp,
    /// When a receiver gets it next.
    pub visible_at: Timestamp,
}

#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) settings: QueueSettings,
    messages: Vec<Message>,
}

/// What a receiver gets, and what moves on to the dead-letter queue because it was received too often.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) messages: Vec<Message>,
    pub(super) dead: Vec<Message>,
}

impl Queue {
    pub(super) fn new(settings: QueueSettings) -> Self {
        Self { settings, messages: vec![] }
    }

    pub(super) fn push(&mut self, message: Message) {
        self.messages.push(message);
    }

    /// At most `max` messages that are visible, oldest first, hidden from now on. `receipt` names each anew.
    pub(super) fn receive(&mut self, max: usize, now: Timestamp, mut receipt: impl FnMut() -> String) -> Received {
        let max_receives = self.settings.redrive.as_ref().map(|(max, _)| *max);
        let is_dead = |message: &Message| {
            message.visible_at <= now && max_receives.is_some_and(|max| message.receive_count >= max)
        };
        let dead = self.messages.extract_if(.., |message| is_dead(message)).collect();
        let visible = self.messages.iter_mut().filter(|message| message.visible_at <= now).take(max);
        let hidden_until = later(now, self.settings.visibility);
        let messages = visible.map(|message| {
            message.receive_count += 1;
            message.visible_at = hidden_until;
            message.receipt = receipt();
            message.clone()
        });
        Received { messages: messages.collect(), dead }
    }

    /// Removes the message of this receipt; one of an older receipt stays.
    pub(super) fn delete(&mut self, receipt: &str) {
        self.messages.retain(|message| message.receipt != receipt);
    }

    /// Hides a received message for `wait` from now; false when nobody holds it.
    pub(super) fn hide(&mut self, receipt: &str, wait: Duration, now: Timestamp) -> bool {
        let held = self.messages.iter_mut().find(|message| message.receipt == receipt && message.visible_at > now);
        let Some(message) = held else { return false };
        message.visible_at = later(now, wait);
        true
    }

    pub(super) fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub(super) fn take(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.messages)
    }
}

pub(super) fn later(now: Timestamp, by: Duration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}
