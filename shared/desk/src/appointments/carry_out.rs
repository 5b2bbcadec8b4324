//! Carrying out plans: what an order's row says is to be done because of its last change. The stream brings that row
//! here, as often as it takes, and each step may be repeated: what a plan makes has an id that follows from its cause.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::{Appointment, Connection, Job, Lane, Notice};
use jiff::Timestamp;
use queue::{Due, DueNotice, Queue, QueueError};
use table::{OrderRow, TableError};

use crate::Desk;
use crate::orders::carry_out_orders;

/// An appointment that was there before was most likely queued before. Its message, if it comes after all, finds
/// whether the first one came: by then that one's only attempt is over and recorded.
const REPEATED_AFTER: Duration = Duration::from_secs(90);

/// The queue of each lane.
pub struct Lanes {
    /// Posts over HTTP.
    pub post: Queue,
    /// Mails.
    pub mail: Queue,
    /// Files of exports.
    pub files: Queue,
    /// Calls of carts.
    pub carts: Queue,
    /// Documents.
    pub documents: Queue,
}

impl Lanes {
    fn queue(&self, lane: Lane) -> &Queue {
        match lane {
            Lane::Post => &self.post,
            Lane::Mail => &self.mail,
            Lane::Files => &self.files,
            Lane::Carts => &self.carts,
            Lane::Documents => &self.documents,
        }
    }
}

/// The messages of a batch of records, sent together at its end.
#[derive(Debug, Default)]
pub struct DueMessages {
    appointments: Mutex<Vec<(Lane, Due, Duration)>>,
    notices: Mutex<Vec<(DueNotice, Duration)>>,
}

impl DueMessages {
    /// Adds the message of an appointment that is due at once, because a person retries it. One that a repair queues
    /// anew comes later: an attempt that was just being made is over and recorded by then.
    pub fn add(&self, appointment: &Appointment) {
        self.add_after(appointment, if appointment.requeued > 0 { REPEATED_AFTER } else { Duration::ZERO });
    }

    fn add_after(&self, appointment: &Appointment, delay: Duration) {
        let (store_id, id, round) = (appointment.store_id, appointment.id, appointment.round);
        let due = Due { store_id, appointment: id, round, again: false, requeued: appointment.requeued };
        let message = (appointment.job.lane(), due, delay);
        self.appointments.lock().unwrap_or_else(PoisonError::into_inner).push(message);
    }

    /// Adds the message of a notice that was made. Done again it is another message, which finds what became of the first.
    pub fn add_notice(&self, notice: &Notice) {
        let due = DueNotice { store_id: notice.store_id, notice: notice.id.clone(), again: false };
        self.notices.lock().unwrap_or_else(PoisonError::into_inner).push((due, Duration::ZERO));
    }

    /// Sends all of them, each to its lane.
    pub async fn send(self, lanes: &Lanes) -> Result<(), QueueError> {
        let messages = self.appointments.into_inner().unwrap_or_else(PoisonError::into_inner);
        for lane in Lane::ALL {
            let of_lane = messages.iter().filter(|(own, ..)| *own == lane);
            let of_lane: Vec<_> = of_lane.map(|(_, due, delay)| (due.clone(), *delay)).collect();
            lanes.queue(lane).send_all(&of_lane).await?;
        }
        let notices = self.notices.into_inner().unwrap_or_else(PoisonError::into_inner);
        lanes.mail.send_all(&notices).await
    }
}

/// Carries out the plans of an order's row: other orders are made and changed ([`carry_out_orders`]), and each appointment
/// is inserted, and due. Done again it inserts nothing twice; an appointment nobody has tried yet is queued once more, later, as its first message may have been lost.
pub async fn carry_out(desk: &Desk, row: &OrderRow, due: &DueMessages, now: Timestamp) -> Result<(), TableError> {
    for appointment in row.appointments() {
        let appointment = appointment?;
        if !is_wanted(desk, &appointment).await? {
            continue;
        }
        if desk.table.insert_appointment(&appointment).await?.is_done() {
            due.add(&appointment);
        } else if is_untried(desk, &appointment).await? {
            due.add_after(&appointment, REPEATED_AFTER);
        }
    }
    Box::pin(carry_out_orders(desk, row, now)).await?;
    Ok(())
}

/// Whether somebody wants it done by now. A shop is told of shipments where its connection is there and sends them; an order
/// does not know that.
async fn is_wanted(desk: &Desk, appointment: &Appointment) -> Result<bool, TableError> {
    let Job::PushShipment { connection, .. } = &appointment.job else { return Ok(true) };
    let found = desk.table.definition::<Connection>(appointment.store_id, connection).await?;
    Ok(found.is_some_and(|(connection, _)| connection.settings.sends_shipments))
}

async fn is_untried(desk: &Desk, appointment: &Appointment) -> Result<bool, TableError> {
    let found = desk.table.appointment(appointment.store_id, appointment.id).await?;
    Ok(found.is_some_and(|(found, _)| found.status.is_open() && found.attempts.is_empty()))
}
