//! Repairs: our own `/v1/repairs`, for the operator.

use desk::repairs::{self, RepairStarted};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::repairs::{RepairView, read_new};

use crate::app::App;

/// `POST /v1/repairs`: one is done at a time, and is the answer while it is.
pub(crate) async fn start(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let work = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    match repairs::start(&app.desk, work, call.sent(&digest)?, call.now).await? {
        RepairStarted::There(sweep) => {
            let reply = ApiReply::success(201).with("message", &"Repair Started");
            Ok(reply.with("repair", &RepairView::from(&*sweep)))
        }
        RepairStarted::OfAnotherBody(number) => {
            Err(ApiReply::key_of_another_body("repair", "repair_id", &number.to_string()).into())
        }
    }
}

/// `GET /v1/repairs/{id}`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (sweep, _) = repairs::find(&app.desk, call.value("repair_id")).await?;
    Ok(ApiReply::success(200).with("repair", &RepairView::from(&sweep)))
}

/// `POST /v1/repairs/{id}/cancel`.
pub(crate) async fn cancel(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let sweep = repairs::cancel(&app.desk, call.value("repair_id"), call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Repair Canceled").with("repair", &RepairView::from(&sweep)))
}
