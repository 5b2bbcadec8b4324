//! Calling shops: by their connection's keys, no more often than the cart allows, with a token that has not ended.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use carts::{Access, Cart, CartError, CartReply, CartRequest, RateLimit, RefreshCall, TrackingWay};
use delivery::{ApiCaller, ApiRequest, NoReply};
use domain::{Clock, Connection, StoreId};
use jiff::SignedDuration;
use secrets::{ConnectionSecret, Kms};
use table::{Outcome, Table, TableError};
use tokio::time::Instant;

use crate::connections::opened::{Opened, opened, sealed, sealed_tokens};
use crate::opened_data_key::OpenedDataKey;
use crate::{DeskError, OpenSecretError};

/// A token that ends sooner than this is replaced before it is used.
const REFRESHED_BEFORE: SignedDuration = SignedDuration::from_mins(5);

/// A secret that a shop made up another for opens for so long.
const WEBHOOK_SECRET_OVERLAP: SignedDuration = SignedDuration::from_hours(72);

/// After a token was replaced, what was refused with the one before is done again.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Opens connections and calls their shops.
pub struct Shops {
    table: Table,
    data_key: OpenedDataKey,
    caller: ApiCaller,
    clock: Clock,
    pace: Pace,
}

/// A shop of a store, with its keys opened.
pub(super) struct Shop {
    pub(super) store_id: StoreId,
    pub(super) connection: Connection,
    pub(super) cart: Cart,
    pub(super) access: Access,
    version: u64,
}

/// Why a shop did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ShopError {
    /// It is busy, unwell, or did not answer: again later, after this long where it says so.
    #[error("{why}")]
    Later {
        /// What it says, or what went wrong.
        why: String,
        /// How long it asks to wait.
        after: Option<Duration>,
    },
    /// It refuses the connection's keys: a person has to give others.
    #[error("{0}")]
    Keys(String),
    /// What was asked about is not there any more.
    #[error("the shop does not have that any more")]
    Gone,
    /// It says no, and would say it again; or its answer can't be read.
    #[error("{0}")]
    Refused(String),
    /// A fault of ours: the same is to come again.
    #[error(transparent)]
    Ours(#[from] OpenSecretError),
}

impl From<TableError> for ShopError {
    fn from(error: TableError) -> Self {
        Self::Ours(error.into())
    }
}

impl From<CartError> for ShopError {
    fn from(error: CartError) -> Self {
        let why = error.to_string();
        match error {
            CartError::Retry { after } => Self::Later { why, after },
            CartError::Auth { .. } => Self::Keys(why),
            CartError::Gone => Self::Gone,
            CartError::Rejected { .. } | CartError::Unreadable(_) => Self::Refused(why),
        }
    }
}

impl From<NoReply> for ShopError {
    fn from(error: NoReply) -> Self {
        let why = format!("the shop {error}");
        match error {
            NoReply::Refused(_) => Self::Refused(why),
            NoReply::NotSent(_) | NoReply::Lost(_) => Self::Later { why, after: None },
        }
    }
}

impl Shops {
    /// Opens connections that are kept in `table` with `kms`, and calls shops by `caller`.
    pub fn new(table: Table, kms: Kms, caller: ApiCaller, clock: Clock) -> Self {
        let data_key = OpenedDataKey::new(table.clone(), kms);
        Self { table, data_key, caller, clock, pace: Pace::default() }
    }

    /// Makes the handshakes with DynamoDB and KMS.
    pub async fn warm_up(&self) {
        self.data_key.warm_up().await;
    }

    /// The shop of a connection; none where that is gone, or of a cart that this build does not know.
    pub(super) async fn shop(&self, store_id: StoreId, id: &str) -> Result<Option<Shop>, OpenSecretError> {
        let found = self.table.definition::<Connection>(store_id, id).await?;
        let Some((connection, version)) = found else { return Ok(None) };
        let Ok(cart) = connection.cart.parse::<Cart>() else { return Ok(None) };
        let Opened { access, .. } = opened(store_id, &connection, self.data_key.get().await?, self.clock.now())?;
        Ok(Some(Shop { store_id, connection, cart, access, version }))
    }

    /// Asks a shop once. The answer is the cart's to read.
    pub(super) async fn ask(&self, shop: &Shop, request: &CartRequest) -> Result<CartReply, ShopError> {
        self.pace.wait((shop.store_id, &shop.connection.id), shop.cart.spec().rate_limit).await;
        let CartRequest { method, url, headers, body, .. } = request;
        let request =
            ApiRequest { method: method.text(), url: url.clone(), headers: headers.clone(), body: body.clone() };
        let reply = self.caller.call(&request).await?;
        Ok(CartReply { status: reply.status, headers: reply.headers.into_iter().collect(), body: reply.body })
    }

    /// The secret that the shop is to sign its webhooks with, where it takes one; blank where there is none.
    pub(super) async fn webhook_secret(&self, shop: &Shop) -> Result<String, ShopError> {
        let (store_id, now) = (shop.store_id, self.clock.now());
        let opened =
            opened(store_id, &shop.connection, self.data_key.get().await?, now).map_err(OpenSecretError::from)?;
        Ok(opened.webhook_secrets.into_iter().next().unwrap_or_default())
    }

    /// Keeps a secret that the shop made up, beside the one before, which webhooks on their way are signed with.
    pub(super) async fn keep_webhook_secret(&self, shop: &Shop, secret: &str) -> Result<(), ShopError> {
        let (store_id, id, now) = (shop.store_id, &shop.connection.id, self.clock.now());
        let given = (ConnectionSecret::Webhook, secret);
        let sealed = sealed(store_id, id, given, self.data_key.get().await?).map_err(OpenSecretError::from)?;
        let until = now.checked_add(WEBHOOK_SECRET_OVERLAP).ok();
        let changed = self.table.change_definition(store_id, id, now, |before: &Connection, _| {
            let mut after = before.clone();
            after.secrets.rotate_webhook(sealed.clone(), until);
            Ok::<_, DeskError>(after)
        });
        let _ = changed.await?;
        Ok(())
    }

    /// Replaces the shop's token where it has ended or is about to, or where there is none yet.
    pub(super) async fn refreshed(&self, shop: &mut Shop) -> Result<(), ShopError> {
        let Some(refresh) = shop.cart.spec().refresh else { return Ok(()) };
        let soon = self.clock.now().checked_add(REFRESHED_BEFORE).unwrap_or_else(|_| self.clock.now());
        let has_ended = shop.connection.secrets.token_ends_at.is_some_and(|end| end <= soon);
        if has_ended || shop.access.token.is_empty() { self.refresh(shop, refresh).await } else { Ok(()) }
    }

    /// What follows from an error of a shop: where it refuses a token that can be replaced, the same with another one.
    pub(super) async fn after_error(&self, shop: &mut Shop, error: ShopError) -> ShopError {
        let Some(refresh) = shop.cart.spec().refresh else { return error };
        let ShopError::Keys(why) = error else { return error };
        match self.refresh(shop, refresh).await {
            Ok(()) => ShopError::Later { why, after: Some(AT_ONCE) },
            Err(error) => error,
        }
    }

    /// Where another process replaced the token at the same time, that one's is used: a cart's next one may be good once.
    async fn refresh(&self, shop: &mut Shop, call: RefreshCall) -> Result<(), ShopError> {
        let is_possible = !shop.access.refresh_token.is_empty() || !shop.access.client_secret.is_empty();
        if !is_possible {
            return Ok(());
        }
        let reply = self.ask(shop, &(call.request)(&shop.access)).await?;
        let token = (call.read)(&reply)?;
        let data_key = self.data_key.get().await?;
        let sealed = sealed_tokens(shop.store_id, &shop.connection.id, &token, data_key, self.clock.now())
            .map_err(OpenSecretError::from)?;
        let read = shop.version;
        let changed = self.table.change_definition(
            shop.store_id,
            &shop.connection.id,
            self.clock.now(),
            |it: &Connection, at| {
                // Somebody else's token, or a person's, is newer than ours.
                if at != read && it.secrets.token != shop.connection.secrets.token {
                    return Err(DeskError::TryAgain("the token was replaced meanwhile"));
                }
                let mut after = it.clone();
                sealed.put_into(&mut after.secrets);
                Ok(after)
            },
        );
        match changed.await? {
            Outcome::Done((_, connection, version)) => (shop.connection, shop.version) = (connection, version),
            Outcome::Refused(_) => {
                if let Some(other) = self.shop(shop.store_id, &shop.connection.id).await? {
                    *shop = other;
                }
                return Ok(());
            }
            _ => return Ok(()),
        }
        shop.access.token = token.access_token;
        if let Some(refresh_token) = token.refresh_token {
            shop.access.refresh_token = refresh_token;
        }
        Ok(())
    }
}

impl Shop {
    /// Takes tracking numbers as the connection's state says that the shop does.
    pub(super) fn know_tracking_way(&mut self, text: &str) {
        if let Some(way) = TrackingWay::named(text) {
            self.access.tracking_way = way;
        }
    }
}

/// Keeps calls of one connection as far apart as its cart asks; those of one process. What several call too often, the cart
/// answers with "later", which is done.
#[derive(Default)]
struct Pace(Mutex<HashMap<(StoreId, String), VecDeque<Instant>>>);

impl Pace {
    async fn wait(&self, (store_id, id): (StoreId, &str), limit: RateLimit) {
        let until = self.next((store_id, id.to_owned()), limit, Instant::now());
        tokio::time::sleep_until(until).await;
    }

    /// When the next call may be made; it is counted as made then.
    fn next(&self, whose: (StoreId, String), limit: RateLimit, now: Instant) -> Instant {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = calls.entry(whose).or_default();
        let most = usize::try_from(limit.calls).unwrap_or(usize::MAX).max(1);
        let earliest = match calls.len().checked_sub(most).and_then(|place| calls.get(place)) {
            Some(before) => *before + limit.within,
            None => now,
        };
        let at = earliest.max(now);
        calls.push_back(at);
        while calls.len() > most {
            calls.pop_front();
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_a_connection_are_as_far_apart_as_its_cart_asks() {
        let (pace, now) = (Pace::default(), Instant::now());
        let limit = RateLimit { calls: 2, within: Duration::from_secs(1) };
        let next = |id: &str, at| pace.next((StoreId::new(42).unwrap(), id.to_owned()), limit, at).duration_since(now);
        let of_one: Vec<_> = (0..5).map(|_| next("7", now).as_millis()).collect();
        assert_eq!(of_one, [0, 0, 1_000, 1_000, 2_000]);
        assert_eq!(next("8", now).as_millis(), 0, "another connection's are its own");
        let later = now + Duration::from_secs(10);
        assert_eq!(next("7", later).as_millis(), 10_000);
    }
}
