//! The lane `post`: an order or a shipment as JSON to an address outside (orderdesk-api 6).

mod breaker;
mod cap;
mod headers;
mod signer;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use delivery::{Outcome, Post, Poster, Signing};
use domain::{Appointment, Clock, Job, MAX_HOLD, PostFormat, StoreId, Verdict};
use guard::{Schemes, host_of};
use jiff::{SignedDuration, Timestamp};
use secrets::{DataKey, Kms, SecretsError};
use table::{KeptSecret, OrderRow, Table, TableError};
use tokio::sync::OnceCell;
use wire::posts;

use self::breaker::{Breaker, Line};
use self::cap::PostCap;
use self::headers::HeadersMade;
use self::signer::Signer;
use crate::Cache;
use crate::appointments::attempt::{Attempted, Courier, Report, Turn};
use crate::orders::may_go_to;

/// A store's settings and secrets may be so old.
const SENDER_TTL: Duration = Duration::from_mins(1);

/// An appointment that has been due for so long is attempted, whether its server answers or not: its attempts come to an
/// end.
const MAX_HELD_BY_BREAKER: SignedDuration = SignedDuration::from_mins(15);

/// How many stores' keys are remembered.
const MAX_SENDERS: usize = 1_000;

/// Posts over HTTP, signed by the store.
pub struct PostCourier {
    table: Table,
    kms: Kms,
    poster: Poster,
    clock: Clock,
    sealed_key: OnceCell<String>,
    data_key: OnceCell<DataKey>,
    senders: Cache<StoreId, Arc<Sender>>,
    cap: PostCap,
    breaker: Breaker,
}

/// What a store's posts are signed with, and where they may go.
struct Sender {
    signer: Signer,
    schemes: Schemes,
    notify_hosts: Vec<String>,
    /// What stands in headers, sealed.
    kept: BTreeMap<String, KeptSecret>,
    posts_per_minute: u32,
}

/// Why a post could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The store's secrets do not open.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// No store was made yet, and so no data key.
    #[error("the stack has no data key yet")]
    NoDataKey,
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
        let senders = Cache::new(clock.clone(), SENDER_TTL, MAX_SENDERS);
        let (sealed_key, data_key) = (OnceCell::new(), OnceCell::new());
        let (cap, breaker) = (PostCap::new(table.clone()), Breaker::default());
        Self { table, kms, poster, clock, sealed_key, data_key, senders, cap, breaker }
    }

    /// Makes the handshakes with DynamoDB and KMS at once, the first by reading the stack's data key, which the first post
    /// opens. What comes of it is not looked at: the first post will say what is wrong.
    pub async fn warm_up(&self) {
        let _ = tokio::join!(self.sealed_key(), self.kms.warm_up());
    }

    /// What posts of a store are signed with; `None` when there is no such store.
    async fn sender(&self, store_id: StoreId) -> Result<Option<Arc<Sender>>, PostError> {
        self.senders.get_or(store_id, async |id| self.read_sender(*id).await).await
    }

    async fn read_sender(&self, store_id: StoreId) -> Result<Option<Arc<Sender>>, PostError> {
        let rows = async { Ok(tokio::try_join!(self.table.store(store_id), self.table.store_secrets(store_id))?) };
        let ((store, secrets), data_key) = tokio::try_join!(rows, Box::pin(self.data_key()))?;
        let (Some(store), Some(secrets)) = (store, secrets) else { return Ok(None) };
        Ok(Some(Arc::new(Sender {
            signer: Signer::open(data_key, store_id, &secrets)?,
            schemes: crate::schemes_of(&store.settings),
            posts_per_minute: store.settings.posts_per_minute(),
            notify_hosts: store.settings.notify_hosts,
            kept: secrets.secrets,
        })))
    }

    async fn data_key(&self) -> Result<&DataKey, PostError> {
        let open = async || Ok(self.kms.open_data_key(self.sealed_key().await?).await?);
        self.data_key.get_or_try_init(open).await
    }

    async fn sealed_key(&self) -> Result<&String, PostError> {
        let read = async || self.table.data_key().await?.ok_or(PostError::NoDataKey);
        self.sealed_key.get_or_try_init(read).await
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

    /// The headers its rule adds, with the store's secrets in them, or why they can't be made.
    async fn headers_of(&self, appointment: &Appointment, sender: &Sender) -> Result<HeadersMade, PostError> {
        let headers = appointment.job.headers();
        if headers.is_empty() {
            return Ok(Ok(vec![]));
        }
        let (url, data_key) = (appointment.job.url(), self.data_key().await?);
        Ok(headers::filled_in(headers, url, &sender.kept, data_key, appointment.store_id)?)
    }

    /// The document to post; `None` when the shipment it is about is gone.
    async fn document(&self, appointment: &Appointment, row: &OrderRow) -> Result<Option<String>, PostError> {
        let (order, store_id) = (&row.order, row.store_id);
        match &appointment.job {
            Job::PostOrderJson { include_history, .. } => {
                let history = if *include_history { Some(self.table.history(row).await?) } else { None };
                Ok(Some(posts::order(order, store_id, history.as_deref())?))
            }
            Job::ShipNotify { shipment_id, .. } => {
                let found = order.order_shipments.iter().find(|shipment| shipment.id == *shipment_id);
                Ok(found.map(|shipment| posts::shipment(shipment, order, store_id)).transpose()?)
            }
        }
    }
}

impl Courier for PostCourier {
    type Error = PostError;

    /// Held back where the store's server does not answer, for a quarter of an hour at most after the attempt was due;
    /// and where more of the store's posts left in this minute than may.
    async fn turn(&self, appointment: &Appointment, at: Timestamp) -> Result<Turn, PostError> {
        let Some(sender) = self.sender(appointment.store_id).await? else { return Ok(Turn::Now) };
        let left = MAX_HELD_BY_BREAKER - at.duration_since(appointment.due_since());
        if let Some(line) = line_of(appointment).filter(|_| left >= SignedDuration::from_secs(1))
            && let Some(wait) = self.breaker.wait(&line, at)
        {
            let at_most = Duration::try_from(left).unwrap_or_default();
            return Ok(Turn::Later { wait, at_most, why: format!("{} did not answer several times", line.1) });
        }
        let max = sender.posts_per_minute;
        let wait = self.cap.take(appointment.store_id, max, at).await?;
        let why = || format!("more than {max} posts a minute");
        Ok(wait.map_or(Turn::Now, |wait| Turn::Later { wait, at_most: MAX_HOLD, why: why() }))
    }

    async fn attempt(&self, appointment: &Appointment, row: &OrderRow, at: Timestamp) -> Result<Attempted, PostError> {
        let Some(sender) = self.sender(appointment.store_id).await? else {
            return Ok(Attempted::Impossible("the store is gone"));
        };
        if let Job::ShipNotify { url, .. } = &appointment.job
            && !may_go_to(url, &sender.notify_hosts)
        {
            return Ok(Attempted::Impossible(
                "the store's setting notify_hosts does not list the host of ship_notify_url",
            ));
        }
        let Some(document) = self.document(appointment, row).await? else {
            return Ok(Attempted::Impossible("the shipment is gone"));
        };
        let headers = match self.headers_of(appointment, &sender).await? {
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
        Job::PostOrderJson { format, .. } => format,
        Job::ShipNotify { .. } => PostFormat::Json,
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
