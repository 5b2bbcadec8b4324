//! The lane `post`: an order or a shipment as JSON to an address outside (orderdesk-api 6).

mod breaker;

use std::time::Duration;

use delivery::{Outcome, Post, Poster, Signing};
use domain::{Appointment, Clock, Job, MAX_HOLD, PostFormat, Verdict};
use guard::host_of;
use jiff::{SignedDuration, Timestamp};
use secrets::Kms;
use table::{OrderRow, Table, TableError};
use wire::posts;

use self::breaker::{Breaker, Line};
use crate::OpenSecretError;
use crate::appointments::attempt::{Attempted, Courier, Later, Report, Turn};
use crate::orders::may_go_to;
use crate::senders::{PostCap, Sender, Senders};
use crate::suppliers::outbound_for;

/// An appointment that has been due for so long is attempted, whether its server answers or not: its attempts come to an
/// end.
const MAX_HELD_BY_BREAKER: SignedDuration = SignedDuration::from_mins(15);

/// Posts over HTTP, signed by the store.
pub struct PostCourier {
    table: Table,
    poster: Poster,
    clock: Clock,
    senders: Senders,
    cap: PostCap,
    breaker: Breaker,
}

/// Why a post could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// It is not known what the store posts with.
    #[error(transparent)]
    Sender(#[from] OpenSecretError),
    /// The store's webhook secret has not the form `whsec_…`.
    #[error("building the post")]
    Secret(#[from] delivery::BadSecret),
    /// The document could not be written.
    #[error(transparent)]
    Document(#[from] posts::UnwritableDocument),
}

impl PostCourier {
    /// Posts with `poster`. Secrets are opened with `kms`, and never made.
    pub fn new(table: Table, kms: Kms, poster: Poster, clock: Clock) -> Self {
        let senders = Senders::new(table.clone(), kms, clock.clone());
        let (cap, breaker) = (PostCap::new(table.clone()), Breaker::default());
        Self { table, poster, clock, senders, cap, breaker }
    }

    /// Makes the handshakes with DynamoDB and KMS at once.
    pub async fn warm_up(&self) {
        self.senders.warm_up().await;
    }

    /// Notes whether the server answered, and that nothing is wrong with it. Of an address that nothing was sent to, it
    /// says nothing.
    fn note_health(&self, appointment: &Appointment, outcome: &Outcome) {
        let Some(line) = line_of(appointment) else { return };
        match outcome {
            Outcome::Replied(reply) if reply.status < 500 => self.breaker.note_success(&line),
            Outcome::Refused(_) => {}
            _ => self.breaker.note_failure(line, self.clock.now()),
        }
    }

    /// The document to post, or why there is none any more.
    async fn document(
        &self,
        appointment: &Appointment,
        row: &OrderRow,
    ) -> Result<Result<String, &'static str>, PostError> {
        let (order, store_id) = (&row.order, row.store_id);
        match &appointment.job {
            Job::PostOrderJson { include_history, .. } => {
                let history = if *include_history { Some(self.table.history(row).await?) } else { None };
                Ok(Ok(posts::order(order, store_id, history.as_deref())?))
            }
            Job::ShipNotify { shipment_id, .. } => {
                let found = order.order_shipments.iter().find(|shipment| shipment.id == *shipment_id);
                let document = found.map(|shipment| posts::shipment(shipment, order, store_id)).transpose()?;
                Ok(document.ok_or("the shipment is gone"))
            }
            Job::SubmitOrder { supplier, .. } => {
                let Some(store) = self.table.store(store_id).await? else { return Ok(Err("the store is gone")) };
                let told = outbound_for(&self.table, &store, row, supplier).await?;
                Ok(match told {
                    Ok(order) => Ok(posts::order(&order, store_id, None)?),
                    Err(why) => Err(why),
                })
            }
            _ => Ok(Err("this lane posts orders and shipments")),
        }
    }
}

impl Courier for PostCourier {
    type Error = PostError;

    /// Held back where the store's server does not answer, for a quarter of an hour at most after the attempt was due;
    /// and where more of the store's posts left in this minute than may.
    async fn turn(&self, appointment: &Appointment, at: Timestamp) -> Result<Turn, PostError> {
        let Some(sender) = self.senders.sender(appointment.store_id).await? else { return Ok(Turn::Now) };
        let left = MAX_HELD_BY_BREAKER - at.duration_since(appointment.due_since());
        if let Some(line) = line_of(appointment).filter(|_| left >= SignedDuration::from_secs(1))
            && let Some(wait) = self.breaker.wait(&line, at)
        {
            let at_most = Duration::try_from(left).unwrap_or_default();
            return Ok(Turn::Later(Later { wait, at_most, why: format!("{} did not answer several times", line.1) }));
        }
        let max = sender.posts_per_minute;
        let wait = self.cap.take(appointment.store_id, max, at).await?;
        let why = || format!("more than {max} posts a minute");
        Ok(wait.map_or(Turn::Now, |wait| Turn::Later(Later { wait, at_most: MAX_HOLD, why: why() })))
    }

    async fn attempt(
        &self,
        appointment: &Appointment,
        row: Option<&OrderRow>,
        at: Timestamp,
    ) -> Result<Attempted, PostError> {
        let Some(row) = row else { return Ok(Attempted::Impossible("the order is gone".into())) };
        let Some(sender) = self.senders.sender(appointment.store_id).await? else {
            return Ok(Attempted::Impossible("the store is gone".into()));
        };
        if let Job::ShipNotify { url, .. } = &appointment.job
            && !may_go_to(url, &sender.notify_hosts)
        {
            return Ok(Attempted::Impossible(
                "the store's setting notify_hosts does not list the host of ship_notify_url".into(),
            ));
        }
        let document = match self.document(appointment, row).await? {
            Ok(document) => document,
            Err(why) => return Ok(Attempted::Impossible(why.into())),
        };
        let (headers, url) = (appointment.job.headers(), appointment.job.url());
        let headers = match self.senders.headers(headers, url, (appointment.store_id, &sender)).await? {
            Ok(headers) => headers,
            Err(why) => {
                let verdict = Verdict::Failed { wait_at_least: Duration::ZERO };
                let report = Report { status: None, reply: why, took: Duration::ZERO, verdict };
                return Ok(Attempted::Made(report));
            }
        };
        let mut post = post_of(appointment, &sender, &document, at)?;
        post.added_headers = headers;
        let exchange = self.poster.post(&post).await;
        self.note_health(appointment, &exchange.outcome);
        let (status, reply) = match &exchange.outcome {
            Outcome::Replied(reply) => (Some(reply.status), reply.text.clone()),
            other => (None, other.to_string()),
        };
        let verdict = exchange.outcome.verdict(self.clock.now());
        Ok(Attempted::Made(Report { status, reply, took: exchange.took, verdict }))
    }
}

/// The store of an appointment, and the server it posts to.
fn line_of(appointment: &Appointment) -> Option<Line> {
    Some((appointment.store_id, host_of(appointment.job.url())?))
}

fn post_of(
    appointment: &Appointment,
    sender: &Sender,
    document: &str,
    at: Timestamp,
) -> Result<Post, delivery::BadSecret> {
    let format = match appointment.job {
        Job::PostOrderJson { format, .. } | Job::SubmitOrder { format, .. } => format,
        _ => PostFormat::Json,
    };
    let signing = Signing {
        store_id: &appointment.store_id.to_string(),
        legacy_key: &sender.signer.legacy_key,
        webhook_secrets: &sender.signer.secrets_for(appointment.job.url(), at),
        appointment_id: &appointment.id.to_string(),
        timestamp_seconds: at.as_second(),
    };
    let post = delivery::build(appointment.job.url(), document, format, &signing)?;
    Ok(Post { schemes: sender.schemes, ..post })
}
