//! Appointments that a person tries again or calls off (orderdesk-app 2.4).

use domain::{Appointment, AppointmentId, AppointmentStatus, Job, Permission, StoreId};
use jiff::Timestamp;
use table::Outcome;

use super::read::found;
use crate::{Desk, DeskError, exports};

/// Begins a new round of attempts at a failed or canceled appointment, with the same id.
pub async fn retry(desk: &Desk, store_id: StoreId, id: AppointmentId) -> Result<Appointment, DeskError> {
    desk.needs(Permission::RetryAppointments)?;
    let (appointment, version) = found(desk, store_id, id).await?;
    if !matches!(appointment.status, AppointmentStatus::Failed | AppointmentStatus::Canceled) {
        return Err(not_now(&appointment, "only a failed or canceled one is tried again by hand"));
    }
    if let Job::DeliverFile { export, file, .. } = &appointment.job {
        exports::check_deliverable(desk, store_id, *export, *file).await?;
    }
    let again = appointment.again();
    match desk.table.queue_appointment(&again, version).await? {
        Outcome::Done(()) => Ok(desk.rights().see_appointment(again)),
        Outcome::Stale | Outcome::Missing => Err(changed_meanwhile()),
    }
}

/// Calls off a pending or retrying appointment: it is not tried any more.
pub async fn cancel(
    desk: &Desk,
    store_id: StoreId,
    id: AppointmentId,
    now: Timestamp,
) -> Result<Appointment, DeskError> {
    desk.needs(Permission::RetryAppointments)?;
    let (mut appointment, version) = found(desk, store_id, id).await?;
    if !appointment.status.is_open() {
        return Err(not_now(&appointment, "only a pending or retrying one can be canceled"));
    }
    appointment.status = AppointmentStatus::Canceled;
    appointment.date_completed = Some(now);
    appointment.due_at = None;
    match desk.table.change_appointment(&appointment, version).await? {
        Outcome::Done(()) => Ok(desk.rights().see_appointment(appointment)),
        Outcome::Stale | Outcome::Missing => Err(changed_meanwhile()),
    }
}

fn not_now(appointment: &Appointment, why: &str) -> DeskError {
    DeskError::Conflict(format!("The appointment is {}; {why}", appointment.status.name()))
}

fn changed_meanwhile() -> DeskError {
    DeskError::Conflict("The appointment changed meanwhile; look at it and try again".to_owned())
}
