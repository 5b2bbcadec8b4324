//! Appointments: our own `/v1/appointments`.

use domain::{AppointmentStatus, Job};
use utoipa::openapi::schema::Type;

use super::scalars::{Count, DateTime, Id, MaybeDateTime, MaybeStatusCode, Text, of};

written! {
    /// A queued job tied to an order.
    Appointment {
        /// Its id, the same on every attempt: the order's id and its number on that order.
        #[schema(value_type = String, pattern = "^[1-9][0-9]*-[1-9][0-9]*$")]
        id: Text,
        /// Its order.
        order_id: Id,
        /// What kind of job it is.
        kind: AppointmentKind,
        /// The same for people.
        title: Text,
        /// What it does.
        job: Job,
        /// How far it is.
        status: AppointmentStatus,
        /// The name of the rule that made it; empty when none did.
        rule: Text,
        /// Counts up with each retry by hand.
        round: Count,
        /// Why it is given up; empty otherwise.
        failure: Text,
        /// Not to be tried before; null when nothing is due.
        due_at: MaybeDateTime,
        /// When it was made.
        date_added: DateTime,
        /// When it was accepted, given up or called off; null before.
        date_completed: MaybeDateTime,
        /// Every attempt so far.
        attempts: Vec<Attempt>,
    }

    /// One try and what the other side did.
    Attempt {
        /// When it began.
        date: DateTime,
        /// The round it belongs to.
        round: Count,
        /// The reply's status; null when there was no reply.
        status: MaybeStatusCode,
        /// The first 2,000 characters of the reply, or what went wrong.
        reply: Text,
        /// How long it took.
        duration_ms: Count,
    }
}

scalar! {
    /// What kind of job an appointment is.
    AppointmentKind = of(Type::String).enum_values(Some(Job::KINDS));
}
