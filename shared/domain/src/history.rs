//! The history of an order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Appointment, AppointmentStatus};

/// Who rules and machines are in a history (orderdesk-app 1.8).
pub const AUTO: &str = "Auto";

/// One dated sentence on an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// When.
    pub date_added: Timestamp,
    /// By whom: `API`, `Auto`, a user.
    pub source_name: String,
    /// What happened.
    pub note: String,
}

impl HistoryLine {
    /// A sentence by [`AUTO`].
    pub fn auto(date_added: Timestamp, note: impl Into<String>) -> Self {
        Self { date_added, source_name: AUTO.to_owned(), note: note.into() }
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
        let note = format!("{title} ({}): attempt {} to {url} {outcome}", appointment.id, index + 1);
        HistoryLine::auto(attempt.at, note)
    });
    let mut lines: Vec<HistoryLine> = attempts.collect();
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
