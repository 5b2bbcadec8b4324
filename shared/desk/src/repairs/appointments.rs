//! Appointments that are open and wait for nobody.

use domain::Appointment;
use jiff::Timestamp;
use table::Outcome;

use super::work::{LOST_AFTER, Patience, Repairs};
use crate::DeskError;

impl Repairs {
    /// Queues an open appointment anew that is due for so long that its message is lost; what that was.
    ///
    /// The message may as well stand in a long queue, so the row counts up how often it was queued anew, and a message of
    /// before is dropped when it comes: one is left, and no attempt is made twice.
    pub(super) async fn look_at_appointment(
        &self,
        appointment: Appointment,
        version: u64,
        patience: Patience,
    ) -> Result<Vec<String>, DeskError> {
        let Some(since) = waits_since(&appointment).filter(|since| patience.is_over(*since, LOST_AFTER)) else {
            return Ok(vec![]);
        };
        let what = format!("the appointment {} was due for {} and not tried", appointment.id, patience.since(since));
        match self.desk.table.queue_appointment(&appointment.requeued(), version).await? {
            Outcome::Done(()) => Ok(vec![what]),
            // Somebody goes on with it.
            Outcome::Stale | Outcome::Missing => Ok(vec![]),
        }
    }
}

/// Since when an open appointment waits to be tried or closed.
fn waits_since(appointment: &Appointment) -> Option<Timestamp> {
    if !appointment.status.is_open() {
        return None;
    }
    let tried = appointment.attempts.iter().map(|attempt| attempt.at).max();
    Some(appointment.due_at.or(tried).unwrap_or(appointment.date_added))
}

#[cfg(test)]
mod tests {
    use domain::{AppointmentStatus, Job};

    use super::*;

    #[test]
    fn an_open_appointment_waits_since_it_was_made_tried_or_due() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let job = Job::ShipNotify { url: "https://a.example".into(), shipment_id: "1".into() };
        let made = at("2026-11-22T10:00:00Z");
        let id = "1001-3".parse().unwrap();
        let mut appointment = Appointment::new(id, "42".parse().unwrap(), job, String::new(), made);
        assert_eq!(waits_since(&appointment), Some(made));
        let attempt =
            |at| domain::Attempt { at, round: 0, requeued: 0, status: None, reply: String::new(), duration_ms: 1 };
        appointment.attempts.push(attempt(at("2026-11-22T11:00:00Z")));
        assert_eq!(waits_since(&appointment), Some(at("2026-11-22T11:00:00Z")), "given up, and not closed");
        appointment.due_at = Some(at("2026-11-22T12:00:00Z"));
        assert_eq!(waits_since(&appointment), appointment.due_at);
        appointment.status = AppointmentStatus::Complete;
        assert_eq!(waits_since(&appointment), None);
    }
}
