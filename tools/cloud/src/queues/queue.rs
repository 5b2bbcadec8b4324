//! One queue: which messages there are, and who sees which of them when.

use std::collections::{BTreeMap, BTreeSet};
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

/// A queue with an order takes a message of one deduplication id once within this time.
const DEDUPLICATED_FOR: Duration = Duration::from_mins(5);

#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) settings: QueueSettings,
    messages: Vec<Message>,
    /// Whether messages of a group come one after another.
    has_order: bool,
    /// When a message of each deduplication id was taken.
    taken: BTreeMap<String, Timestamp>,
}

/// What a receiver gets, and what moves on to the dead-letter queue because it was received too often.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) messages: Vec<Message>,
    pub(super) dead: Vec<Message>,
}

impl Queue {
    pub(super) fn new(settings: QueueSettings, has_order: bool) -> Self {
        Self { settings, has_order, ..Self::default() }
    }

    /// Whether a message of this deduplication id was taken a moment ago; else it is from now on.
    pub(super) fn has_taken(&mut self, deduplication_id: Option<&str>, now: Timestamp) -> bool {
        let Some(id) = deduplication_id.filter(|_| self.has_order) else { return false };
        if self.taken.get(id).is_some_and(|at| now < later(*at, DEDUPLICATED_FOR)) {
            return true;
        }
        self.taken.insert(id.to_owned(), now);
        false
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
        // In a queue with an order, behind a message that somebody holds, or that waits, its group waits.
        let mut waiting: BTreeSet<Option<String>> = BTreeSet::new();
        let has_order = self.has_order;
        let is_next = move |message: &&mut Message| {
            let is_free = !has_order || !waiting.contains(&message.message_group_id);
            let is_visible = message.visible_at <= now;
            if has_order && !is_visible {
                waiting.insert(message.message_group_id.clone());
            }
            is_free && is_visible
        };
        let visible = self.messages.iter_mut().filter(is_next).take(max);
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
