//! Sweeps of a store: our own `/v1/sweeps`.

use desk::sweeps::{self, SweepStarted};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::sweeps::{SweepView, named, read_before, read_new};

use crate::app::{App, store_now};

/// `GET /v1/sweeps`, the newest first.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let before = read_before(call.query("cursor")).map_err(ApiReply::from_problems)?;
    let limit = call.page().0.clamp(1, MAX_PAGE);
    let (found, next) = sweeps::list(&app.desk, call.store()?.id, before, limit, &call.actor).await?;
    let views: Vec<_> = found.iter().map(SweepView::listed).collect();
    let next = next.map(|next| next.to_string());
    Ok(ApiReply::success(200).with("sweeps", &views).with("limit", &limit).with("next_cursor", &next))
}

/// A page has so many sweeps.
const MAX_PAGE: usize = 50;

/// `POST /v1/sweeps`. With an `Idempotency-Key` it is one sweep, however often it is asked for.
pub(crate) async fn start(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    call.charge_entries(named(&new.1)).await;
    let digest = call.digest_of_body()?;
    let sent = call.sent(&digest)?;
    let store = store_now(app, call).await?;
    let started = sweeps::start(&app.desk, &app.clock, &store, new, sent, &call.actor).await?;
    reply(201, "Sweep Started", started)
}

/// `GET /v1/sweeps/{id}`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (sweep, _) = sweeps::find(&app.desk, call.store()?.id, call.value("sweep_id"), &call.actor).await?;
    Ok(ApiReply::success(200).with("sweep", &SweepView::from(&sweep)))
}

/// `POST /v1/sweeps/{id}/cancel`.
pub(crate) async fn cancel(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let number = call.value("sweep_id");
    let sweep = sweeps::cancel(&app.desk, call.store()?.id, number, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Sweep Canceled").with("sweep", &SweepView::from(&sweep)))
}

/// `POST /v1/sweeps/{id}/undo`: another sweep.
pub(crate) async fn undo(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let digest = call.digest_of_body()?;
    let sent = call.sent(&digest)?;
    let number = call.value("sweep_id");
    let started = sweeps::undo(&app.desk, &app.clock, call.store()?, number, sent, &call.actor).await?;
    reply(201, "Undo Started", started)
}

fn reply(status: u16, message: &str, started: SweepStarted) -> Result<ApiReply, Failure> {
    match started {
        SweepStarted::There(sweep) => {
            Ok(ApiReply::success(status).with("message", &message).with("sweep", &SweepView::from(&*sweep)))
        }
        SweepStarted::OfAnotherBody(number) => {
            Err(ApiReply::key_of_another_body("sweep", "sweep_id", &number.to_string()).into())
        }
    }
}
