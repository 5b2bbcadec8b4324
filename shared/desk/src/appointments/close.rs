//! Closing an appointment that has failed for good, or that SQS gave up too early.

use std::time::Duration;

use domain::{Appointment, AppointmentStatus, Clock, RetrySchedule};
use mail::{Mail, MailError, Mailer};
use queue::{Due, Queue, QueueError};
use table::{Outcome, TableError};

use crate::Desk;

/// What closing an appointment works with.
pub struct Closing {
    /// The table.
    pub desk: Desk,
    /// The queue of the lane `post`, where what was given up too early goes back to.
    pub post: Queue,
    /// Mails the store's admin.
    pub mailer: Mailer,
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
    /// The admin could not be mailed.
    #[error("telling the admin")]
    Mail(#[from] MailError),
    /// Somebody else changed the appointment.
    #[error("the appointment changed meanwhile")]
    Changed,
}

fn table(doing: &'static str) -> impl Fn(TableError) -> CloseError {
    move |source| CloseError::Table { doing, source }
}

/// Marks an appointment as failed for good and tells the store's admin; or, when SQS gave up too early, puts it back into
/// its lane. Done twice it changes nothing: the row says what is done already.
pub async fn close(closing: &Closing, due: &Due) -> Result<(), CloseError> {
    let found = closing.desk.table.appointment(due.store_id, due.appointment).await;
    let found = found.map_err(table("reading the appointment"))?;
    let Some((appointment, version)) = found.filter(|(appointment, _)| appointment.round == due.round) else {
        tracing::warn!("nothing to close: it is gone, or was tried again by hand");
        return Ok(());
    };
    match appointment.status {
        AppointmentStatus::Complete | AppointmentStatus::Canceled => Ok(()),
        AppointmentStatus::Failed => tell(closing, appointment, version).await,
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
    let lane = match appointment.job.lane() {
        domain::Lane::Post => &closing.post,
    };
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
        Outcome::Done(()) => tell(closing, appointment, version.saturating_add(1)).await,
        Outcome::Stale | Outcome::Missing => Err(CloseError::Changed),
    }
}

/// Mails the admin, once: a crash between the mail and the note of it costs a second mail, never the first.
async fn tell(closing: &Closing, mut appointment: Appointment, version: u64) -> Result<(), CloseError> {
    if appointment.is_admin_mailed {
        return Ok(());
    }
    let store = closing.desk.table.store(appointment.store_id).await.map_err(table("reading the store"))?;
    let Some(store) = store.filter(|store| !store.settings.admin_email.is_empty()) else {
        tracing::warn!("nobody to tell: the store has no admin_email");
        return Ok(());
    };
    match closing.mailer.send(&mail_of(&appointment, &store.name, store.settings.admin_email.clone())).await {
        Ok(()) => {}
        // A person mends that, and a mail sent again and again does not: it is told here, and once.
        Err(MailError::Refused(why)) => tracing::error!("the mail to the admin was refused: {why}"),
        Err(error) => return Err(error.into()),
    }
    appointment.is_admin_mailed = true;
    let noted = closing.desk.table.change_appointment(&appointment, version).await;
    // Changed meanwhile: then the note is missing, and a message that comes again mails once more.
    let _ = noted.map_err(table("noting that the admin was told"))?;
    Ok(())
}

fn mail_of(appointment: &Appointment, store: &str, to: String) -> Mail {
    let last = appointment.attempts.last();
    let status = last.and_then(|attempt| attempt.status).map_or("no reply".to_owned(), |status| status.to_string());
    let reply = last.map(|attempt| attempt.reply.as_str()).unwrap_or_default();
    let lines = [
        format!(
            "{} of order {} in {store} failed for good: {}.",
            appointment.job.title(),
            appointment.id.order,
            appointment.failure
        ),
        String::new(),
        format!("Address:      {}", appointment.job.url()),
        format!("Appointment:  {}", appointment.id),
        format!("Rule:         {}", if appointment.rule.is_empty() { "none" } else { &appointment.rule }),
        format!("Attempts:     {}", appointment.attempts.len()),
        format!("Last reply:   {status}"),
        String::new(),
        reply.to_owned(),
        String::new(),
        format!("When the other side is well again, try it again: POST /v1/appointments/{}/retry", appointment.id),
    ];
    let subject = format!("[{store}] {} failed: order {}", appointment.job.title(), appointment.id.order);
    Mail { to, subject, text: lines.join("\n") }
}
