//! A file that was dropped into the bucket becomes an import, and an import is done part by part; the stream has the next
//! part queued.

mod app;

use std::time::Duration;

use anyhow::{Context, Result};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use desk::imports::{AnyImportWork, Started, start_dropped};
use desk::sweeps::PartDue;
use domain::Sweep;
use queue::{DroppedFiles, receive_count};
use runtime::each_message;

pub use crate::app::{App, Settings};

/// A message of S3 whose file could not be noted comes again after so long.
const RETRY_WAIT: Duration = Duration::from_secs(30);

/// Handles a batch of the queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    each_message(&event.records, async |message| handle_message(app, message).await).await
}

/// `Ok` lets SQS forget the message, an error keeps it until its time.
async fn handle_message(app: &App, message: &SqsMessage) -> Result<()> {
    let body = message.body.as_deref().unwrap_or_default();
    tracing::Span::current().record("operation", "import_file");
    let (failed, wait) = match PartDue::read(body) {
        Ok(due) => match do_part(app, &due, receive_count(&message.attributes)).await {
            Ok(()) => return Ok(()),
            Err(failed) => (failed.0, failed.1),
        },
        Err(_) => match start_all(app, &DroppedFiles::read(body).context("reading a message")?).await {
            Ok(()) => return Ok(()),
            Err(failed) => (failed, RETRY_WAIT),
        },
    };
    // Where that fails too, it comes after the queue's own time.
    let _ = app.queue.hide(message.receipt_handle.as_deref().unwrap_or_default(), wait).await;
    Err(failed)
}

async fn do_part(app: &App, due: &PartDue, receives: u32) -> Result<(), (anyhow::Error, Duration)> {
    let engine = &app.engine;
    let work = |sweep: &Sweep| AnyImportWork::of(sweep, &engine.desk, &engine.files, &engine.clock);
    engine.run(due, receives, work).await.map_err(|failed| {
        let wait = failed.wait;
        (failed.into(), wait)
    })
}

/// What was started before is found as it is: S3 tells of a file more than once.
async fn start_all(app: &App, files: &DroppedFiles) -> Result<()> {
    for file in &files.0 {
        match start_dropped(&app.engine.desk, file, app.engine.clock.now()).await.context("starting an import")? {
            Started::Import(id) => tracing::info!(import = id.number, "a file is imported"),
            Started::Nobody => tracing::warn!(name = %file.name, "a file is left alone: its name names no store"),
        }
    }
    Ok(())
}
