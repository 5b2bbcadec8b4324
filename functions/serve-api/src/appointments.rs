//! The appointments page: our own `/v1/appointments` (orderdesk-app 2.4).

use desk::appointments;
use domain::wire::Problem;
use domain::{Appointment, AppointmentId, Attempt, OrderId, UnknownStatus, time};
use http::{ApiReply, AuthorizedCall, Call, Failure};
use serde_json::{Value, json};
use table::AppointmentFilter;

use crate::app::App;

/// `GET /v1/appointments`: of one order (`order_id`), or of the store; by `status` and `kind`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let filter = filter(&call.call)?;
    let (limit, offset) = call.call.page();
    let order_id = call.call.query("order_id").map(str::parse::<OrderId>).transpose();
    let order_id = order_id.map_err(|_| ApiReply::not_found("Order"))?;
    let page = appointments::list(&app.desk, call.store()?, order_id, &filter, offset, limit).await?;
    let views: Vec<Value> = page.rows.iter().map(view).collect();
    let reply = ApiReply::success(200).with("total_records", &page.total).with("records_returned", &views.len());
    Ok(reply.with("offset", &offset).with("limit", &limit).with("appointments", &views))
}

/// `GET /v1/appointments/{id}`, with its attempts.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (appointment, _) = appointments::find(&app.desk, call.store()?.id, id_of(call)?).await?;
    Ok(ApiReply::success(200).with("appointment", &view(&appointment)))
}

/// `POST /v1/appointments/{id}/retry`: a new round of a failed or canceled one, with the same id.
pub(crate) async fn retry(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let again = appointments::retry(&app.desk, call.store()?.id, id_of(call)?).await?;
    Ok(ApiReply::success(200).with("message", &"Appointment Queued").with("appointment", &view(&again)))
}

/// `POST /v1/appointments/{id}/cancel`: a pending or retrying one is not tried any more.
pub(crate) async fn cancel(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let canceled = appointments::cancel(&app.desk, call.store()?.id, id_of(call)?, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Appointment Canceled").with("appointment", &view(&canceled)))
}

fn id_of(call: &AuthorizedCall<'_>) -> Result<AppointmentId, Failure> {
    call.call.value("appointment_id").parse().map_err(|_| ApiReply::not_found("Appointment").into())
}

fn filter(call: &Call<'_>) -> Result<AppointmentFilter, Failure> {
    let refused = |field: &str, message: String| ApiReply::invalid(&[Problem::new(field, message)]);
    let status = call.query("status").map(str::parse).transpose();
    let status = status.map_err(|error: UnknownStatus| refused("status", error.to_string()))?;
    let kind = call.query("kind").map(str::to_owned);
    if kind.as_deref().is_some_and(|kind| !matches!(kind, "post_order_json" | "ship_notify")) {
        return Err(refused("kind", "must be one of post_order_json, ship_notify".to_owned()).into());
    }
    Ok(AppointmentFilter { status, kind })
}

fn view(appointment: &Appointment) -> Value {
    let date = |at: Option<jiff::Timestamp>| at.map(time::text);
    let attempt = |attempt: &Attempt| {
        json!({
            "date": time::text(attempt.at), "round": attempt.round, "status": attempt.status,
            "reply": attempt.reply, "duration_ms": attempt.duration_ms,
        })
    };
    let attempts: Vec<Value> = appointment.attempts.iter().map(attempt).collect();
    json!({
        "id": appointment.id, "order_id": appointment.id.order.to_string(), "kind": appointment.job.kind(),
        "title": appointment.job.title(), "job": appointment.job, "status": appointment.status.name(),
        "rule": appointment.rule, "round": appointment.round, "failure": appointment.failure,
        "due_at": date(appointment.due_at), "date_added": time::text(appointment.date_added),
        "date_completed": date(appointment.date_completed), "attempts": attempts,
    })
}
