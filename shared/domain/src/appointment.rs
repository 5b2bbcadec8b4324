//! A queued job tied to an order.

mod job;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use job::Job;

use crate::{AppointmentId, Hold, StoreId, is_default};

/// How an order is put into a post (orderdesk-app 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PostFormat {
    /// The form field `order`.
    #[default]
    Form,
    /// The document is the body.
    Json,
}

/// Where a job is carried out: a queue, and the function that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Posts over HTTP: the queue `post`, read by `post-order-json`.
    Post,
    /// Mails: the queue `mail`, read by `send-mail`.
    Mail,
    /// Files of exports: the queue `files`, read by `deliver-file`.
    Files,
    /// Calls of carts: the queue `carts`, read by `call-cart`.
    Carts,
    /// Documents: the queue `documents`, read by `make-document`.
    Documents,
}

impl Lane {
    /// Every lane.
    pub const ALL: [Self; 5] = [Self::Post, Self::Mail, Self::Files, Self::Carts, Self::Documents];
}

impl PostFormat {
    /// Both forms.
    pub const ALL: [Self; 2] = [Self::Form, Self::Json];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Json => "json",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Form => "The form field `order`.",
            Self::Json => "The document is the body.",
        }
    }

    /// The form of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// How far an appointment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AppointmentStatus {
    /// Not tried yet.
    Pending,
    /// Tried, failed, and due again.
    Retrying,
    /// Accepted by the other side.
    Complete,
    /// Given up; only a person tries it again.
    Failed,
    /// Called off by a person.
    Canceled,
}

/// A text that is no status.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be one of pending, retrying, complete, failed, canceled")]
pub struct UnknownStatus;

impl AppointmentStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Retrying, Self::Complete, Self::Failed, Self::Canceled];

    /// Its name in the API and in keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Retrying => "retrying",
            Self::Complete => "complete",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Pending => "Not tried yet.",
            Self::Retrying => "Tried, failed, and due again.",
            Self::Complete => "Accepted by the other side.",
            Self::Failed => "Given up; only a person tries it again.",
            Self::Canceled => "Called off by a person.",
        }
    }

    /// Whether it is still to be tried.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Retrying)
    }
}

impl std::str::FromStr for AppointmentStatus {
    type Err = UnknownStatus;

    fn from_str(name: &str) -> Result<Self, UnknownStatus> {
        Self::ALL.into_iter().find(|status| status.name() == name).ok_or(UnknownStatus)
    }
}

/// A queued job tied to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Its id, the same on every attempt, by which a receiver recognizes a repetition.
    pub id: AppointmentId,
    /// The store it belongs to.
    pub store_id: StoreId,
    /// What is to be done.
    #[serde(flatten)]
    pub job: Job,
    /// Its status.
    pub status: AppointmentStatus,
    /// The name of the rule that made it; empty when none did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// Counts up with each retry by hand; attempts are limited per round.
    #[serde(default, skip_serializing_if = "is_default")]
    pub round: u32,
    /// Counts up when a repair queues it anew: messages of before are dropped.
    #[serde(default, skip_serializing_if = "is_default")]
    pub requeued: u32,
    /// Every attempt so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// The next attempt is not made before; `None` where none waits for its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// When it was made.
    pub date_added: Timestamp,
    /// When it was accepted, given up or called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_completed: Option<Timestamp>,
    /// Why it is given up; empty until that is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub failure: String,
    /// That an attempt was held back; of the last round in which one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Whether it is noted, for the mail to the store's admin, that it failed.
    #[serde(rename = "told", default, skip_serializing_if = "is_default")]
    pub is_failure_noted: bool,
}

impl Appointment {
    /// A new appointment, not tried yet. `rule` is the name of the rule that wants it; empty when none does.
    pub fn new(id: AppointmentId, store_id: StoreId, job: Job, rule: String, date_added: Timestamp) -> Self {
        Self {
            id,
            store_id,
            job,
            status: AppointmentStatus::Pending,
            rule,
            round: 0,
            requeued: 0,
            attempts: vec![],
            due_at: None,
            date_added,
            date_completed: None,
            failure: String::new(),
            hold: None,
            is_failure_noted: false,
        }
    }

    /// The appointment as a person tries it again: a new round, the same id.
    #[must_use]
    pub fn again(self) -> Self {
        Self {
            status: AppointmentStatus::Pending,
            round: self.round.saturating_add(1),
            requeued: 0,
            due_at: None,
            date_completed: None,
            failure: String::new(),
            is_failure_noted: false,
            ..self
        }
    }

    /// The appointment as a repair queues it anew, as its message was lost: the same round, the same id. What held an
    /// attempt back went with the message.
    #[must_use]
    pub fn requeued(self) -> Self {
        Self { requeued: self.requeued.saturating_add(1), hold: None, ..self }
    }

    /// How many attempts its present round has had: the truth, which SQS's receive count is not.
    pub fn attempts_in_round(&self) -> usize {
        self.attempts.iter().filter(|attempt| attempt.round == self.round).count()
    }

    /// Whether a message that was sent for this round, and since it was last queued anew, was tried.
    pub fn is_tried_as_queued(&self) -> bool {
        let is_of_it = |attempt: &Attempt| attempt.round == self.round && attempt.requeued == self.requeued;
        self.attempts.iter().any(is_of_it)
    }
}

/// One attempt at an appointment, and how the other side answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it began.
    pub at: Timestamp,
    /// The round it belongs to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub round: u32,
    /// How often a repair had queued the appointment anew by then.
    #[serde(default, skip_serializing_if = "is_default")]
    pub requeued: u32,
    /// The reply's status; none when there was no reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The first 2,000 characters of the reply, or what went wrong.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reply: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

/// Which appointments are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AppointmentFilter {
    /// Only of this status.
    pub status: Option<AppointmentStatus>,
    /// Only of this kind, one of [`Job::KINDS`].
    pub kind: Option<String>,
}

impl AppointmentFilter {
    /// Whether an appointment is looked for.
    pub fn admits(&self, appointment: &Appointment) -> bool {
        self.status.is_none_or(|status| status == appointment.status)
            && self.kind.as_ref().is_none_or(|kind| kind == appointment.job.kind())
    }

    /// Those of `appointments` that are looked for.
    pub fn of(&self, appointments: Vec<Appointment>) -> Vec<Appointment> {
        appointments.into_iter().filter(|appointment| self.admits(appointment)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a field of a job that has the name of one of the appointment's, which lies beside it in the row.
    #[test]
    fn an_appointment_of_each_kind_comes_back_from_its_row_as_it_was() {
        let text = || "x".to_owned();
        let jobs = [
            Job::PostOrderJson { url: text(), format: PostFormat::Json, include_history: true, headers: vec![] },
            Job::SubmitOrder { supplier: text(), url: text(), format: PostFormat::Json, headers: vec![] },
            Job::ShipNotify { url: text(), shipment_id: text() },
            Job::DeliverFile { export: 7, file: 1, name: text(), by: text(), to: text() },
            Job::PushShipment { connection: text(), cart_order: text(), shipment_id: text() },
            Job::SetCartStatus { connection: text(), cart_order: text(), cart_status: text() },
            Job::SendMail { template_id: text(), mail_to: text(), supplier: text(), shipment_id: text() },
            Job::MakeDocument { print_template_id: text() },
        ];
        assert_eq!(jobs.each_ref().map(Job::kind), Job::KINDS);
        for job in jobs {
            let (id, store_id) = ("1001-3".parse().unwrap(), "42".parse().unwrap());
            let appointment = Appointment::new(id, store_id, job, text(), Timestamp::UNIX_EPOCH);
            let row = serde_json::to_string(&appointment).unwrap();
            assert_eq!(serde_json::from_str::<Appointment>(&row).unwrap(), appointment, "{row}");
        }
    }
}
