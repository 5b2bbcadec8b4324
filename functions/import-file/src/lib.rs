//! A file that was dropped into the bucket becomes an import, and an import is done part by part; the stream has the next
//! part queued. What is attached to a mail that came in is put where files are dropped.

mod app;

use std::time::Duration;

use anyhow::{Context, Result};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use desk::imports::{AnyImportWork, Started, start_dropped, take_mail};
use desk::sweeps::PartDue;
use domain::{ReceivedMail, Sweep};
use queue::{DroppedFiles, SesNotification, receive_count};
use runtime::each_message;

pub use crate::app::{App, Settings};

/// A message of S3 whose file could not be noted comes again after so long, and one of SES whose mail could not be taken;
/// after the next try twice as long, and so on.
const RETRY_WAIT: Duration = Duration::from_secs(30);

/// Handles a batch of the queue: what it answers stays in the queue.
pub async fn handle(app: &App, event: &SqsEvent) -> SqsBatchResponse {
    each_message(&event.records, async |message| handle_message(app, message).await).await
}

/// `Ok` lets SQS forget the message, an error keeps it until its time.
async fn handle_message(app: &App, message: &SqsMessage) -> Result<()> {
    let body = message.body.as_deref().unwrap_or_default();
    tracing::Span::current().record("operation", "import_file");
    let receives = receive_count(&message.attributes);
    let (failed, wait) = match PartDue::read(body) {
        Ok(due) => match do_part(app, &due, receives).await {
            Ok(()) => return Ok(()),
            Err(failed) => (failed.0, failed.1),
        },
        Err(_) => match take_what_came(app, body, receives).await {
            Ok(()) => return Ok(()),
            Err(failed) => (failed, RETRY_WAIT.saturating_mul(receives.max(1))),
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

/// What S3 says of files, or SES of a mail.
async fn take_what_came(app: &App, body: &str, receives: u32) -> Result<()> {
    match SesNotification::read(body) {
        Ok(SesNotification::Mail(mail)) => take(app, &mail, receives).await.context("taking a mail"),
        Ok(SesNotification::Other) => {
            tracing::info!("SES says something that is no mail");
            Ok(())
        }
        Err(_) => start_all(app, &DroppedFiles::read(body).context("reading a message")?).await,
    }
}

/// Of a mail for nobody nobody is told but the log: an answer would go to whoever somebody wrote into it.
async fn take(app: &App, mail: &ReceivedMail, receives: u32) -> Result<()> {
    let engine = &app.engine;
    let taken = take_mail(&engine.desk, &engine.files, mail, receives, engine.clock.now()).await?;
    if taken.is_nobodys() {
        tracing::warn!(mail = %mail.id, "a mail is left alone: it is for no template");
    } else {
        let (files, refused) = (taken.files.len(), taken.refused.len());
        tracing::info!(mail = %mail.id, files, refused, "a mail is taken");
    }
    Ok(())
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
