//! What of a record is due.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::anyhow;
use domain::Appointment;
use queue::Due;
use runtime::{Record, RecordError};
use table::{Change, OrderRow, TableError};

use crate::app::App;

/// An appointment that was there before was most likely queued before. Its message, if it comes after all, finds
/// whether the first one came: by then that one's only attempt is over and recorded.
const REPEATED_AFTER: Duration = Duration::from_secs(90);

/// The messages of a batch of records.
#[derive(Debug, Default)]
pub(crate) struct Gathered(Mutex<Vec<(Due, Duration)>>);

impl Gathered {
    fn add(&self, appointment: &Appointment, delay: Duration) {
        let due =
            Due { store: appointment.store_id, appointment: appointment.id, round: appointment.round, again: false };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((due, delay));
    }

    /// All of them.
    pub(crate) fn take(self) -> Vec<(Due, Duration)> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Inserts the appointments a record tells of, and gathers those that are due.
pub(crate) async fn gather(app: &App, record: Record<'_>, gathered: &Gathered) -> Result<(), RecordError> {
    let Some(image) = Change::read(record.text).map_err(outcome)? else { return Ok(()) };
    if image.is_appointment() {
        gathered.add(&image.appointment().map_err(outcome)?, Duration::ZERO);
        return Ok(());
    }
    let row = OrderRow::from_image(&image).map_err(outcome)?;
    for appointment in row.appointments() {
        let appointment = appointment.map_err(outcome)?;
        if app.table.insert_appointment(&appointment).await.map_err(outcome)?.is_done() {
            gathered.add(&appointment, Duration::ZERO);
        } else if is_untried(app, &appointment).await? {
            gathered.add(&appointment, REPEATED_AFTER);
        }
    }
    Ok(())
}

async fn is_untried(app: &App, appointment: &Appointment) -> Result<bool, RecordError> {
    let found = app.table.appointment(appointment.store_id, appointment.id).await.map_err(outcome)?;
    Ok(found.is_some_and(|(found, _)| found.status.is_open() && found.attempts.is_empty()))
}

fn outcome(error: TableError) -> RecordError {
    if error.is_passing() { RecordError::Passing(anyhow!(error)) } else { RecordError::Poison(anyhow!(error)) }
}
