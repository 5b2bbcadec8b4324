//! What shops are asked for beside single orders: whether they answer, their webhooks, and their orders page by page.

use std::sync::Arc;

use carts::{CartError, CartReply, Cursor, Json, MapOptions, PollCall, PollPage, PolledOrder, SubscribeCall};
use domain::{
    Arrival, ArrivalKind, BroughtBy, Clock, ConnectionState, ConnectionTask, Identity, Incident, Kept, KeptArrival,
    MAX_SUBSCRIPTIONS, Payload, Poll, PollReason, Store, StoreId, TaskStep, body_digest,
};
use files::{Bucket, FilesError};
use queue::{ArrivalMessage, Queue, QueueError};
use table::{Outcome, Queued, TableError};

use super::make::{Decision, decide};
use super::shops::{Shop, ShopError, Shops};
use super::{MAX_BYTES_IN_MESSAGE, state};
use crate::{Desk, OpenSecretError, incidents};

/// So many arrivals that waited for a paused connection are brought again in one step.
const RELEASED_AT_ONCE: usize = 500;

/// What a shop says that has a webhook already.
const TAKEN_ALREADY: &str = "already been taken";

/// Does tasks of connections, a step per message.
pub struct Tasks {
    /// The table.
    pub desk: Desk,
    /// Opens connections, and asks their shops.
    pub shops: Arc<Shops>,
    /// Where orders arrive.
    pub arrivals: Queue,
    /// Where documents are put that are too long for a message.
    pub bucket: Bucket,
    /// Where webhooks come to: the address of the API, without a path.
    pub api_endpoint: String,
    /// Tells the time.
    pub clock: Clock,
}

/// Why a step could not be done, for a reason of ours. It comes again.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The connection's secrets could not be opened.
    #[error(transparent)]
    Secrets(#[from] OpenSecretError),
    /// The queue failed.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The bucket failed.
    #[error(transparent)]
    Files(#[from] FilesError),
}

/// Why a step did not come to its end.
enum Stopped {
    Ours(TaskError),
    Theirs(ShopError),
}

impl<E: Into<TaskError>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Ours(error.into())
    }
}

impl From<ShopError> for Stopped {
    fn from(error: ShopError) -> Self {
        match error {
            ShopError::Ours(error) => Self::Ours(error.into()),
            theirs => Self::Theirs(theirs),
        }
    }
}

impl From<CartError> for Stopped {
    fn from(error: CartError) -> Self {
        ShopError::from(error).into()
    }
}

/// What a step found, to be noted.
enum Found {
    /// The task goes on.
    GoOn(ConnectionTask),
    /// It is over: the shop answers, and takes tracking numbers so, where shops differ.
    Answers(&'static str),
    /// It is over: these are the webhooks that the shop sends.
    Subscribed(Vec<String>),
    /// It is over: the poll found this, and the schedule's next one begins there.
    Polled(Poll, String),
    /// It is over.
    Released,
}

impl Tasks {
    /// Does a step of a connection's task. The row is the truth: a message of a step that is over is dropped. What a shop
    /// says no to ends the task and is kept with the connection.
    pub async fn step(&self, store_id: StoreId, id: &str, step: TaskStep) -> Result<(), TaskError> {
        let (known, _) = self.desk.table.progress::<ConnectionState>(store_id, id).await?;
        let Some(due) = known.due().filter(|due| due.step == step) else {
            tracing::info!("dropped: this step is over");
            return Ok(());
        };
        let Some(mut shop) = self.shops.shop(store_id, id).await? else {
            tracing::info!("dropped: the connection is gone");
            return Ok(self.desk.table.remove_progress::<ConnectionState>(store_id, id).await?);
        };
        let done = match Box::pin(self.work(&mut shop, &known, due.task)).await {
            Err(Stopped::Theirs(error)) => Err(self.shops.after_error(&mut shop, error).await),
            Err(Stopped::Ours(error)) => return Err(error),
            Ok(found) => Ok(found),
        };
        self.note(&shop, step, done).await
    }

    async fn work(&self, shop: &mut Shop, known: &ConnectionState, task: ConnectionTask) -> Result<Found, Stopped> {
        if task != ConnectionTask::Release {
            self.shops.refreshed(shop).await?;
        }
        match task {
            ConnectionTask::Test => self.test(shop).await,
            ConnectionTask::Subscribe => self.subscribe(shop, known).await,
            ConnectionTask::Poll(poll) => self.poll(shop, known, poll).await,
            ConnectionTask::Release => self.release(shop).await,
        }
    }

    /// Notes what came of a step, unless another one did it meanwhile.
    async fn note(&self, shop: &Shop, step: TaskStep, done: Result<Found, ShopError>) -> Result<(), TaskError> {
        let (now, id) = (self.clock.now(), &shop.connection.id);
        let note = |state: &mut ConnectionState| {
            state.due().filter(|due| due.step == step)?;
            Some(match &done {
                Ok(found) => {
                    note_found(state, found, now);
                    None
                }
                Err(error) => note_error(state, error, now),
            })
        };
        let mailed = state::change(&self.desk, shop.store_id, id, Queued::Now, note).await?.flatten();
        if let Some(why) = mailed {
            let incident = Incident::connection_failed(&shop.connection, &why);
            incidents::note(&self.desk, shop.store_id, &incident, &self.clock).await?;
        }
        Ok(())
    }

    async fn test(&self, shop: &Shop) -> Result<Found, Stopped> {
        let spec = shop.cart.spec();
        if let Some(probe) = spec.probe {
            let reply = self.shops.ask(shop, &(probe.request)(&shop.access)).await?;
            return Ok(Found::Answers((probe.read)(&reply)?.name()));
        }
        if let Some(poll) = spec.poll {
            let cursor = Cursor::since(self.clock.now());
            self.page(shop, poll, &cursor).await?;
        }
        Ok(Found::Answers(""))
    }

    async fn page(&self, shop: &Shop, poll: PollCall, cursor: &Cursor) -> Result<PollPage, Stopped> {
        let reply = self.shops.ask(shop, &(poll.request)(&shop.access, cursor)).await?;
        Ok((poll.read)(cursor, &reply)?)
    }

    /// Asks for webhooks; where the shop was asked before and can be, those are switched on.
    async fn subscribe(&self, shop: &Shop, known: &ConnectionState) -> Result<Found, Stopped> {
        let Some(call) = shop.cart.spec().subscribe else {
            let why = "this cart is told by a person where its webhooks go: see its page in the documentation";
            return Err(ShopError::Refused(why.to_owned()).into());
        };
        let url = self.hook_url(shop);
        if let Some(enable) = call.enable.filter(|_| !known.subscriptions.is_empty()) {
            let mut are_there = true;
            let secret = self.shops.webhook_secret(shop).await?;
            for id in &known.subscriptions {
                let reply = self.shops.ask(shop, &enable(&shop.access, id, &url, &secret)).await?;
                are_there &= is_there(&reply)?;
            }
            if are_there {
                return Ok(Found::Subscribed(known.subscriptions.clone()));
            }
        }
        self.subscribe_anew(shop, call, &url).await
    }

    async fn subscribe_anew(&self, shop: &Shop, call: SubscribeCall, url: &str) -> Result<Found, Stopped> {
        let secret = self.shops.webhook_secret(shop).await?;
        let mut ids = vec![];
        for request in (call.requests)(&shop.access, url, &secret) {
            let reply = self.shops.ask(shop, &request).await?;
            match (call.read)(&reply) {
                Ok(subscription) => {
                    if let Some(secret) = subscription.secret {
                        self.shops.keep_webhook_secret(shop, &secret).await?;
                    }
                    ids.push(subscription.id);
                }
                // Of a subscription before, of which only the answer was lost.
                Err(CartError::Rejected { message, .. }) if message.contains(TAKEN_ALREADY) => {}
                Err(error) => return Err(error.into()),
            }
        }
        ids.truncate(MAX_SUBSCRIPTIONS);
        Ok(Found::Subscribed(ids))
    }

    fn hook_url(&self, shop: &Shop) -> String {
        let hook = shop.connection.hook(shop.store_id);
        format!("{}/v1/hooks/{}/{hook}", self.api_endpoint, shop.cart)
    }

    /// One page of orders: each arrives as if a webhook had brought it.
    async fn poll(&self, shop: &Shop, known: &ConnectionState, mut poll: Poll) -> Result<Found, Stopped> {
        let Some(call) = shop.cart.spec().poll else {
            return Err(ShopError::Refused("this cart can't be asked for its orders".to_owned()).into());
        };
        let before = Cursor::read(&poll.cursor).unwrap_or_else(|| Cursor::since(poll.since));
        let page = self.page(shop, call, &before).await?;
        if page.has_more && page.cursor == before {
            return Err(ShopError::Refused("the shop gives the same page of orders again".to_owned()).into());
        }
        let store = self.desk.table.store(shop.store_id).await?;
        let mut messages = vec![];
        for order in page.orders {
            let is_missed = match (&store, poll.reason) {
                (Some(store), PollReason::Reconcile) => self.is_missed(shop, store, &order).await?,
                _ => false,
            };
            poll.count(&order.id, is_missed);
            messages.push(self.message(shop, known.number, &poll, order).await?);
        }
        self.arrivals.send_arrivals(&messages).await?;
        if page.has_more {
            poll.cursor = page.cursor.text();
            return Ok(Found::GoOn(ConnectionTask::Poll(poll)));
        }
        Ok(Found::Polled(poll, page.cursor.after_all().text()))
    }

    async fn message(
        &self,
        shop: &Shop,
        task: u64,
        poll: &Poll,
        order: PolledOrder,
    ) -> Result<ArrivalMessage, Stopped> {
        let by = if poll.reason == PollReason::Hand { BroughtBy::Hand } else { BroughtBy::Poll };
        let document = order.order.as_ref().map(Json::to_string);
        let mut arrival = Arrival {
            store_id: shop.store_id,
            connection_id: shop.connection.id.clone(),
            order_id: order.id,
            kind: ArrivalKind::Order,
            payload: Payload::InShop,
            by,
            at: self.clock.now(),
            again: poll.again,
        };
        let version = order.version.map(|version| version.to_string()).unwrap_or_default();
        let digest = document.as_deref().map(body_digest).unwrap_or_default();
        if let Some(document) = document {
            arrival.payload = if document.len() > MAX_BYTES_IN_MESSAGE {
                let name = arrival.object_name(&document);
                self.bucket.put(&name, "application/json", document.into_bytes()).await?;
                Payload::Kept(name)
            } else {
                Payload::Here(document)
            };
        }
        Ok(ArrivalMessage { arrival, repetition: format!("task {task}\n{version}\n{digest}") })
    }

    /// Whether an order should be here and is not. Of an order that the list has not whole, nobody knows whether it is one to
    /// take: it counts.
    async fn is_missed(&self, shop: &Shop, store: &Store, order: &PolledOrder) -> Result<bool, Stopped> {
        let identity = Identity::Cart(shop.connection.id.clone(), order.id.clone());
        if !matches!(self.desk.table.order_made_of(store.id, &identity).await?, Outcome::Missing) {
            return Ok(false);
        }
        let Some(document) = &order.order else { return Ok(true) };
        let now = self.clock.now();
        let Ok(mapped) = (shop.cart.spec().map)(document, &MapOptions::new(now)) else { return Ok(true) };
        let arrival = Arrival {
            store_id: store.id,
            connection_id: shop.connection.id.clone(),
            order_id: order.id.clone(),
            kind: ArrivalKind::Order,
            payload: Payload::InShop,
            by: BroughtBy::Poll,
            at: now,
            again: false,
        };
        Ok(matches!(decide(&shop.connection, store, &arrival, mapped, now), Decision::Make(_)))
    }

    /// Brings again what came while the connection was paused. Each is then one whose waiting is over.
    async fn release(&self, shop: &Shop) -> Result<Found, Stopped> {
        let (table, now) = (&self.desk.table, self.clock.now());
        let (mut from, mut released) = (None, 0_usize);
        loop {
            let page = table.arrivals_from(shop.store_id, &shop.connection.id, from.as_deref()).await?;
            for kept in page.kept.into_iter().filter(|kept| kept.kept == Kept::Paused) {
                let over = KeptArrival { kept: Kept::Delayed { until: now }, ..kept };
                table.put_arrival(&over, Queued::Now).await?;
                released = released.saturating_add(1);
            }
            if released >= RELEASED_AT_ONCE {
                return Ok(Found::GoOn(ConnectionTask::Release));
            }
            from = page.next;
            if from.is_none() {
                return Ok(Found::Released);
            }
        }
    }
}

/// Whether the webhook that was to be switched on is there.
fn is_there(reply: &CartReply) -> Result<bool, Stopped> {
    match reply.status {
        200..=299 => Ok(true),
        404 | 410 => Ok(false),
        401 | 403 => Err(ShopError::Keys("the shop refuses to switch a webhook on".to_owned()).into()),
        status => {
            let why = format!("the shop answered {status} where a webhook was to be switched on");
            Err(ShopError::Later { why, after: None }.into())
        }
    }
}

fn note_found(state: &mut ConnectionState, found: &Found, now: jiff::Timestamp) {
    match found {
        Found::GoOn(task) => return state.go_on(task.clone(), now),
        Found::Answers(way) => {
            if !way.is_empty() {
                (*way).clone_into(&mut state.tracking_way);
            }
        }
        Found::Subscribed(ids) => state.subscriptions.clone_from(ids),
        Found::Polled(poll, next) => state.note_poll(poll, next, now),
        Found::Released => {}
    }
    state.succeed(now);
}

/// Notes an error; what the store's admin is to be mailed, if that is to be.
fn note_error(state: &mut ConnectionState, error: &ShopError, now: jiff::Timestamp) -> Option<String> {
    let why = error.to_string();
    if let ShopError::Later { after, .. } = error
        && state.put_off(*after)
    {
        state.note_error(now, &why);
        return None;
    }
    let needs_person = matches!(error, ShopError::Keys(_));
    state.fail(now, &why, needs_person).then_some(why)
}
