//! Attempts that are held back: a fresh message takes the place of the one that came.
//!
//! The one that came is not hidden: that counts as a receive, of which SQS allows few, and all hidden messages of all
//! stores together may be no more than 120,000.

use domain::{Appointment, Hold};
use jiff::Timestamp;
use queue::Due;

use super::attempt::{AttemptError, Courier, Engine, Handled, Later};

impl<C: Courier> Engine<C> {
    /// Holds an attempt that was to be made at `at` back. A fresh message is sent first, then the row says once a round that it
    /// waits and why, then this message is dropped.
    ///
    /// A crash after the row was written, and any repetition of this message, finds that another was sent in its place,
    /// and is dropped. A crash before that, or a later one when the row says it already, leaves two messages: whichever
    /// comes first makes the attempt, and the other finds it made, or, where it failed, makes attempts beside it, with the
    /// same id.
    pub(super) async fn hold(
        &self,
        due: &Due,
        (mut appointment, version): (Appointment, u64),
        Later { wait, at_most, why }: Later,
        at: Timestamp,
    ) -> Result<Handled, AttemptError> {
        let (now, delay) = (self.clock.now(), appointment.hold_for(wait, at, self.roll()).min(at_most));
        self.queue.send(&Due { again: true, ..due.clone() }, delay).await?;
        tracing::info!("held back for {} s: {why}", delay.as_secs());
        if appointment.hold().is_none() {
            appointment.hold = Some(Hold { since: now, round: appointment.round, why });
            match self.desk.table.change_appointment(&appointment, version).await {
                // Somebody changed it meanwhile: then it goes on as it is, and this is not told.
                Ok(_) => {}
                Err(error) => tracing::warn!("that it waits could not be noted: {error:?}"),
            }
        }
        Ok(Handled::Done)
    }
}
