//! The history of an order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::limits::{MAX_SHORT_TEXT_LENGTH, check_text_length};
use crate::{Appointment, AppointmentStatus, Problem};

/// A note that somebody adds to an order's history has at most so many characters; the reference advises 1,800.
pub const MAX_HISTORY_NOTE_LENGTH: usize = 2_000;

/// What a history calls rules and machines (orderdesk-app 1.8).
pub const AUTO: &str = "Auto";

/// One dated sentence on an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// When it was written.
    pub date_added: Timestamp,
    /// By whom: `API`, `Auto`, a user.
    pub source_name: String,
    /// The sentence.
    pub note: String,
}

impl HistoryLine {
    /// A sentence by [`AUTO`].
    pub fn auto(date_added: Timestamp, note: impl Into<String>) -> Self {
        Self { date_added, source_name: AUTO.to_owned(), note: note.into() }
    }
}

/// What somebody wants to have in an order's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHistoryNote {
    /// What it says.
    pub note: String,
    /// By whom.
    pub source_name: String,
}

impl NewHistoryNote {
    /// A note by `source_name`, or by `API` when that is blank; both are kept without the blanks around them.
    pub fn new(note: &str, source_name: &str) -> Self {
        let source_name = Some(source_name.trim()).filter(|name| !name.is_empty()).unwrap_or("API");
        Self { note: note.trim().to_owned(), source_name: source_name.to_owned() }
    }

    /// Everything that is wrong with it: a note that is blank or too long, a name that is too long.
    pub fn check(&self) -> Vec<Problem> {
        let missing = self.note.is_empty().then(|| Problem::new("note", "is needed"));
        let long = check_text_length("note", &self.note, MAX_HISTORY_NOTE_LENGTH);
        let name = check_text_length("source_name", &self.source_name, MAX_SHORT_TEXT_LENGTH);
        missing.into_iter().chain(long).chain(name).collect()
    }

    /// The line, as of now.
    pub fn line(&self, now: Timestamp) -> HistoryLine {
        HistoryLine { date_added: now, source_name: self.source_name.clone(), note: self.note.clone() }
    }
}

/// What an appointment has to tell in its order's history. It is told from the appointment's own row, so that an
/// attempt costs one write, not two.
pub fn lines_of(appointment: &Appointment) -> Vec<HistoryLine> {
    let (title, url) = (appointment.job.title(), appointment.job.url());
    let attempts = appointment.attempts.iter().enumerate().map(|(index, attempt)| {
        let outcome = match attempt.status {
            Some(status) => format!("answered {status}"),
            None => attempt.reply.clone(),
        };
        // What is told to a cart goes to the connection, not to one address.
        let told = if url.is_empty() { format!(": {outcome}") } else { format!(" to {url} {outcome}") };
        let note = format!("{title} ({}): attempt {}{told}", appointment.id, index + 1);
        HistoryLine::auto(attempt.at, note)
    });
    let mut lines: Vec<HistoryLine> = attempts.collect();
    if let Some(hold) = &appointment.hold {
        let since = crate::time::text(hold.since);
        let note = format!("{title} ({}): waits since {since}: {}", appointment.id, hold.why);
        let place = lines.partition_point(|line| line.date_added < hold.since);
        lines.insert(place, HistoryLine::auto(hold.since, note));
    }
    let outcome = match appointment.status {
        AppointmentStatus::Pending | AppointmentStatus::Retrying => return lines,
        AppointmentStatus::Complete => "complete".to_owned(),
        AppointmentStatus::Failed => format!("failed: {}", appointment.failure),
        AppointmentStatus::Canceled => "canceled".to_owned(),
    };
    let at = appointment.date_completed.unwrap_or(appointment.date_added);
    lines.push(HistoryLine::auto(at, format!("{title} ({}): {outcome}", appointment.id)));
    lines
}
