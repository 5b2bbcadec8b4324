//! One attempt at an appointment, whatever its lane: what is due, how it went, what follows.

use std::borrow::Cow;
use std::error::Error;
use std::time::Duration;

use domain::{Appointment, AppointmentStatus, Attempt, Clock, NextStep, RetrySchedule, Verdict, next_step};
use jiff::{SignedDuration, Timestamp};
use queue::{Due, Queue, QueueError};
use table::{FoundAppointments, OrderRow, Outcome, TableError};

use super::next::{Next, next};
use crate::Desk;

/// Makes the attempts of one lane: the only part of the engine that differs between lanes.
pub trait Courier {
    /// Why an attempt could not even be begun, such as a secret that does not open. It comes again.
    type Error: Error + Send + Sync + 'static;

    /// Whether an attempt at `appointment` may be made now. One that is held back comes again later, and was none.
    fn turn(&self, appointment: &Appointment, at: Timestamp) -> impl Future<Output = Result<Turn, Self::Error>>;

    /// Makes one attempt at `appointment` of the order in `row`, which is there where the job needs it. The other side's
    /// "no" is a verdict, not an error. Whoever is called is told the appointment's id, which is the same on every attempt.
    fn attempt(
        &self,
        appointment: &Appointment,
        row: Option<&OrderRow>,
        at: Timestamp,
    ) -> impl Future<Output = Result<Attempted, Self::Error>>;
}

/// Whether an attempt may be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Now.
    Now,
    /// Later.
    Later(Later),
}

/// How long an attempt is held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// Not before this is over.
    pub wait: SignedDuration,
    /// But when this is over.
    pub at_most: Duration,
    /// Why.
    pub why: String,
}

/// What a courier answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempted {
    /// An attempt was made.
    Made(Report),
    /// No attempt can ever be made, for this reason: the appointment fails at once.
    Impossible(Cow<'static, str>),
    /// None could be made yet, and none was.
    NotYet(Later),
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The status the other side answered with; `None` when it did not answer.
    pub status: Option<u16>,
    /// What it answered, or what went wrong.
    pub reply: String,
    /// From its beginning to the end of the answer.
    pub took: Duration,
    /// What it means for the appointment.
    pub verdict: Verdict,
}

/// Why a message could not be handled. It comes again.
#[derive(Debug, thiserror::Error)]
pub enum AttemptError {
    /// The table failed, or what is due could not be read.
    #[error("the table failed while {doing}")]
    Table {
        /// What was being done.
        doing: &'static str,
        /// The table's error.
        #[source]
        source: TableError,
    },
    /// What the whole batch is about could not be read in its one request; what that said.
    #[error("reading what is due: {0}")]
    BatchUnread(String),
    /// A queue failed.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The courier could not begin.
    #[error("the attempt could not be begun")]
    Courier(#[source] Box<dyn Error + Send + Sync>),
    /// Somebody changed the appointment under every try to write into it.
    #[error("the appointment changed meanwhile")]
    Changed,
}

fn table(doing: &'static str) -> impl Fn(TableError) -> AttemptError {
    move |source| AttemptError::Table { doing, source }
}

/// What is to become of a message that was handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// It leaves its queue.
    Done,
    /// It stays in its queue, hidden until the appointment is due again.
    DueAgain(Duration),
}

/// How a message came.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// The receipt SQS gave with it, by which it is hidden again.
    pub receipt: &'a str,
    /// How many times it was received, this time included (SQS's `ApproximateReceiveCount`).
    pub receives: u32,
}

/// The engine of a lane: its courier, its queues, its waits.
pub struct Engine<C> {
    /// The table, and the chance that ids and waits are made of.
    pub desk: Desk,
    /// The lane's queue.
    pub queue: Queue,
    /// Where what has failed for good goes, whatever its lane.
    pub dead: Queue,
    /// The waits between attempts.
    pub schedule: RetrySchedule,
    /// Tells the time.
    pub clock: Clock,
    /// Makes the attempts.
    pub courier: C,
}

impl<C: Courier> Engine<C> {
    /// What all messages of a batch are about, in one request.
    pub async fn find_due(&self, due: &[Due]) -> Result<FoundAppointments, TableError> {
        let ids: Vec<_> = due.iter().map(|due| (due.store_id, due.appointment)).collect();
        self.desk.table.find_due(&ids).await
    }

    /// Handles one message: makes an attempt, unless the row says that there is nothing to do, or that it is too early.
    ///
    /// A crash between the attempt and its record brings the message back, and the other side sees the same appointment
    /// id again.
    pub async fn handle(
        &self,
        found: &Result<FoundAppointments, TableError>,
        due: &Due,
        delivery: Delivery<'_>,
    ) -> Result<Handled, AttemptError> {
        let found = found.as_ref().map_err(|error| AttemptError::BatchUnread(error.to_string()))?;
        let read = found.appointment(due.store_id, due.appointment).map_err(table("reading the appointment"))?;
        let Some((appointment, version)) = read else {
            tracing::warn!("dropped: there is no such appointment");
            return Ok(Handled::Done);
        };
        let row = found.order(due.store_id, due.appointment.order).map_err(table("reading the order"))?;
        match next(&appointment, due, delivery.receives, self.clock.now()) {
            Next::Drop(why) => {
                tracing::info!("dropped: {why}");
                Ok(Handled::Done)
            }
            Next::Close => self.give_up(due).await,
            Next::Wait(wait) => self.keep(delivery, wait).await,
            Next::Attempt => Box::pin(self.attempt(due, (appointment, version), row, delivery)).await,
        }
    }

    async fn attempt(
        &self,
        due: &Due,
        (appointment, version): (Appointment, u64),
        row: Option<OrderRow>,
        delivery: Delivery<'_>,
    ) -> Result<Handled, AttemptError> {
        if row.is_none() && appointment.job.needs_order() {
            return self.end(due, appointment, version, "the order is gone").await;
        }
        let at = self.clock.now();
        let turn = self.courier.turn(&appointment, at).await;
        if let Turn::Later(later) = turn.map_err(|error| AttemptError::Courier(error.into()))? {
            return self.hold(due, (appointment, version), later, at).await;
        }
        let attempted = self.courier.attempt(&appointment, row.as_ref(), at).await;
        let report = match attempted.map_err(|error| AttemptError::Courier(error.into()))? {
            Attempted::Made(report) => report,
            Attempted::Impossible(why) => return self.end(due, appointment, version, &why).await,
            Attempted::NotYet(later) => return self.hold(due, (appointment, version), later, at).await,
        };
        let made = appointment.attempts_in_round().saturating_add(1);
        let step = next_step(&self.schedule, made, &report.verdict, self.roll());
        self.record(appointment, version, &Made { report: &report, step, at }).await?;
        match step {
            NextStep::Done => Ok(Handled::Done),
            NextStep::Again(wait) => self.keep(delivery, wait).await,
            NextStep::GiveUp(_) => self.give_up(due).await,
        }
    }

    /// The message comes back after `wait`.
    async fn keep(&self, delivery: Delivery<'_>, wait: Duration) -> Result<Handled, AttemptError> {
        self.queue.hide(delivery.receipt, wait).await?;
        Ok(Handled::DueAgain(wait))
    }

    /// The message goes on to whoever closes appointments.
    async fn give_up(&self, due: &Due) -> Result<Handled, AttemptError> {
        self.dead.send(due, Duration::ZERO).await?;
        Ok(Handled::Done)
    }

    /// Fails an appointment at which no attempt can be made.
    async fn end(
        &self,
        due: &Due,
        mut appointment: Appointment,
        version: u64,
        why: &str,
    ) -> Result<Handled, AttemptError> {
        why.clone_into(&mut appointment.failure);
        let recorded = self.desk.table.change_appointment(&appointment, version).await;
        match recorded.map_err(table("recording why no attempt was made"))? {
            Outcome::Done(()) => self.give_up(due).await,
            Outcome::Stale | Outcome::Missing => Err(AttemptError::Changed),
        }
    }

    /// Writes the attempt into the appointment, also when somebody changed it meanwhile.
    async fn record(
        &self,
        mut appointment: Appointment,
        mut version: u64,
        made: &Made<'_>,
    ) -> Result<(), AttemptError> {
        let (round, requeued) = (appointment.round, appointment.requeued);
        let mut tries = self.desk.table.tries();
        loop {
            note(&mut appointment, (round, requeued), made, self.clock.now());
            let recorded = self.desk.table.change_appointment(&appointment, version).await;
            if recorded.map_err(table("recording an attempt"))?.is_done() {
                return Ok(());
            }
            tries.again().await.map_err(|_| AttemptError::Changed)?;
            let found = self.desk.table.appointment(appointment.store_id, appointment.id).await;
            let Some(found) = found.map_err(table("reading the appointment again"))? else { return Ok(()) };
            (appointment, version) = found;
        }
    }

    pub(super) fn roll(&self) -> u32 {
        u32::try_from(self.desk.chance.within(0..1 << 32)).unwrap_or_default()
    }
}

/// An attempt that was made, and what follows it.
struct Made<'a> {
    report: &'a Report,
    step: NextStep,
    at: Timestamp,
}

fn note(appointment: &mut Appointment, (round, requeued): (u32, u32), made: &Made<'_>, now: Timestamp) {
    let Made { report, step, at } = made;
    let duration_ms = u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX);
    let attempt = Attempt { at: *at, round, requeued, status: report.status, reply: report.reply.clone(), duration_ms };
    appointment.attempts.push(attempt);
    // Called off while it was under way, or tried again by hand since: so its state stays, and only the attempt is recorded.
    if !appointment.status.is_open() || appointment.round != round {
        return;
    }
    match step {
        NextStep::Done => {
            appointment.status = AppointmentStatus::Complete;
            appointment.date_completed = Some(now);
            appointment.due_at = None;
        }
        NextStep::Again(wait) => {
            appointment.status = AppointmentStatus::Retrying;
            appointment.due_at = now.checked_add(*wait).ok();
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
    use domain::Job;

    use super::*;

    #[test]
    fn an_attempt_of_an_earlier_round_is_recorded_and_leaves_the_present_one_alone() {
        let job = Job::ShipNotify { url: "https://a.example".into(), shipment_id: "1".into() };
        let at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let mut appointment =
            Appointment::new("1001-3".parse().unwrap(), "42".parse().unwrap(), job, String::new(), at);
        appointment.round = 1;
        let verdict = Verdict::Failed { wait_at_least: Duration::ZERO };
        let report = Report { status: None, reply: "late".into(), took: Duration::from_secs(30), verdict };
        let made = Made { report: &report, step: NextStep::Again(Duration::from_secs(10)), at };
        note(&mut appointment, (0, 0), &made, at);
        assert_eq!((appointment.status, appointment.due_at), (AppointmentStatus::Pending, None));
        assert_eq!((appointment.attempts.len(), appointment.attempts_in_round()), (1, 0));
    }
}
