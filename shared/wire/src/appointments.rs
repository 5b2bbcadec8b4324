//! The appointments page: our own `/v1/appointments` (orderdesk-app 2.4).

use domain::{Appointment, AppointmentFilter, Attempt, Job, Problem, UnknownStatus, time};
use serde::Serialize;

/// Reads `status` and `kind` of `GET /v1/appointments`, where they are there.
pub fn read_filter(status: Option<&str>, kind: Option<&str>) -> Result<AppointmentFilter, Vec<Problem>> {
    let status = status.map(str::parse).transpose();
    let status = status.map_err(|error: UnknownStatus| vec![Problem::new("status", error.to_string())])?;
    if kind.is_some_and(|kind| !Job::KINDS.contains(&kind)) {
        return Err(vec![Problem::new("kind", format!("must be one of {}", Job::KINDS.join(", ")))]);
    }
    Ok(AppointmentFilter { status, kind: kind.map(str::to_owned) })
}

/// An appointment with its attempts.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Appointment))]
pub struct AppointmentView<'a> {
    /// Its id, the same on every attempt: the order's id and its number on that order.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*-[1-9][0-9]*$"))]
    id: String,
    /// Its order.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    order_id: String,
    /// What kind of job it is.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::AppointmentKind))]
    kind: &'static str,
    /// The same for people.
    title: &'static str,
    /// What it does.
    #[cfg_attr(feature = "schema", schema(value_type = domain::Job))]
    job: &'a Job,
    /// How far it is.
    #[cfg_attr(feature = "schema", schema(value_type = domain::AppointmentStatus))]
    status: &'static str,
    /// The name of the rule that made it; empty when none did.
    rule: &'a str,
    /// Counts up with each retry by hand.
    round: u32,
    /// Why it is given up; empty otherwise.
    failure: &'a str,
    /// Not to be tried before; null when nothing is due.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    due_at: Option<String>,
    /// Since when an attempt was held back, the first of the last round in which one was; null when none was. A wait is no
    /// attempt.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    held_since: Option<String>,
    /// Why it was held back; empty when it was not.
    held_because: &'a str,
    /// When it was made.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// When it was accepted, given up or called off; null before.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    date_completed: Option<String>,
    /// Every attempt so far.
    attempts: Vec<AttemptView<'a>>,
}

/// One try and what the other side did.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Attempt))]
pub struct AttemptView<'a> {
    /// When it began: UTC, `2026-03-01 08:15:00`.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date: String,
    /// The round it belongs to.
    round: u32,
    /// The reply's status; null when there was no reply.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeStatusCode))]
    status: Option<u16>,
    /// The first 2,000 characters of the reply, unpacked and decoded, behind where a redirect points to; or what went
    /// wrong.
    reply: &'a str,
    /// How long it took, in milliseconds.
    duration_ms: u64,
}

impl<'a> From<&'a Appointment> for AppointmentView<'a> {
    fn from(appointment: &'a Appointment) -> Self {
        Self {
            id: appointment.id.to_string(),
            order_id: appointment.id.order.to_string(),
            kind: appointment.job.kind(),
            title: appointment.job.title(),
            job: &appointment.job,
            status: appointment.status.name(),
            rule: &appointment.rule,
            round: appointment.round,
            failure: &appointment.failure,
            due_at: appointment.due_at.map(time::text),
            held_since: appointment.hold.as_ref().map(|hold| time::text(hold.since)),
            held_because: appointment.hold.as_ref().map(|hold| hold.why.as_str()).unwrap_or_default(),
            date_added: time::text(appointment.date_added),
            date_completed: appointment.date_completed.map(time::text),
            attempts: appointment.attempts.iter().map(AttemptView::from).collect(),
        }
    }
}

impl<'a> From<&'a Attempt> for AttemptView<'a> {
    fn from(attempt: &'a Attempt) -> Self {
        Self {
            date: time::text(attempt.at),
            round: attempt.round,
            status: attempt.status,
            reply: &attempt.reply,
            duration_ms: attempt.duration_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{AppointmentStatus, OrderId, PostFormat, StoreId};
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_status_or_a_kind_nobody_knows_is_refused_by_name() {
        let problems_of = |status, kind| read_filter(status, kind).unwrap_err()[0].to_string();
        assert_eq!(
            problems_of(Some("done"), None),
            "status: must be one of pending, retrying, complete, failed, canceled"
        );
        assert_eq!(
            problems_of(None, Some("fly")),
            "kind: must be one of post_order_json, submit_order, ship_notify, deliver_file, push_shipment, set_cart_status, \
             send_mail, make_document"
        );
        let filter = read_filter(Some("failed"), Some("ship_notify")).unwrap();
        assert_eq!((filter.status, filter.kind.as_deref()), (Some(AppointmentStatus::Failed), Some("ship_notify")));
        assert_eq!(read_filter(None, None), Ok(AppointmentFilter::default()));
    }

    #[test]
    fn an_appointment_is_written_with_its_job_and_its_attempts() {
        let at = Timestamp::UNIX_EPOCH;
        let appointment = Appointment {
            id: domain::AppointmentId { order: OrderId::new(1_001).unwrap(), serial: 3 },
            store_id: StoreId::new(42).unwrap(),
            job: Job::PostOrderJson {
                url: "https://a.example".into(),
                format: PostFormat::Json,
                include_history: false,
                headers: vec![],
            },
            status: AppointmentStatus::Retrying,
            rule: "Send".into(),
            round: 0,
            requeued: 0,
            attempts: vec![Attempt {
                at,
                round: 0,
                requeued: 0,
                status: Some(503),
                reply: "busy".into(),
                duration_ms: 12,
            }],
            due_at: Some(at),
            date_added: at,
            date_completed: None,
            failure: String::new(),
            hold: Some(domain::Hold { since: at, round: 0, why: "busy".into() }),
            is_failure_noted: false,
        };
        let expected = r#"{"id":"1001-3","order_id":"1001","kind":"post_order_json","title":"Send Order To Website","job":{"kind":"post_order_json","url":"https://a.example","format":"json"},"status":"retrying","rule":"Send","round":0,"failure":"","due_at":"1970-01-01 00:00:00","held_since":"1970-01-01 00:00:00","held_because":"busy","date_added":"1970-01-01 00:00:00","date_completed":null,"attempts":[{"date":"1970-01-01 00:00:00","round":0,"status":503,"reply":"busy","duration_ms":12}]}"#;
        assert_eq!(serde_json::to_string(&AppointmentView::from(&appointment)).unwrap(), expected);
    }
}
