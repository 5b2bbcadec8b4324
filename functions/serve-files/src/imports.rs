//! Imports of files: our own `/v1/imports`. They are here because whoever signs an upload must be allowed to make it, and
//! the function that answers most calls may not reach the bucket.

use desk::DeskError;
use desk::imports::{self, ImportRequested, UPLOAD_WAIT};
use domain::{Sweep, SweepStatus, body_digest};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::imports::{ImportView, UploadView, read_dry_run, read_new};
use wire::sweeps::read_before;

use crate::app::App;

/// A page has so many imports.
const MAX_PAGE: usize = 50;

/// `GET /v1/imports`, the newest first.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let before = read_before(call.query("cursor")).map_err(ApiReply::from_problems)?;
    let limit = call.page().0.clamp(1, MAX_PAGE);
    let (found, next) = imports::list(&app.desk, call.store()?.id, before, limit).await?;
    let views: Vec<_> = found.iter().map(ImportView::listed).collect();
    let next = next.map(|next| next.to_string());
    Ok(ApiReply::success(200).with("imports", &views).with("limit", &limit).with("next_cursor", &next))
}

/// `POST /v1/imports`: the import, and where its file is uploaded to. With an `Idempotency-Key` it is one import.
pub(crate) async fn start(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let by_address = read_dry_run(call.query("dry_run")).map_err(ApiReply::from_problems)?;
    let mut new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    new.is_dry_run |= by_address;
    let mut digest = call.digest_of_body()?;
    if by_address {
        // The same body without it is another call.
        digest = body_digest(&format!("{digest} dry_run"));
    }
    let sent = call.sent(&digest)?;
    let sweep = match imports::request(&app.desk, call.store()?, &new, sent, &call.actor, call.now).await? {
        ImportRequested::There(sweep) => sweep,
        ImportRequested::OfAnotherBody(number) => {
            return Err(ApiReply::key_of_another_body("import", "import_id", &number.to_string()).into());
        }
    };
    let name = sweep.import().map(|import| import.file.name.as_str()).unwrap_or_default();
    let upload = app.files.upload(name, new.size, UPLOAD_WAIT).await.map_err(DeskError::from)?;
    let upload = UploadView::new(&upload.url, &upload.headers, call.now + UPLOAD_WAIT);
    let reply = ApiReply::success(201).with("message", &"Import Started");
    Ok(reply.with("import", &ImportView::new(&sweep, None, vec![])).with("upload", &upload))
}

/// `GET /v1/imports/{id}`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (sweep, _) = imports::find(&app.desk, call.store()?.id, call.value("import_id")).await?;
    shown(app, &sweep, None).await
}

/// `POST /v1/imports/{id}/cancel`.
pub(crate) async fn cancel(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let sweep = imports::cancel(&app.desk, call.store()?.id, call.value("import_id"), call.now).await?;
    shown(app, &sweep, Some("Import Canceled")).await
}

/// `POST /v1/imports/{id}/undo`: a sweep of its own among the imports.
pub(crate) async fn undo(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let digest = call.digest_of_body()?;
    let (sent, number) = (call.sent(&digest)?, call.value("import_id"));
    match imports::undo(&app.desk, call.store()?.id, number, sent, &call.actor, call.now).await? {
        ImportRequested::There(sweep) => {
            let reply = ApiReply::success(201).with("message", &"Undo Started");
            Ok(reply.with("import", &ImportView::new(&sweep, None, vec![])))
        }
        ImportRequested::OfAnotherBody(number) => {
            Err(ApiReply::key_of_another_body("import", "import_id", &number.to_string()).into())
        }
    }
}

async fn shown(app: &App, sweep: &Sweep, message: Option<&str>) -> Result<ApiReply, Failure> {
    // They are put together by the last part.
    let has_refused = sweep.import().is_some() && sweep.status == SweepStatus::Done && !sweep.reports.is_empty();
    let url = if has_refused {
        Some(app.files.download(&sweep.refused_rows_name(), UPLOAD_WAIT).await.map_err(DeskError::from)?)
    } else {
        None
    };
    let mut reports = vec![];
    // Each part that is done has left one.
    for part in (0..sweep.part).filter(|_| sweep.import().is_some()) {
        reports.push(app.files.download(&sweep.report_name(part), UPLOAD_WAIT).await.map_err(DeskError::from)?);
    }
    let reply = ApiReply::success(200);
    let reply = match message {
        Some(message) => reply.with("message", &message),
        None => reply,
    };
    Ok(reply.with("import", &ImportView::new(sweep, url, reports)))
}
