//! The appointments page: our own `/v1/appointments` (orderdesk-app 2.4).

use desk::{LookedAt, appointments};
use domain::{AppointmentId, OrderId};
use http::{ApiReply, AuthorizedCall, Failure, fitting};
use wire::appointments::{AppointmentView, read_filter};

use crate::app::App;

/// `GET /v1/appointments`: of one order (`order_id`), or of the store; by `status` and `kind`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let filter = read_filter(call.query("status"), call.query("kind")).map_err(ApiReply::from_problems)?;
    let (limit, offset) = call.page();
    let order_id = call.query("order_id").map(str::parse::<OrderId>).transpose();
    let order_id = order_id.map_err(|_| ApiReply::not_found("Order"))?;
    let looked_at = LookedAt::default();
    let desk = app.desk.counting(&looked_at);
    let page = appointments::list(&desk, call.store()?, order_id, &filter, offset, limit).await;
    call.charge_search(&looked_at).await;
    let page = page?;
    let views = fitting(page.rows.iter().map(AppointmentView::from));
    let reply = ApiReply::success(200).with("total_records", &page.total).with("records_returned", &views.len());
    Ok(reply.with("offset", &offset).with("limit", &limit).with("appointments", &views))
}

/// `GET /v1/appointments/{id}`, with its attempts.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (appointment, _) = appointments::find(&app.desk, call.store()?.id, id_of(call)?).await?;
    Ok(ApiReply::success(200).with("appointment", &AppointmentView::from(&appointment)))
}

/// `POST /v1/appointments/{id}/retry`: a new round of a failed or canceled one, with the same id.
pub(crate) async fn retry(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let again = appointments::retry(&app.desk, call.store()?.id, id_of(call)?).await?;
    Ok(ApiReply::success(200)
        .with("message", &"Appointment Queued")
        .with("appointment", &AppointmentView::from(&again)))
}

/// `POST /v1/appointments/{id}/cancel`: a pending or retrying one is not tried any more.
pub(crate) async fn cancel(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let canceled = appointments::cancel(&app.desk, call.store()?.id, id_of(call)?, call.now).await?;
    Ok(ApiReply::success(200)
        .with("message", &"Appointment Canceled")
        .with("appointment", &AppointmentView::from(&canceled)))
}

fn id_of(call: &AuthorizedCall<'_>) -> Result<AppointmentId, Failure> {
    call.value("appointment_id").parse().map_err(|_| ApiReply::not_found("Appointment").into())
}
