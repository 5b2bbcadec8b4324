//! Closing one appointment.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use aws_lambda_events::sqs::SqsMessage;
use domain::{Appointment, AppointmentStatus};
use mail::{Mail, MailError};
use queue::Due;

use crate::app::App;

/// Handles a message of the dead-letter queue. Done twice it changes nothing: the row says what is done already.
pub(crate) async fn close(app: &App, message: &SqsMessage) -> Result<()> {
    let due = Due::read(message.body.as_deref().unwrap_or_default()).context("reading a message")?;
    let found = app.table.appointment(due.store, due.appointment).await.context("reading the appointment")?;
    let Some((appointment, version)) = found.filter(|(appointment, _)| appointment.round == due.round) else {
        tracing::warn!(appointment = %due.appointment, "nothing to close: it is gone, or was tried again by hand");
        return Ok(());
    };
    match appointment.status {
        AppointmentStatus::Complete | AppointmentStatus::Canceled => Ok(()),
        AppointmentStatus::Failed => tell(app, appointment, version).await,
        _ if has_attempts_left(app, &appointment) => put_back(app, due, &appointment).await,
        _ => fail(app, appointment, version).await,
    }
}

/// The receive count of SQS ran ahead of the attempts: a throttled poller, a crash. What was given up too early goes on.
fn has_attempts_left(app: &App, appointment: &Appointment) -> bool {
    appointment.failure.is_empty() && appointment.attempts_in_round() < app.schedule.max_attempts()
}

async fn put_back(app: &App, due: Due, appointment: &Appointment) -> Result<()> {
    let wait = appointment.due_at.map(|due_at| due_at.duration_since(app.clock.now()));
    let wait = wait.and_then(|wait| Duration::try_from(wait).ok()).unwrap_or_default();
    app.posts.send(&Due { again: true, ..due }, wait).await.context("putting a message back")
}

async fn fail(app: &App, mut appointment: Appointment, version: u64) -> Result<()> {
    appointment.status = AppointmentStatus::Failed;
    appointment.date_completed = Some(app.clock.now());
    appointment.due_at = None;
    if appointment.failure.is_empty() {
        appointment.failure = format!("{} attempts failed", appointment.attempts_in_round());
    }
    if !app.table.change_appointment(&appointment, version).await.context("closing the appointment")?.is_done() {
        bail!("the appointment changed meanwhile");
    }
    tell(app, appointment, version.saturating_add(1)).await
}

/// Mails the admin, once: a crash between the mail and the note of it costs a second mail, never the first.
async fn tell(app: &App, mut appointment: Appointment, version: u64) -> Result<()> {
    if appointment.told {
        return Ok(());
    }
    let store = app.table.store(appointment.store_id).await.context("reading the store")?;
    let Some(store) = store.filter(|store| !store.settings.admin_email.is_empty()) else {
        tracing::warn!(appointment = %appointment.id, "nobody to tell: the store has no admin_email");
        return Ok(());
    };
    match app.mailer.send(&mail_of(&appointment, &store.name, store.settings.admin_email.clone())).await {
        Ok(()) => {}
        // A person mends that, and a mail sent again and again does not: it is told here, and once.
        Err(error @ MailError::Refused(_)) => {
            tracing::error!(appointment = %appointment.id, "{:#}", anyhow::Error::new(error));
        }
        Err(error) => return Err(error).context("telling the admin"),
    }
    appointment.told = true;
    app.table.change_appointment(&appointment, version).await.context("noting that the admin was told").map(drop)
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
