//! One message: read what is due, post it, write down what came of it.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use aws_lambda_events::sqs::SqsMessage;
use delivery::{Exchange, NextStep, Outcome, Post, next_step};
use domain::{Appointment, AppointmentStatus, Attempt, Job, PostFormat};
use jiff::Timestamp;
use queue::{Due, receive_count};
use table::{Found, OrderRow, Recorded, TableError};
use wire::orders::OrderView;
use wire::shipments::{NotifyView, ShipmentView};

use crate::app::{App, Sender};
use crate::next::{Next, next};

/// How often a reply is written against other changes of the same appointment.
const TRIES: u32 = 5;

/// What all messages of a batch are about, in one request; when it fails, each of them waits.
pub(crate) async fn find_due(app: &App, messages: &[SqsMessage]) -> Result<Found, TableError> {
    let due = messages.iter().filter_map(|message| Due::read(message.body.as_deref()?).ok());
    let due: Vec<_> = due.map(|due| (due.store, due.appointment)).collect();
    app.table.find_due(&due).await
}

/// Handles one message. `Ok` lets SQS forget it, an error keeps it until its time.
pub(crate) async fn post(app: &App, found: &Result<Found, TableError>, message: &SqsMessage) -> Result<()> {
    let due = Due::read(message.body.as_deref().unwrap_or_default()).context("reading a message")?;
    let found = found.as_ref().map_err(|error| anyhow!("reading what is due: {error}"))?;
    let Some((appointment, version)) = found.appointment(due.store, due.appointment)? else {
        tracing::warn!(appointment = %due.appointment, "dropped: there is no such appointment");
        return Ok(());
    };
    let row = found.order(due.store, due.appointment.order)?;
    let receipt = message.receipt_handle.as_deref().unwrap_or_default();
    match next(&appointment, &due, receive_count(&message.attributes), runtime::now()) {
        Next::Drop(why) => {
            tracing::info!(appointment = %appointment.id, "dropped: {why}");
            Ok(())
        }
        Next::Close => give_up(app, &due).await,
        Next::Wait(wait) => keep(app, receipt, wait).await,
        Next::Post => Box::pin(attempt(app, &due, appointment, version, row, receipt)).await,
    }
}

/// Posts once and records it. A crash in between brings the message back, and the receiver sees the same appointment
/// id again.
async fn attempt(
    app: &App,
    due: &Due,
    appointment: Appointment,
    version: u64,
    row: Option<OrderRow>,
    receipt: &str,
) -> Result<()> {
    let Some(row) = row else { return end(app, due, appointment, version, "the order is gone").await };
    let Some(sender) = app.sender(due.store).await? else {
        return end(app, due, appointment, version, "the store is gone").await;
    };
    let Some(body) = body_of(app, &appointment, &row).await? else {
        return end(app, due, appointment, version, "the shipment is gone").await;
    };
    let at = runtime::now();
    let post = post_of(&appointment, &sender, &body, at)?;
    let exchange = app.poster.post(&post).await;
    let made = appointment.attempts_in_round().saturating_add(1);
    let step = next_step(&app.schedule, made, &exchange.outcome, fastrand::u32(..), runtime::now());
    record(app, appointment, version, &exchange, step, at).await?;
    match step {
        NextStep::Done => Ok(()),
        NextStep::Again(wait) => keep(app, receipt, wait).await,
        NextStep::GiveUp(_) => give_up(app, due).await,
    }
}

/// The message comes back after `wait`.
async fn keep(app: &App, receipt: &str, wait: Duration) -> Result<()> {
    app.posts.hide(receipt, wait).await.context("hiding a message until it is due")?;
    bail!("due again in {} s", wait.as_secs())
}

/// The message goes on to who closes appointments.
async fn give_up(app: &App, due: &Due) -> Result<()> {
    app.dead.send(due, Duration::ZERO).await.context("handing on what has failed")
}

/// Fails an appointment that can't be posted at all.
async fn end(app: &App, due: &Due, mut appointment: Appointment, version: u64, why: &str) -> Result<()> {
    why.clone_into(&mut appointment.failure);
    match app.table.change_appointment(&appointment, version).await.context("recording why nothing was posted")? {
        Recorded::Done => give_up(app, due).await,
        Recorded::Stale => bail!("the appointment changed meanwhile"),
    }
}

/// The document to post; nothing when the shipment it is about is gone.
async fn body_of(app: &App, appointment: &Appointment, row: &OrderRow) -> Result<Option<String>> {
    let (order, store_id) = (&row.order, row.store_id);
    match &appointment.job {
        Job::PostOrderJson { include_history, .. } => {
            let history = if *include_history { Some(app.table.history(row).await?) } else { None };
            let view = OrderView::new(order, store_id);
            let view = match &history {
                Some(history) => view.with_history(history),
                None => view,
            };
            Ok(Some(serde_json::to_string(&view).context("writing the order")?))
        }
        Job::ShipNotify { shipment_id, .. } => {
            let found = order.order_shipments.iter().find(|shipment| shipment.id == *shipment_id);
            let Some(shipment) = found else { return Ok(None) };
            let view = NotifyView {
                shipment: ShipmentView::new(shipment, order.id, store_id),
                order: OrderView::new(order, store_id),
            };
            Ok(Some(serde_json::to_string(&view).context("writing the shipment")?))
        }
    }
}

fn post_of(appointment: &Appointment, sender: &Sender, document: &str, at: Timestamp) -> Result<Post> {
    let form = matches!(appointment.job, Job::PostOrderJson { format: PostFormat::Form, .. });
    let signing = delivery::Signing {
        store_id: &appointment.store_id.to_string(),
        api_key: &sender.api_key,
        webhook_secret: &sender.webhook_secret,
        appointment_id: &appointment.id.to_string(),
        timestamp_seconds: at.as_second(),
    };
    let post = delivery::build(appointment.job.url(), document, form, &signing).context("building the post")?;
    Ok(Post { allow_http: sender.allow_http, ..post })
}

/// Writes the attempt into the appointment, also when somebody changed it meanwhile.
async fn record(
    app: &App,
    mut appointment: Appointment,
    mut version: u64,
    exchange: &Exchange,
    step: NextStep,
    at: Timestamp,
) -> Result<()> {
    let round = appointment.round;
    for _ in 0..TRIES {
        note(&mut appointment, round, exchange, step, at);
        if app.table.change_appointment(&appointment, version).await.context("recording an attempt")? == Recorded::Done
        {
            return Ok(());
        }
        let found = app.table.appointment(appointment.store_id, appointment.id).await.context("reading it again")?;
        let Some(found) = found else { return Ok(()) };
        (appointment, version) = found;
    }
    bail!("the appointment changed under every try to record the attempt")
}

fn note(appointment: &mut Appointment, round: u32, exchange: &Exchange, step: NextStep, at: Timestamp) {
    let (status, reply) = match &exchange.outcome {
        Outcome::Replied(reply) => (Some(reply.status), reply.text.clone()),
        other => (None, other.to_string()),
    };
    let duration_ms = u64::try_from(exchange.took.as_millis()).unwrap_or(u64::MAX);
    appointment.attempts.push(Attempt { at, round, status, reply, duration_ms });
    // Called off while it was under way, or tried again by hand since: so it stays, and the attempt is told.
    if !appointment.status.is_open() || appointment.round != round {
        return;
    }
    let now = runtime::now();
    match step {
        NextStep::Done => {
            appointment.status = AppointmentStatus::Complete;
            appointment.date_completed = Some(now);
            appointment.due_at = None;
        }
        NextStep::Again(wait) => {
            appointment.status = AppointmentStatus::Retrying;
            appointment.due_at = now.checked_add(wait).ok();
        }
        NextStep::GiveUp(why) => {
            appointment.status = AppointmentStatus::Retrying;
            appointment.due_at = None;
            appointment.failure = why.to_string();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_of_an_earlier_round_is_told_and_leaves_the_present_one_alone() {
        let job = Job::ShipNotify { url: "https://a.example".into(), shipment_id: "1".into() };
        let at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let mut appointment = Appointment {
            id: "1001-3".parse().unwrap(),
            store_id: "42".parse().unwrap(),
            job,
            status: AppointmentStatus::Pending,
            rule: String::new(),
            round: 1,
            attempts: vec![],
            due_at: None,
            date_added: at,
            date_completed: None,
            failure: String::new(),
            told: false,
        };
        let exchange = Exchange { outcome: Outcome::TimedOut, took: Duration::from_secs(30) };
        note(&mut appointment, 0, &exchange, NextStep::Again(Duration::from_secs(10)), at);
        assert_eq!((appointment.status, appointment.due_at), (AppointmentStatus::Pending, None));
        assert_eq!((appointment.attempts.len(), appointment.attempts_in_round()), (1, 0));
    }
}
