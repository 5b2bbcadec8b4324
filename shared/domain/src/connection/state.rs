//! How a connection is: what is being asked of its shop, how that went, and when it was last heard of.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{StoreId, is_default};

/// A connection has at most so many webhooks in its shop.
pub const MAX_SUBSCRIPTIONS: usize = 20;

/// So many tasks may wait for the one that is being done.
pub const MAX_WANTED_TASKS: usize = 5;

/// So many daily reconciliations are kept.
const MAX_RECONCILIATIONS: usize = 14;

/// So many orders that were missed are named.
const MAX_NAMED_MISSED: usize = 20;

/// An error that is kept is no longer.
const MAX_ERROR_LENGTH: usize = 500;

/// A step is put off so often in a row before its task has failed.
const MAX_WAITS: u32 = 8;

/// A shop that does not say when to come again is asked after so long, then after twice as long each time.
const FIRST_WAIT: Duration = Duration::from_secs(30);

/// A queue keeps a message back for so long at most.
const MAX_WAIT: Duration = Duration::from_mins(15);

/// So many tasks in a row may fail before the store's admin is mailed, where the next one may well go right.
const MAX_SILENT_FAILURES: u32 = 3;

/// A task that was begun so long ago and is not over has lost its message.
const MAX_OPEN_TASK: SignedDuration = SignedDuration::from_hours(2);

/// Polls reconcile what came with what the shop has so often.
const RECONCILED_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// Each of those goes back behind the end of the one before by so much.
const OVERLAP: SignedDuration = SignedDuration::from_hours(2);

/// Something that is to be done with a connection: what its shop is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum ConnectionTask {
    /// Whether it answers, and what it can do.
    Test,
    /// To send its webhooks here.
    Subscribe,
    /// For its orders.
    Poll(Poll),
    /// Nothing: what came while the connection was paused is taken.
    Release,
}

/// Asking a shop for its orders, page by page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// Why.
    pub reason: PollReason,
    /// Orders that changed at this moment or later.
    pub since: Timestamp,
    /// Whether orders come in again that were removed here, moved away or merged.
    #[serde(default, skip_serializing_if = "is_default")]
    pub again: bool,
    /// How far it is, in the words of the crate of carts; blank before the first page.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cursor: String,
    /// How many orders the shop had so far.
    #[serde(default, skip_serializing_if = "is_default")]
    pub found: u64,
    /// How many of them were not known here, where that was looked at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub missed: u64,
    /// The cart's ids of the first of those.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<String>,
}

/// Why a shop is asked for its orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PollReason {
    /// The connection's schedule says so.
    Schedule,
    /// Once a day the schedule's poll goes back to the day before, and counts what did not come by itself.
    Reconcile,
    /// A person wants it.
    Hand,
}

/// What a daily reconciliation found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// When.
    pub at: Timestamp,
    /// How many orders the shop had that changed since the one before.
    pub found: u64,
    /// How many of them were not known here.
    pub missed: u64,
    /// The cart's ids of the first of those.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<String>,
}

/// Which step of which task is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskStep {
    /// The number of the task.
    pub number: u64,
    /// How many steps of it were there before.
    pub step: u32,
}

/// A step that is due, of the task it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskDue {
    /// Which step.
    pub step: TaskStep,
    /// The task as far as it is.
    pub task: ConnectionTask,
}

/// How a connection is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectionState {
    /// The store.
    pub store_id: StoreId,
    /// The connection.
    pub connection_id: String,
    /// The number of its newest task; 0 before the first.
    pub number: u64,
    /// How many steps of that task are over.
    #[serde(skip_serializing_if = "is_default")]
    pub step: u32,
    /// The task that is not over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<ConnectionTask>,
    /// When that was begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begun_at: Option<Timestamp>,
    /// How often its step was put off.
    #[serde(skip_serializing_if = "is_default")]
    pub waits: u32,
    /// How long the step that is due is to wait, in seconds.
    #[serde(skip_serializing_if = "is_default")]
    pub wait_seconds: u64,
    /// The tasks that are for afterwards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wanted: Vec<ConnectionTask>,
    /// Where the schedule's next poll begins; blank before the first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cursor: String,
    /// When the shop last answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_answer_at: Option<Timestamp>,
    /// When a poll last came to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_poll_at: Option<Timestamp>,
    /// How many orders that found.
    #[serde(skip_serializing_if = "is_default")]
    pub last_poll_found: u64,
    /// When its last webhook came, to the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_webhook_at: Option<Timestamp>,
    /// What the last task failed at; blank where it did not.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub last_error: String,
    /// When that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_at: Option<Timestamp>,
    /// How many tasks in a row failed.
    #[serde(skip_serializing_if = "is_default")]
    pub failures: u32,
    /// Whether the store's admin was mailed of them.
    #[serde(skip_serializing_if = "is_default")]
    pub is_mailed: bool,
    /// Whether the shop refuses the keys: a person has to give others.
    #[serde(skip_serializing_if = "is_default")]
    pub is_refused: bool,
    /// The cart's ids of the webhooks that it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<String>,
    /// How the shop takes tracking numbers, in the words of the crate of carts; blank where that is not known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tracking_way: String,
    /// What the newest daily reconciliations found, the newest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reconciliations: Vec<Reconciliation>,
}

impl ConnectionTask {
    fn is_alike(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Test, Self::Test) | (Self::Subscribe, Self::Subscribe) | (Self::Release, Self::Release) => true,
            // Each of a person's is wanted for itself.
            (Self::Poll(poll), Self::Poll(other)) => {
                poll.reason != PollReason::Hand && other.reason != PollReason::Hand
            }
            _ => false,
        }
    }
}

impl Poll {
    /// A poll from `since` on.
    pub fn new(reason: PollReason, since: Timestamp, again: bool) -> Self {
        Self { reason, since, again, cursor: String::new(), found: 0, missed: 0, named: vec![] }
    }

    /// Counts an order of a page, which was known here, or not.
    pub fn count(&mut self, order_id: &str, is_missed: bool) {
        self.found = self.found.saturating_add(1);
        if is_missed {
            self.missed = self.missed.saturating_add(1);
            if self.named.len() < MAX_NAMED_MISSED {
                self.named.push(order_id.to_owned());
            }
        }
    }
}

impl ConnectionState {
    /// That of a connection of which nothing was asked yet.
    pub fn new(store_id: StoreId, connection_id: &str) -> Self {
        Self { store_id, connection_id: connection_id.to_owned(), ..Self::default() }
    }

    /// Has a task done: now, or behind those that are wanted already. False where there are too many of them; one that is
    /// wanted already is wanted once.
    pub fn want(&mut self, task: ConnectionTask, now: Timestamp) -> bool {
        self.drop_lost(now);
        let is_there = self.task.iter().chain(&self.wanted).any(|wanted| wanted.is_alike(&task));
        if is_there {
            return true;
        }
        if self.task.is_none() {
            self.begin(task, now);
            return true;
        }
        if self.wanted.len() >= MAX_WANTED_TASKS {
            return false;
        }
        self.wanted.push(task);
        true
    }

    fn begin(&mut self, task: ConnectionTask, now: Timestamp) {
        self.number = self.number.saturating_add(1);
        (self.step, self.waits, self.wait_seconds) = (0, 0, 0);
        self.task = Some(task);
        self.begun_at = Some(now);
    }

    /// A task whose message was lost is over: what is wanted goes on.
    fn drop_lost(&mut self, now: Timestamp) {
        let is_lost = self.begun_at.is_some_and(|at| now.duration_since(at) >= MAX_OPEN_TASK);
        if self.task.is_some() && is_lost {
            self.end(now);
        }
    }

    /// The step that is due; none where no task is.
    pub fn due(&self) -> Option<TaskDue> {
        let task = self.task.clone()?;
        Some(TaskDue { step: TaskStep { number: self.number, step: self.step }, task })
    }

    /// After how long the step that is due is to be done.
    pub fn wait(&self) -> Duration {
        Duration::from_secs(self.wait_seconds)
    }

    /// The task goes on with another step, as `task` says by now.
    pub fn go_on(&mut self, task: ConnectionTask, now: Timestamp) {
        self.step = self.step.saturating_add(1);
        (self.waits, self.wait_seconds) = (0, 0);
        self.task = Some(task);
        self.begun_at = Some(now);
        self.note_answer(now);
    }

    /// The step that is due comes again later, as the shop asks, or as nobody answered. False where that was so often that
    /// the task has failed.
    pub fn put_off(&mut self, after: Option<Duration>) -> bool {
        if self.waits >= MAX_WAITS {
            return false;
        }
        let own = FIRST_WAIT.saturating_mul(1 << self.waits.min(MAX_WAITS));
        self.wait_seconds = after.unwrap_or(own).clamp(Duration::from_secs(1), MAX_WAIT).as_secs();
        self.waits = self.waits.saturating_add(1);
        self.step = self.step.saturating_add(1);
        true
    }

    /// The task is over, and went right.
    pub fn succeed(&mut self, now: Timestamp) {
        (self.failures, self.is_mailed, self.is_refused) = (0, false, false);
        self.last_error.clear();
        self.last_error_at = None;
        self.note_answer(now);
        self.end(now);
    }

    /// The task is over, and went wrong. Whether the store's admin is to be mailed: once in a row of failures, at once where
    /// a person has to do something.
    pub fn fail(&mut self, now: Timestamp, why: &str, needs_person: bool) -> bool {
        self.failures = self.failures.saturating_add(1);
        self.note_error(now, why);
        self.is_refused |= needs_person;
        self.end(now);
        let is_mailed = !self.is_mailed && (needs_person || self.failures >= MAX_SILENT_FAILURES);
        self.is_mailed |= is_mailed;
        is_mailed
    }

    /// The shop refuses the keys, though no task asked for that. Whether the store's admin is to be mailed.
    pub fn refuse_keys(&mut self, now: Timestamp, why: &str) -> bool {
        self.note_error(now, why);
        let is_mailed = !self.is_mailed;
        (self.is_refused, self.is_mailed) = (true, true);
        is_mailed
    }

    /// Notes that something went wrong.
    pub fn note_error(&mut self, now: Timestamp, why: &str) {
        self.last_error = why.chars().take(MAX_ERROR_LENGTH).collect();
        self.last_error_at = Some(now);
    }

    fn note_answer(&mut self, now: Timestamp) {
        self.last_answer_at = Some(now);
    }

    fn end(&mut self, now: Timestamp) {
        (self.task, self.begun_at) = (None, None);
        (self.waits, self.wait_seconds) = (0, 0);
        if !self.wanted.is_empty() {
            let next = self.wanted.remove(0);
            self.begin(next, now);
        }
    }

    /// Notes what a poll found that came to its end, and where the schedule's next one begins.
    pub fn note_poll(&mut self, poll: &Poll, next: &str, now: Timestamp) {
        self.last_poll_at = Some(now);
        self.last_poll_found = poll.found;
        if poll.reason == PollReason::Hand {
            return;
        }
        next.clone_into(&mut self.cursor);
        if poll.reason == PollReason::Reconcile {
            let Poll { found, missed, ref named, .. } = *poll;
            self.reconciliations.push(Reconciliation { at: now, found, missed, named: named.clone() });
            let surplus = self.reconciliations.len().saturating_sub(MAX_RECONCILIATIONS);
            self.reconciliations.drain(..surplus);
        }
    }

    /// The poll that its schedule is for now: once a day one that goes back to the one of the day before and counts
    /// what was missed. `since` is from when on orders are taken at all.
    pub fn scheduled_poll(&self, since: Timestamp, now: Timestamp) -> Poll {
        // The first one counts: nothing was missed before it. A poll by hand is none: it looked at its own days alone.
        let Some(last) = self.reconciliations.last() else { return Poll::new(PollReason::Reconcile, since, false) };
        if now.duration_since(last.at) < RECONCILED_EVERY {
            let poll = Poll::new(PollReason::Schedule, since, false);
            return Poll { cursor: self.cursor.clone(), ..poll };
        }
        // From the last one on, however long ago it was: a store may have been closed meanwhile. They overlap, as
        // orders change while a poll goes from page to page.
        let back = last.at.checked_sub(OVERLAP).unwrap_or(since);
        Poll::new(PollReason::Reconcile, back.max(since), false)
    }
}

#[cfg(test)]
mod tests;
