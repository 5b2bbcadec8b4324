//! The lane `files`: a file of an export goes where its template says (orderdesk-app 6.2).
//!
//! The file's row says how far that is. Each attempt says there first that it begins, and for how long it may go on; so no
//! two are made at once, and an export that wants to take the orders over sees it (`exports::free`).

mod mail;
mod send;
mod servers;
mod settle;

use std::time::Duration;

use ::mail::Mailer;
use delivery::Poster;
use domain::{
    Appointment, Clock, Export, ExportDelivery, ExportFile, FileStatus, Job, MAX_HOLD, StoreId, Sweep, SweepId, Verdict,
};
use files::{Bucket, FilesError};
use jiff::{SignedDuration, Timestamp};
use secrets::Kms;
use table::{OrderRow, TableError};

use crate::appointments::attempt::{Attempted, Courier, Later, Report, Turn};
use crate::mails::mail_turn;
use crate::senders::{PostCap, Senders};
use crate::{Desk, DeskError, OpenSecretError, exports};

pub use servers::{Bringing, Brought, Uploader};

/// No attempt goes on for longer: the function's time is over by then.
const MAX_ATTEMPT: SignedDuration = SignedDuration::from_mins(10);

/// Delivers files of exports.
pub struct FileCourier {
    desk: Desk,
    files: Bucket,
    poster: Poster,
    servers: Box<dyn Uploader>,
    mailer: Mailer,
    senders: Senders,
    cap: PostCap,
    clock: Clock,
}

/// What a courier of files works with.
pub struct FileTools {
    /// Where the files lie.
    pub files: Bucket,
    /// Opens the secrets of stores.
    pub kms: Kms,
    /// Posts files.
    pub poster: Poster,
    /// Brings files to servers.
    pub servers: Box<dyn Uploader>,
    /// Mails files.
    pub mailer: Mailer,
}

/// Why a delivery could not be begun, or not be ended. It comes again.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// It is not known what the store sends with.
    #[error(transparent)]
    Sender(#[from] OpenSecretError),
    /// The bucket failed.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The orders could not be told.
    #[error("the file is delivered, and its orders could not be told")]
    Orders(#[source] DeskError),
    /// The store's webhook secret has not the form `whsec_…`.
    #[error("building the post")]
    Secret(#[from] delivery::BadSecret),
    /// Another attempt at the same file is being made.
    #[error("another attempt at this file is being made")]
    Busy,
}

/// How an attempt at sending a file went.
struct Sent {
    status: Option<u16>,
    reply: String,
    verdict: Verdict,
    /// Whether it is known that nothing of the file is there.
    is_nothing_there: bool,
    /// How often SES was asked to mail the file and did not answer.
    unanswered: u32,
}

impl Sent {
    fn accepted(reply: impl Into<String>) -> Self {
        Self { status: None, reply: reply.into(), verdict: Verdict::Accepted, is_nothing_there: false, unanswered: 0 }
    }

    fn failed(reply: impl Into<String>) -> Self {
        let verdict = Verdict::Failed { wait_at_least: Duration::ZERO };
        Self { status: None, reply: reply.into(), verdict, is_nothing_there: true, unanswered: 0 }
    }

    fn refused(reply: impl Into<String>) -> Self {
        Self { verdict: Verdict::Refused, ..Self::failed(reply) }
    }
}

impl FileCourier {
    /// Delivers with these tools.
    pub fn new(desk: Desk, tools: FileTools, clock: Clock) -> Self {
        let FileTools { files, kms, poster, servers, mailer } = tools;
        let senders = Senders::new(desk.table.clone(), kms, clock.clone());
        let cap = PostCap::new(desk.table.clone());
        Self { desk, files, poster, servers, mailer, senders, cap, clock }
    }

    /// Makes the handshakes with DynamoDB and KMS at once.
    pub async fn warm_up(&self) {
        self.senders.warm_up().await;
    }

    /// Says in the file's row that an attempt begins; the row's version then. Should it die, the file may be there.
    async fn begin(&self, store_id: StoreId, file: &ExportFile, version: u64) -> Result<u64, DeliveryError> {
        let now = self.clock.now();
        if file.is_busy(now) {
            return Err(DeliveryError::Busy);
        }
        let busy_until = now.checked_add(MAX_ATTEMPT).ok();
        // A mail that is asked for may have gone, until SES has answered.
        let unanswered = file.unanswered.saturating_add(1);
        let begun = ExportFile { may_be_there: true, unanswered, busy_until, ..file.clone() };
        self.save(store_id, &begun, version).await
    }

    async fn save(&self, store_id: StoreId, file: &ExportFile, version: u64) -> Result<u64, DeliveryError> {
        let saved = self.desk.table.save_export_file(store_id, file, version).await?;
        if saved.is_done() { Ok(version.saturating_add(1)) } else { Err(DeliveryError::Busy) }
    }

    /// Delivers a file that is not delivered yet, and tells its orders. The file is as it was before this attempt began.
    async fn deliver(
        &self,
        appointment: &Appointment,
        export: &Export,
        (mut file, mut version): (ExportFile, u64),
        at: Timestamp,
    ) -> Result<Sent, DeliveryError> {
        let store_id = appointment.store_id;
        let Some(store) = self.desk.table.store(store_id).await? else {
            return Ok(Sent::refused("the store is gone"));
        };
        let mut sent = Sent::accepted("delivered before");
        if file.status == FileStatus::Waiting {
            sent = Box::pin(self.send(appointment, export, &file, at)).await?;
            if sent.verdict != Verdict::Accepted {
                file.may_be_there |= !sent.is_nothing_there;
                file.unanswered = sent.unanswered;
                file.busy_until = None;
                self.save(store_id, &file, version).await?;
                return Ok(sent);
            }
            file.status = FileStatus::Delivered;
            file.delivered_at = Some(self.clock.now());
            version = self.save(store_id, &file, version).await?;
        }
        if file.status == FileStatus::Delivered {
            let when = (file.delivered_at.unwrap_or(at), self.clock.now());
            let settled = settle::settle(&self.desk, &store, (export, &file), when).await;
            settled.map_err(DeliveryError::Orders)?;
            file.status = FileStatus::Settled;
        }
        file.busy_until = None;
        self.save(store_id, &file, version).await?;
        Ok(sent)
    }
}

impl Courier for FileCourier {
    type Error = DeliveryError;

    /// Held back where another attempt at the same file is being made, and where more of the store's posts left in this
    /// minute than may.
    async fn turn(&self, appointment: &Appointment, at: Timestamp) -> Result<Turn, DeliveryError> {
        let Job::DeliverFile { export, file, by, .. } = &appointment.job else { return Ok(Turn::Now) };
        let found = self.desk.table.export_file(appointment.store_id, *export, *file).await?;
        if let Some((file, _)) = found
            && let Some(until) = file.busy_until.filter(|until| *until > at)
        {
            let wait = until.duration_since(at).max(SignedDuration::from_secs(1));
            return Ok(Turn::Later(Later { wait, at_most: MAX_HOLD, why: "another attempt is being made".to_owned() }));
        }
        if by == ExportDelivery::MAIL {
            let store = self.desk.table.store(appointment.store_id).await?;
            let Some(store) = store else { return Ok(Turn::Now) };
            return Ok(mail_turn(&self.desk, &store, at).await?.map_or(Turn::Now, Turn::Later));
        }
        if by != (ExportDelivery::HttpsPost { url: String::new(), headers: vec![] }).by() {
            return Ok(Turn::Now);
        }
        let Some(sender) = self.senders.sender(appointment.store_id).await? else { return Ok(Turn::Now) };
        let max = sender.posts_per_minute;
        let wait = self.cap.take(appointment.store_id, max, at).await?;
        let why = || format!("more than {max} posts a minute");
        Ok(wait.map_or(Turn::Now, |wait| Turn::Later(Later { wait, at_most: MAX_HOLD, why: why() })))
    }

    async fn attempt(
        &self,
        appointment: &Appointment,
        _row: Option<&OrderRow>,
        at: Timestamp,
    ) -> Result<Attempted, DeliveryError> {
        let Job::DeliverFile { export: number, file: index, .. } = &appointment.job else {
            return Ok(Attempted::Impossible("this lane brings files of exports".into()));
        };
        let (store_id, table) = (appointment.store_id, &self.desk.table);
        let Some((file, version)) = table.export_file(store_id, *number, *index).await? else {
            return Ok(Attempted::Impossible("the file is not kept any more".into()));
        };
        if file.status == FileStatus::Settled {
            return Ok(Attempted::Made(report(Sent::accepted("delivered before"), (at, at))));
        }
        let version = self.begin(store_id, &file, version).await?;
        // Behind that write: an export that takes the orders over sees it, or is seen here.
        let sweep = table.sweep(SweepId::export(store_id, *number)).await?.map(|(sweep, _)| sweep);
        let Some(export) = sweep.as_ref().and_then(Sweep::export) else {
            return Ok(Attempted::Impossible("the export is not kept any more".into()));
        };
        if let Some(by) = export.taken_over_by.filter(|_| file.status == FileStatus::Waiting) {
            self.save(store_id, &ExportFile { busy_until: None, ..file }, version).await?;
            return Ok(Attempted::Impossible(exports::taken_over(by).into()));
        }
        let sent = Box::pin(self.deliver(appointment, export, (file, version), at)).await?;
        Ok(Attempted::Made(report(sent, (at, self.clock.now()))))
    }
}

fn report(sent: Sent, (at, now): (Timestamp, Timestamp)) -> Report {
    let took = Duration::try_from(now.duration_since(at)).unwrap_or_default();
    Report { status: sent.status, reply: sent.reply, took, verdict: sent.verdict }
}
