//! Webhooks of shops: looked at, and queued.

use std::sync::Arc;
use std::time::Duration;

use carts::{Cart, Envelope, EnvelopeError, FieldMap, Headers, Rejection, TimeCheck, Topic};
use domain::{Arrival, ArrivalKind, BroughtBy, Clock, Connection, HookKey, Payload, StoreId, body_digest};
use files::{Bucket, FilesError};
use queue::{ArrivalMessage, Queue, QueueError};
use secrets::Kms;
use subtle::ConstantTimeEq;
use table::Table;

use super::MAX_BYTES_IN_MESSAGE;
use crate::connections::opened::opened;
use crate::opened_data_key::OpenedDataKey;
use crate::{Cache, OpenSecretError};

/// A connection is remembered for so long: one that is removed may be taken for there within it.
const REMEMBERED: Duration = Duration::from_secs(30);

/// A signature that is wrong by a connection that was read so long ago is looked at once more with the connection as it is
/// now, whose secret may be another one. Whoever sends wrong ones makes no more reads than that.
const DOUBTED: Duration = Duration::from_secs(2);

/// So many connections are remembered.
const MAX_REMEMBERED: usize = 1_000;

/// A webhook as it came.
#[derive(Debug)]
pub struct Webhook<'a> {
    /// The cart's id, as its address says.
    pub cart: &'a str,
    /// What else its address ends with.
    pub key: &'a str,
    /// Its headers.
    pub headers: Headers,
    /// Its body, byte by byte.
    pub body: &'a [u8],
}

/// Why a webhook was not queued.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// No connection has this address.
    #[error("no connection has this address")]
    Unknown,
    /// Its signature is not right.
    #[error(transparent)]
    Unsigned(#[from] Rejection),
    /// It is another shop's.
    #[error("it is of another shop: {0}")]
    OfAnotherShop(String),
    /// It could not be looked up or queued. Sent again it may be.
    #[error("it could not be taken")]
    Down(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<OpenSecretError> for NotTaken {
    fn from(error: OpenSecretError) -> Self {
        Self::Down(error.into())
    }
}

impl From<QueueError> for NotTaken {
    fn from(error: QueueError) -> Self {
        Self::Down(error.into())
    }
}

impl From<FilesError> for NotTaken {
    fn from(error: FilesError) -> Self {
        Self::Down(error.into())
    }
}

/// What of a connection a webhook is looked at with.
struct Known {
    cart: Cart,
    connection: Connection,
    secrets: Vec<String>,
    field_map: Option<FieldMap>,
}

/// Takes webhooks in.
pub struct Intake {
    table: Table,
    data_key: OpenedDataKey,
    known: Cache<(StoreId, String), Arc<Known>>,
    arrivals: Queue,
    bucket: Bucket,
    clock: Clock,
}

impl Known {
    /// A webhook, read by the connection's map of fields.
    fn reading<'r>(&'r self, webhook: &'r Webhook<'_>) -> carts::Webhook<'r> {
        let mut read = carts::Webhook::new(&webhook.headers, webhook.body);
        read.field_map = self.field_map.as_ref();
        read
    }
}

impl Intake {
    /// Queues in `arrivals`, and puts what is too long for a message into `bucket`.
    pub fn new(table: Table, kms: Kms, (arrivals, bucket): (Queue, Bucket), clock: Clock) -> Self {
        let data_key = OpenedDataKey::new(table.clone(), kms);
        Self { table, data_key, known: Cache::new(clock.clone(), REMEMBERED, MAX_REMEMBERED), arrivals, bucket, clock }
    }

    /// Makes the handshakes with DynamoDB, KMS and SQS.
    pub async fn warm_up(&self) {
        tokio::join!(self.data_key.warm_up(), self.arrivals.warm_up());
    }

    /// Looks at a webhook and queues what it tells. Once this is done, it is known to be ours; nothing is noted before, so
    /// that one that is sent again after a failure does not meet its own mark. Nothing follows from a trial, nor from what
    /// is not for us.
    pub async fn take(&self, webhook: &Webhook<'_>) -> Result<(), NotTaken> {
        let hook: HookKey = webhook.key.parse().map_err(|_| NotTaken::Unknown)?;
        let Some(known) = self.verified(&hook, webhook).await? else { return Ok(()) };
        let (spec, read) = (known.cart.spec(), known.reading(webhook));
        let message = match (spec.envelope)(&read) {
            Ok(envelope) if !envelope.is_of_shop(&known.connection.shop) => {
                return Err(NotTaken::OfAnotherShop(envelope.shop));
            }
            Ok(envelope) => self.message(hook, envelope, webhook.body),
            Err(error) => Some(self.unreadable(hook, &error, webhook.body)),
        };
        let Some(mut message) = message else { return Ok(()) };
        if let Payload::Here(document) = &message.arrival.payload
            && document.len() > MAX_BYTES_IN_MESSAGE
        {
            let name = message.arrival.object_name(document);
            self.bucket.put(&name, "application/json", document.clone().into_bytes()).await?;
            message.arrival.payload = Payload::Kept(name);
        }
        Ok(self.arrivals.send_arrival(&message).await?)
    }

    /// The connection that signed a webhook; none of a trial, which nobody signs.
    async fn verified(&self, hook: &HookKey, webhook: &Webhook<'_>) -> Result<Option<Arc<Known>>, NotTaken> {
        loop {
            let known = self.known(hook).await?.ok_or(NotTaken::Unknown)?;
            let is_key = bool::from(known.connection.hook_key.as_bytes().ct_eq(hook.key.as_bytes()));
            if !is_key || known.connection.cart != webhook.cart {
                return Err(NotTaken::Unknown);
            }
            let read = known.reading(webhook);
            if (known.cart.spec().is_ping)(&read) {
                return Ok(None);
            }
            let secrets: Vec<&str> = known.secrets.iter().map(String::as_str).collect();
            match known.cart.verify(&read, &secrets, TimeCheck::Near(self.clock.now())) {
                Ok(_) => return Ok(Some(known)),
                Err(_) if self.known.forget_older(&(hook.store_id, hook.connection_id.clone()), DOUBTED) => {}
                Err(rejection) => return Err(rejection.into()),
            }
        }
    }

    async fn known(&self, hook: &HookKey) -> Result<Option<Arc<Known>>, OpenSecretError> {
        let key = (hook.store_id, hook.connection_id.clone());
        let read = async |(store_id, id): &(StoreId, String)| {
            let found =
                tokio::try_join!(self.table.definition::<Connection>(*store_id, id), self.table.store(*store_id),)?;
            let (Some((connection, _)), Some(store)) = found else { return Ok(None) };
            // What comes to a store that is locked is taken, and waits; one that is closed is as good as gone.
            if !store.state.takes_webhooks() {
                return Ok(None);
            }
            let Ok(cart) = connection.cart.parse::<Cart>() else { return Ok(None) };
            let opened = opened(*store_id, &connection, self.data_key.get().await?, self.clock.now())?;
            let map = Some(connection.field_map.clone()).filter(|map| !map.is_empty());
            let field_map = map.and_then(|map| FieldMap::try_from(map).ok());
            Ok(Some(Arc::new(Known { cart, connection, secrets: opened.webhook_secrets, field_map })))
        };
        self.known.get_or(key, read).await
    }

    /// What is queued of a webhook; nothing of one that is not for us.
    fn message(&self, hook: HookKey, envelope: Envelope, body: &[u8]) -> Option<ArrivalMessage> {
        let kind = match envelope.topic {
            Topic::OrderCreated | Topic::OrderChanged | Topic::OrderCanceled => ArrivalKind::Order,
            Topic::OrderRemoved => ArrivalKind::Removed,
            Topic::Disconnected => ArrivalKind::Disconnected,
            Topic::Privacy => ArrivalKind::Privacy,
            Topic::Other => return None,
        };
        let payload = match (kind, envelope.payload) {
            (ArrivalKind::Order, carts::Payload::Order) => Payload::Here(text(body)),
            (ArrivalKind::Privacy, _) => Payload::Here(envelope.cart_topic.clone()),
            _ => Payload::InShop,
        };
        // A cart that gives its deliveries no ids is known by what it says.
        let mut repetition = envelope.delivery_ids.join("\n");
        if repetition.is_empty() || payload != Payload::InShop {
            repetition = format!("{}\n{}", envelope.cart_topic, body_digest(&text(body)));
        }
        Some(ArrivalMessage { arrival: self.arrival(hook, envelope.order_id, kind, payload), repetition })
    }

    /// What was signed rightly and can't be read is kept whole, under what it is.
    fn unreadable(&self, hook: HookKey, error: &EnvelopeError, body: &[u8]) -> ArrivalMessage {
        tracing::warn!("a webhook can't be read: {error}");
        let document = text(body);
        let digest = body_digest(&document);
        let payload = Payload::Here(document);
        let arrival = self.arrival(hook, format!("unreadable {digest}"), ArrivalKind::Order, payload);
        ArrivalMessage { arrival, repetition: digest }
    }

    fn arrival(&self, hook: HookKey, order_id: String, kind: ArrivalKind, payload: Payload) -> Arrival {
        let (store_id, connection_id) = (hook.store_id, hook.connection_id);
        let (by, at) = (BroughtBy::Webhook, self.clock.now());
        Arrival { store_id, connection_id, order_id, kind, payload, by, at, again: false }
    }
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}
