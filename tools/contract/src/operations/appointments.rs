//! Appointments: our own `/v1/appointments`.

use wire::appointments::AppointmentView;

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::scalars::Count;

pub(super) fn list() -> Entry {
    Entry::new()
        .parameters(parameters::appointment_search())
        .answers(
            Success::ok("The appointments.")
                .with::<Count>("total_records")
                .with::<Count>("records_returned")
                .with::<Count>("offset")
                .with::<Count>("limit")
                .list::<AppointmentView>("appointments"),
        )
        .refuses(404, "There is no order of this `order_id`.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The appointment.").with::<AppointmentView>("appointment"))
}

pub(super) fn retry() -> Entry {
    Entry::new()
        .answers(Success::done("The appointment as it is now.").with::<AppointmentView>("appointment"))
        .refuses(409, "It is neither failed nor canceled, or it changed meanwhile.")
}

pub(super) fn cancel() -> Entry {
    Entry::new()
        .answers(Success::done("The appointment as it is now.").with::<AppointmentView>("appointment"))
        .refuses(409, "It is neither pending nor retrying, or it changed meanwhile.")
}
