//! Exports: our own `/v1/exports`. They are here because whoever signs a download must be allowed to make it, and the
//! function that answers most calls may not reach the bucket.

use desk::DeskError;
use desk::exports::{self, DOWNLOAD_WAIT, ExportRequested};
use domain::{Sweep, SweepId};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::exports::{ExportFileView, ExportView, read_file_cursor, read_new};
use wire::sweeps::read_before;

use crate::app::App;

/// A page has so many exports, or so many of an export's files.
const MAX_PAGE: usize = 50;

/// `GET /v1/exports`, the newest first.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let before = read_before(call.query("cursor")).map_err(ApiReply::from_problems)?;
    let limit = call.page().0.clamp(1, MAX_PAGE);
    let (found, next) = exports::list(&app.desk, call.store()?.id, before, limit).await?;
    let views: Vec<_> = found.iter().filter_map(ExportView::listed).collect();
    let next = next.map(|next| next.to_string());
    Ok(ApiReply::success(200).with("exports", &views).with("limit", &limit).with("next_cursor", &next))
}

/// `POST /v1/exports`. With an `Idempotency-Key` it is one export.
pub(crate) async fn start(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let sent = call.sent(&digest)?;
    match exports::start(&app.desk, call.store()?, &new, sent, &call.actor, call.now).await? {
        ExportRequested::There(sweep) => {
            let reply = ApiReply::success(201).with("message", &"Export Started");
            Ok(reply.with("export", &ExportView::new(&sweep)))
        }
        ExportRequested::OfAnotherBody(number) => {
            Err(ApiReply::key_of_another_body("export", "export_id", &number.to_string()).into())
        }
    }
}

/// `GET /v1/exports/{id}`, with a page of its files.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (sweep, _) = exports::find(&app.desk, call.store()?.id, call.value("export_id")).await?;
    let from = read_file_cursor(call.query("cursor")).map_err(ApiReply::from_problems)?;
    let limit = call.page().0.clamp(1, MAX_PAGE);
    shown(app, ApiReply::success(200), &sweep, (from, limit)).await
}

/// `POST /v1/exports/{id}/cancel`.
pub(crate) async fn cancel(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let sweep = exports::cancel(&app.desk, call.store()?.id, call.value("export_id"), call.now).await?;
    let reply = ApiReply::success(200).with("message", &"Export Canceled");
    shown(app, reply, &sweep, (0, MAX_PAGE)).await
}

async fn shown(app: &App, reply: ApiReply, sweep: &Sweep, (from, limit): (u64, usize)) -> Result<ApiReply, Failure> {
    let SweepId { store_id, number, .. } = sweep.id;
    let store_id = store_id.ok_or(DeskError::NotFound("Export"))?;
    let (files, next) = exports::files(&app.desk, store_id, number, from, limit).await?;
    let mut views = vec![];
    for file in &files {
        let url = app.files.download(&sweep.id.export_file_object(file), DOWNLOAD_WAIT).await;
        views.push(ExportFileView::new(file, url.map_err(DeskError::from)?));
    }
    let next = next.map(|next| next.to_string());
    let reply = reply.with("export", &ExportView::new(sweep)).with("files", &views);
    Ok(reply.with("limit", &limit).with("next_cursor", &next))
}
