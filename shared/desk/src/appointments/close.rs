//! Closing an appointment that has failed for good, or that SQS gave up too early.

use std::time::Duration;

use domain::{Appointment, AppointmentStatus, Clock, Incident, Lane, RetrySchedule};
use queue::{Due, Queue, QueueError};
use table::{Outcome, TableError};

use crate::{Desk, incidents};

/// What closing an appointment works with.
pub struct Closing {
    /// The table.
    pub desk: Desk,
    /// The queue of the lane `post`, where what was given up too early goes back to.
    pub post: Queue,
    /// The queue of the lane `mail`.
    pub mail: Queue,
    /// The queue of the lane `files`, likewise.
    pub files: Queue,
    /// The queue of the lane `carts`, likewise.
    pub carts: Queue,
    /// The queue of the lane `documents`, likewise.
    pub documents: Queue,
    /// How many attempts there are.
    pub schedule: RetrySchedule,
    /// Tells the time.
    pub clock: Clock,
}

/// Why a message of the dead-letter queue could not be handled. It comes again.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// The table failed.
    #[error("the table failed while {doing}")]
    Table {
        /// What was being done.
        doing: &'static str,
        /// The table's error.
        #[source]
        source: TableError,
    },
    /// The lane's queue failed.
    #[error("putting a message back")]
    Queue(#[from] QueueError),
    /// Somebody else changed the appointment, or the notice.
    #[error("it changed meanwhile")]
    Changed,
}

pub(crate) fn table(doing: &'static str) -> impl Fn(TableError) -> CloseError {
    move |source| CloseError::Table { doing, source }
}

impl Closing {
    pub(crate) fn queue(&self, lane: Lane) -> &Queue {
        match lane {
            Lane::Post => &self.post,
            Lane::Mail => &self.mail,
            Lane::Files => &self.files,
            Lane::Carts => &self.carts,
            Lane::Documents => &self.documents,
        }
    }
}

/// Marks an appointment as failed for good and notes that for the mail to the store's admin; or, when SQS gave up too
/// early, puts it back into its lane. Done twice it changes nothing: the row says what is done already.
pub async fn close(closing: &Closing, due: &Due) -> Result<(), CloseError> {
    let found = closing.desk.table.appointment(due.store_id, due.appointment).await;
    let found = found.map_err(table("reading the appointment"))?;
    let Some((appointment, version)) = found.filter(|(appointment, _)| appointment.round == due.round) else {
        tracing::warn!("nothing to close: it is gone, or was tried again by hand");
        return Ok(());
    };
    match appointment.status {
        AppointmentStatus::Complete | AppointmentStatus::Canceled => Ok(()),
        AppointmentStatus::Failed => note(closing, appointment, version).await,
        _ if has_attempts_left(closing, &appointment) => put_back(closing, due, &appointment).await,
        _ => fail(closing, appointment, version).await,
    }
}

/// The receive count of SQS ran ahead of the attempts: a throttled poller, a crash. What was given up too early goes on.
fn has_attempts_left(closing: &Closing, appointment: &Appointment) -> bool {
    appointment.failure.is_empty() && appointment.attempts_in_round() < closing.schedule.max_attempts()
}

async fn put_back(closing: &Closing, due: &Due, appointment: &Appointment) -> Result<(), CloseError> {
    let wait = appointment.due_at.map(|due_at| due_at.duration_since(closing.clock.now()));
    let wait = wait.and_then(|wait| Duration::try_from(wait).ok()).unwrap_or_default();
    let lane = closing.queue(appointment.job.lane());
    Ok(lane.send(&Due { again: true, ..due.clone() }, wait).await?)
}

async fn fail(closing: &Closing, mut appointment: Appointment, version: u64) -> Result<(), CloseError> {
    appointment.status = AppointmentStatus::Failed;
    appointment.date_completed = Some(closing.clock.now());
    appointment.due_at = None;
    if appointment.failure.is_empty() {
        appointment.failure = format!("{} attempts failed", appointment.attempts_in_round());
    }
    let recorded = closing.desk.table.change_appointment(&appointment, version).await;
    match recorded.map_err(table("closing the appointment"))? {
        Outcome::Done(()) => note(closing, appointment, version.saturating_add(1)).await,
        Outcome::Stale | Outcome::Missing => Err(CloseError::Changed),
    }
}

/// Notes the failure among the incidents of the store, once: a crash between that and the note of it here notes it
/// again, which within a quarter hour changes nothing, and is never left out.
async fn note(closing: &Closing, mut appointment: Appointment, version: u64) -> Result<(), CloseError> {
    if appointment.is_failure_noted {
        return Ok(());
    }
    let incident = Incident::appointment_failed(&appointment);
    let noted = incidents::note(&closing.desk, appointment.store_id, &incident, &closing.clock).await;
    noted.map_err(table("noting the failure for the admin"))?;
    appointment.is_failure_noted = true;
    let noted = closing.desk.table.change_appointment(&appointment, version).await;
    // Changed meanwhile: then a message that comes again notes it once more.
    let _ = noted.map_err(table("noting that the failure is noted"))?;
    Ok(())
}
