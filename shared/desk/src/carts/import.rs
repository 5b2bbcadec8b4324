//! Taking what arrives of a shop: an order is inserted, merged, held back, or kept where none can be made of it.
//!
//! Arrivals of one order come one after another. Each may come again, and in any sequence: an order is inserted under an id
//! that follows from the shop's own, and merged by the version the cart gives it (`carts::merge`). The document is put away
//! before anything is done with it, so what fails behind that is not lost.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use carts::{Fetch, FieldMap, ImportState, Json, MapOptions, MappedOrder, Merge};
use domain::{
    Arrival, ArrivalKind, BroughtBy, Clock, ConnectionState, Identity, Incident, OrderId, Payload, Store, StoreId,
};
use files::{Bucket, FilesError};
use jiff::{SignedDuration, Timestamp};
use table::{OrderRow, Outcome, Queued, TableError};

use super::apply::{apply, cancel};
use super::make::{Decision, Made, decide, of_vendors};
use super::shops::{Shop, ShopError, Shops};
use super::{MAX_DOCUMENT_BYTES, keep, state};
use crate::orders::{Creation, Removed, insert};
use crate::{Actor, Desk, DeskError, OpenSecretError, incidents};

/// That a webhook came is noted so often.
const NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// A fetch takes at most so many requests: three to five parts, and lines fifty at a time.
const MAX_FETCH_STEPS: usize = 12;

/// A shop that does not answer is tried so often before what arrived is kept for a person.
const MAX_TRIES: u32 = 8;

/// Why nothing follows from what arrives of an order that was here.
const REMOVED: &str = "its order was removed or moved away";

/// Takes what arrives.
pub struct Importer {
    /// The table.
    pub desk: Desk,
    /// Opens connections, and asks their shops.
    pub shops: Shops,
    /// Where documents are kept.
    pub bucket: Bucket,
    /// Tells the time.
    pub clock: Clock,
    /// When a webhook of a connection was last noted by this process.
    pub noted: NotedWebhooks,
}

/// When webhooks were last noted.
#[derive(Default)]
pub struct NotedWebhooks(Mutex<HashMap<(StoreId, String), Timestamp>>);

/// What became of an arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// This order was made of it.
    Created(OrderId),
    /// This order was changed by it.
    Changed(OrderId),
    /// Nothing new was in it.
    Unchanged(OrderId),
    /// Nothing follows from it, for this reason.
    PassedOver(&'static str),
    /// It is kept: it waits, or no order can be made of it.
    Kept,
}

/// Why an arrival could not be taken. It comes again.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The shop is to be asked again later.
    #[error("the shop is to be asked again: {why}")]
    Later {
        /// What it says.
        why: String,
        /// How long it asks to wait.
        after: Option<Duration>,
    },
    /// The table failed, or the order changed under every try.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The bucket failed.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The connection's secrets could not be opened.
    #[error(transparent)]
    Secrets(#[from] OpenSecretError),
}

impl From<TableError> for ImportError {
    fn from(error: TableError) -> Self {
        Self::Desk(error.into())
    }
}

impl Importer {
    /// Takes an arrival, which came for the `tries`-th time.
    pub async fn import(&self, arrival: &Arrival, tries: u32) -> Result<Taken, ImportError> {
        let found = self.shops.shop(arrival.store_id, &arrival.connection_id).await?;
        let Some(mut shop) = found else { return Ok(Taken::PassedOver("its connection is gone")) };
        let store = self.desk.table.store(arrival.store_id).await?;
        let Some(store) = store else { return Ok(Taken::PassedOver("its store is gone")) };
        self.note_webhook(arrival).await?;
        // What comes to a store that is locked waits for it as for a connection that is paused. What is of no order
        // does not: it changes none, and all of it would wait under one name, where only the newest is kept.
        let is_of_order = matches!(arrival.kind, ArrivalKind::Order | ArrivalKind::Removed);
        let is_paused = shop.connection.is_paused && arrival.by != BroughtBy::Hand;
        if is_of_order && (is_paused || !store.state.is_active()) {
            let arrival = match &arrival.payload {
                Payload::Here(document) => keep::put_away(&self.bucket, arrival, document).await?,
                _ => arrival.clone(),
            };
            keep::pause(&self.desk.table, &arrival).await?;
            return Ok(Taken::Kept);
        }
        let taken = match arrival.kind {
            ArrivalKind::Order => Box::pin(self.order(&mut shop, &store, arrival, tries)).await?,
            ArrivalKind::Removed => Box::pin(self.removed(&shop, &store, arrival)).await?,
            ArrivalKind::Disconnected => {
                let why = "the shop took our access away: connect it anew";
                state::note_refused_keys(&self.desk, arrival.store_id, &shop.connection, why, &self.clock).await?;
                Taken::PassedOver("the shop took our access away")
            }
            ArrivalKind::Privacy => {
                let topic = if let Payload::Here(topic) = &arrival.payload { topic.as_str() } else { "" };
                let incident = Incident::privacy_request(&shop.connection, topic);
                incidents::note(&self.desk, arrival.store_id, &incident, &self.clock).await?;
                Taken::PassedOver("it asks for what is kept of a person, which the store's admin is told")
            }
        };
        if arrival.by == BroughtBy::Replay && taken != Taken::Kept {
            let table = &self.desk.table;
            table.remove_arrival(arrival.store_id, &arrival.connection_id, &arrival.kept_id()).await?;
        }
        Ok(taken)
    }

    async fn order(&self, shop: &mut Shop, store: &Store, arrival: &Arrival, tries: u32) -> Result<Taken, ImportError> {
        let now = self.clock.now();
        let document = match self.document(shop, arrival).await {
            Ok(document) => document,
            Err(error) => return self.not_brought(shop, store, arrival, error, tries).await,
        };
        let arrival = &keep::put_away(&self.bucket, arrival, &document).await?;
        let mapped = match mapped(shop, &document, now) {
            Ok(mapped) => mapped,
            Err(why) => return self.refuse(arrival, &why).await,
        };
        let identity = Identity::Cart(shop.connection.id.clone(), mapped.order_id.clone());
        match self.desk.table.order_made_of(store.id, &identity).await? {
            Outcome::Done(row) => Box::pin(self.merge(shop, store, arrival, row.order.id, mapped)).await,
            Outcome::Unchanged(()) if !arrival.again => Ok(Taken::PassedOver(REMOVED)),
            _ => Box::pin(self.make(shop, store, arrival, &identity, mapped)).await,
        }
    }

    /// The document of an arrival's order: as it came, as it was put away, or as the shop has it.
    async fn document(&self, shop: &mut Shop, arrival: &Arrival) -> Result<String, NotBrought> {
        match &arrival.payload {
            Payload::Here(document) => Ok(document.clone()),
            Payload::Kept(name) => {
                let bytes = self.bucket.read(name, "", MAX_DOCUMENT_BYTES).await?;
                Ok(String::from_utf8_lossy(&bytes).into_owned())
            }
            Payload::InShop => self.fetch(shop, &arrival.order_id).await.map_err(NotBrought::Shop),
        }
    }

    async fn fetch(&self, shop: &mut Shop, order_id: &str) -> Result<String, ShopError> {
        let Some(fetch) = shop.cart.spec().fetch else {
            return Err(ShopError::Refused("the cart can't be asked for an order".to_owned()));
        };
        self.shops.refreshed(shop).await?;
        let mut replies = vec![];
        while replies.len() < MAX_FETCH_STEPS {
            let next = match fetch(&shop.access, order_id, &replies) {
                Ok(Fetch::Order(document)) => return Ok(document.to_string()),
                Ok(Fetch::Ask(request)) => self.shops.ask(shop, &request).await,
                Err(error) => Err(error.into()),
            };
            match next {
                Ok(reply) => replies.push(reply),
                Err(error) => return Err(self.shops.after_error(shop, error).await),
            }
        }
        Err(ShopError::Refused("the order has too many parts".to_owned()))
    }

    /// What follows where there is no document.
    async fn not_brought(
        &self,
        shop: &Shop,
        store: &Store,
        arrival: &Arrival,
        error: NotBrought,
        tries: u32,
    ) -> Result<Taken, ImportError> {
        let error = match error {
            NotBrought::Files(FilesError::Gone { .. }) => {
                return self.refuse(arrival, "what the shop sent is not kept any more").await;
            }
            NotBrought::Files(error) => return Err(error.into()),
            NotBrought::Shop(error) => error,
        };
        match error {
            ShopError::Ours(error) => Err(error.into()),
            ShopError::Later { why, after } if tries < MAX_TRIES => Err(ImportError::Later { why, after }),
            ShopError::Gone => Box::pin(self.removed(shop, store, arrival)).await,
            ShopError::Keys(why) => {
                state::note_refused_keys(&self.desk, arrival.store_id, &shop.connection, &why, &self.clock).await?;
                self.refuse(arrival, &why).await
            }
            ShopError::Later { why, .. } | ShopError::Refused(why) => self.refuse(arrival, &why).await,
        }
    }

    async fn refuse(&self, arrival: &Arrival, why: &str) -> Result<Taken, ImportError> {
        tracing::warn!(connection = arrival.connection_id, "no order can be made of what arrived: {why}");
        let arrival = match &arrival.payload {
            Payload::Here(document) => &keep::put_away(&self.bucket, arrival, document).await?,
            _ => arrival,
        };
        keep::refuse(&self.desk.table, arrival, why, self.clock.now()).await?;
        Ok(Taken::Kept)
    }

    async fn make(
        &self,
        shop: &Shop,
        store: &Store,
        arrival: &Arrival,
        identity: &Identity,
        mapped: MappedOrder,
    ) -> Result<Taken, ImportError> {
        let again = mapped.clone();
        let made = match decide(&shop.connection, store, arrival, mapped, self.clock.now()) {
            Decision::PassOver(why) => return Ok(Taken::PassedOver(why)),
            Decision::Wait(until) => {
                keep::delay(&self.desk.table, arrival, until).await?;
                return Ok(Taken::Kept);
            }
            Decision::Make(made) => made,
        };
        // It may have been made and removed since it was looked for.
        let removed = if arrival.again { Removed::IsMadeAnew } else { Removed::StaysRemoved };
        match self.insert(shop, store, (identity, removed), &made).await {
            Ok(Outcome::Done(row)) => Ok(Taken::Created(row.order.id)),
            // Somebody else's write came first, or our own, of which the answer was lost.
            Ok(Outcome::Unchanged(row)) => Box::pin(self.merge(shop, store, arrival, row.order.id, again)).await,
            Ok(Outcome::Missing | Outcome::Stale) => Ok(Taken::PassedOver(REMOVED)),
            Err(error) if error.is_passing() => Err(error.into()),
            Err(error) => self.refuse(arrival, &error.to_string()).await,
        }
    }

    async fn insert(
        &self,
        shop: &Shop,
        store: &Store,
        as_what: (&Identity, Removed),
        made: &Made,
    ) -> Result<Outcome<OrderRow, OrderRow>, DeskError> {
        let (by, now) = (Actor::shop(&shop.connection.name), self.clock.now());
        let creation = Creation { origin: domain::Origin::Api, idempotency_key: None, by: &by, rules: made.rules, now };
        let finish = |row: &mut OrderRow| made.finish(row, store, &by, now);
        insert(&self.desk, store, &made.new, &creation, as_what, finish).await
    }

    async fn merge(
        &self,
        shop: &Shop,
        store: &Store,
        arrival: &Arrival,
        order_id: OrderId,
        mapped: MappedOrder,
    ) -> Result<Taken, ImportError> {
        let Some((mapped, _)) = of_vendors(&shop.connection, mapped) else {
            return Ok(Taken::PassedOver("its vendors are none of those to take"));
        };
        let (by, now) = (Actor::shop(&shop.connection.name), self.clock.now());
        let changed = self.desk.table.change_order(store.id, order_id, now, |row| {
            let known = ImportState::read(&row.cart_memory);
            match carts::merge(&row.order, &known, &mapped, now) {
                Merge::Nothing => Ok(None),
                Merge::Changes(merged) => apply(row, *merged, (shop, store), &by, now).map(Some),
            }
        });
        match Box::pin(changed).await? {
            Outcome::Done(_) => Ok(Taken::Changed(order_id)),
            Outcome::Unchanged(_) => Ok(Taken::Unchanged(order_id)),
            Outcome::Refused(error) => self.refuse(arrival, &format!("order {order_id}: {error}")).await,
            Outcome::Missing | Outcome::Stale => Ok(Taken::PassedOver("its order was removed")),
        }
    }

    /// An order that the shop no longer has is canceled here, and stays.
    async fn removed(&self, shop: &Shop, store: &Store, arrival: &Arrival) -> Result<Taken, ImportError> {
        let identity = Identity::Cart(shop.connection.id.clone(), arrival.order_id.clone());
        let found = self.desk.table.order_made_of(arrival.store_id, &identity).await?.done();
        let Some(row) = found else { return Ok(Taken::PassedOver("the shop removed what is not here")) };
        let (by, now) = (Actor::shop(&shop.connection.name), self.clock.now());
        let changed = self.desk.table.change_order(store.id, row.order.id, now, |row| {
            let mut state = ImportState::read(&row.cart_memory);
            if state.stage == Some(carts::Stage::Canceled) {
                return Ok::<_, DeskError>(None);
            }
            state.stage = Some(carts::Stage::Canceled);
            row.cart_memory = state.text();
            cancel(row, (shop, store), "the shop removed it", &by, now);
            Ok(Some(()))
        });
        Ok(match Box::pin(changed).await? {
            Outcome::Done(_) => Taken::Changed(row.order.id),
            _ => Taken::Unchanged(row.order.id),
        })
    }

    /// Notes that a webhook came, once an hour.
    async fn note_webhook(&self, arrival: &Arrival) -> Result<(), ImportError> {
        let key = (arrival.store_id, arrival.connection_id.clone());
        let now = self.clock.now();
        let is_noted = {
            let noted = self.noted.0.lock().unwrap_or_else(PoisonError::into_inner);
            noted.get(&key).is_some_and(|at| now.duration_since(*at) < NOTED_EVERY)
        };
        if arrival.by != BroughtBy::Webhook || is_noted {
            return Ok(());
        }
        let note = |state: &mut ConnectionState| {
            let is_old = state.last_webhook_at.is_none_or(|at| now.duration_since(at) >= NOTED_EVERY);
            is_old.then(|| state.last_webhook_at = Some(now))
        };
        state::change(&self.desk, arrival.store_id, &arrival.connection_id, Queued::Before, note).await?;
        self.noted.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, now);
        Ok(())
    }
}

/// Why there is no document.
enum NotBrought {
    Shop(ShopError),
    Files(FilesError),
}

impl From<FilesError> for NotBrought {
    fn from(error: FilesError) -> Self {
        Self::Files(error)
    }
}

/// The order of a document, by the connection's settings; or why it is none.
fn mapped(shop: &Shop, document: &str, now: Timestamp) -> Result<MappedOrder, String> {
    let settings = &shop.connection.settings;
    let field_map = FieldMap::try_from(shop.connection.field_map.clone()).map_err(|error| error.to_string())?;
    let options = MapOptions {
        now,
        weight_unit: settings.weight_unit,
        included_tax: settings.included_tax,
        field_map: Some(&field_map).filter(|_| !shop.connection.field_map.is_empty()),
    };
    let json = Json::read(document.as_bytes()).map_err(|error| error.to_string())?;
    (shop.cart.spec().map)(&json, &options).map_err(|error| error.to_string())
}
