//! The appointments page: our own `/v1/appointments` (orderdesk-app 2.4).

use domain::{Appointment, AppointmentId, AppointmentStatus, Store, StoreId};
use http::{ApiReply, Call, Failure};
use table::Recorded;
use wire::appointments::{AppointmentView, read_filter};

use crate::app::App;
use crate::orders;

/// `GET /v1/appointments`: of one order (`order_id`), or of the store; by `status` and `kind`.
pub(crate) async fn list(app: &App, known: &Store, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let filter = read_filter(call.query("status"), call.query("kind")).map_err(ApiReply::from_problems)?;
    let store = known.id;
    let (limit, offset) = call.page();
    let (appointments, total) = if let Some(order) = call.query("order_id") {
        let order = orders::find(app, store, order).await?.order.id;
        let found = filter.of(app.table.appointments_of(store, order).await?);
        let total = found.len();
        (found.into_iter().skip(offset).take(limit).collect(), total)
    } else {
        let folders: Vec<_> = known.all_folder_ids().collect();
        let page = app.table.appointments(store, &folders, &filter, offset, limit).await?;
        (page.rows, page.total)
    };
    let views: Vec<AppointmentView> = appointments.iter().map(AppointmentView::from).collect();
    let reply = ApiReply::success(200).with("total_records", &total).with("records_returned", &views.len());
    Ok(reply.with("offset", &offset).with("limit", &limit).with("appointments", &views))
}

/// `GET /v1/appointments/{id}`, with its attempts.
pub(crate) async fn show(app: &App, store: StoreId, id: &str) -> Result<ApiReply, Failure> {
    let (appointment, _) = find(app, store, id).await?;
    Ok(ApiReply::success(200).with("appointment", &AppointmentView::from(&appointment)))
}

/// `POST /v1/appointments/{id}/retry`: a new round of a failed or canceled one, with the same id.
pub(crate) async fn retry(app: &App, store: StoreId, id: &str) -> Result<ApiReply, Failure> {
    let (appointment, version) = find(app, store, id).await?;
    if !matches!(appointment.status, AppointmentStatus::Failed | AppointmentStatus::Canceled) {
        return Err(not_now(&appointment, "only a failed or canceled one is tried again by hand"));
    }
    let again = appointment.again();
    match app.table.queue_appointment(&again, version).await? {
        Recorded::Done => Ok(ApiReply::success(200)
            .with("message", &"Appointment Queued")
            .with("appointment", &AppointmentView::from(&again))),
        Recorded::Stale => Err(changed_meanwhile()),
    }
}

/// `POST /v1/appointments/{id}/cancel`: a pending or retrying one is not tried any more.
pub(crate) async fn cancel(app: &App, store: StoreId, id: &str) -> Result<ApiReply, Failure> {
    let (mut appointment, version) = find(app, store, id).await?;
    if !appointment.status.is_open() {
        return Err(not_now(&appointment, "only a pending or retrying one can be canceled"));
    }
    appointment.status = AppointmentStatus::Canceled;
    appointment.date_completed = Some(runtime::now());
    appointment.due_at = None;
    match app.table.change_appointment(&appointment, version).await? {
        Recorded::Done => Ok(ApiReply::success(200)
            .with("message", &"Appointment Canceled")
            .with("appointment", &AppointmentView::from(&appointment))),
        Recorded::Stale => Err(changed_meanwhile()),
    }
}

async fn find(app: &App, store: StoreId, id: &str) -> Result<(Appointment, u64), Failure> {
    let Ok(id) = id.parse::<AppointmentId>() else { return Err(ApiReply::not_found("Appointment").into()) };
    let found = app.table.appointment(store, id).await?;
    found.ok_or_else(|| ApiReply::not_found("Appointment").into())
}

fn not_now(appointment: &Appointment, why: &str) -> Failure {
    ApiReply::refusal(409, format!("The appointment is {}; {why}", appointment.status.name())).into()
}

fn changed_meanwhile() -> Failure {
    ApiReply::refusal(409, "The appointment changed meanwhile; look at it and try again").into()
}
