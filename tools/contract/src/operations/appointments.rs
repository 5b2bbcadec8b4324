//! Appointments: our own `/v1/appointments`.

use super::APPOINTMENTS;
use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::appointments::Appointment;
use crate::schemas::scalars::Count;

pub(super) fn list() -> Entry {
    let about = "Appointments of one order, or of the store. Without `order_id` and without the status retrying, failed \
                 or canceled, `limit`, `offset` and `total_records` count orders.";
    Entry::new(APPOINTMENTS, "List appointments", about)
        .parameters(parameters::appointment_search())
        .answers(
            Success::ok("The appointments.")
                .with::<Count>("total_records")
                .with::<Count>("records_returned")
                .with::<Count>("offset")
                .with::<Count>("limit")
                .list::<Appointment>("appointments"),
        )
        .refuses(404, "There is no order of this `order_id`.")
}

pub(super) fn show() -> Entry {
    Entry::new(APPOINTMENTS, "Show an appointment", "One appointment with its attempts.")
        .answers(Success::ok("The appointment.").with::<Appointment>("appointment"))
}

pub(super) fn retry() -> Entry {
    let about = "Begins a new round for an appointment that failed or was canceled, with the same id.";
    Entry::new(APPOINTMENTS, "Retry an appointment", about)
        .answers(Success::done("The appointment as it is now.").with::<Appointment>("appointment"))
        .refuses(409, "It is neither failed nor canceled, or it changed meanwhile.")
}

pub(super) fn cancel() -> Entry {
    Entry::new(APPOINTMENTS, "Cancel an appointment", "Calls off an appointment that is still to be tried.")
        .answers(Success::done("The appointment as it is now.").with::<Appointment>("appointment"))
        .refuses(409, "It is neither pending nor retrying, or it changed meanwhile.")
}
