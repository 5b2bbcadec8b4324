//! Who calls a store's API: by which key, and how often.

use std::sync::Arc;
use std::time::Duration;

use domain::{ApiKey, Clock, Scope, Store, StoreId, Tokens};
use jiff::{SignedDuration, Timestamp};
use table::{SlotState, Table, TableError};

use crate::{Actor, Cache};

/// A revoked key opens for so long at most, where a warm function still remembers it.
const KEY_TTL: Duration = Duration::from_secs(30);

/// A changed setting or folder is known after so long at most.
const STORE_TTL: Duration = Duration::from_secs(10);

/// How long a slot of the rate limit that has begun is remembered; the longest slot lasts about half as long.
const SLOT_TTL: Duration = Duration::from_hours(6);

/// When a key was last used is written down so often at most, as each time is a write.
const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// A key that opens nothing is looked for again after so long: who calls with it in a loop costs no read each time.
const WRONG_KEY_TTL: Duration = Duration::from_secs(5);

/// How many stores, keys and slots are remembered.
const MAX_CACHED: usize = 1_000;

/// What a caller shows: a store, and the hash of a key. The key itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Credentials {
    /// The store.
    pub store_id: StoreId,
    /// Hex SHA-256 of the key ([`ApiKey::hash_of`]).
    pub key_hash: String,
}

/// A caller whose key opens a store.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The store, as it was a few seconds ago at most.
    pub store: Arc<Store>,
    /// Who they are.
    pub actor: Actor,
    /// What people call their key.
    pub key_name: String,
    /// The supplier whose key it is; none where it is the store's own.
    pub supplier_id: Option<String>,
    /// How many calls may be made at this moment; where they are not counted, what a full bucket allows.
    pub tokens: Tokens,
}

/// Looks up keys and stores, counts calls, and remembers for a while what it found.
pub struct Access {
    table: Table,
    keys: Cache<Credentials, (ApiKey, Option<Timestamp>)>,
    wrong_keys: Cache<Credentials, ()>,
    stores: Cache<StoreId, Arc<Store>>,
    slots: Cache<(StoreId, Timestamp), ()>,
}

impl Access {
    /// Reads from `table`, and tells by `clock` when what it remembers is too old. Nothing is remembered yet.
    pub fn new(table: Table, clock: &Clock) -> Self {
        Self {
            table,
            keys: Cache::new(clock.clone(), KEY_TTL, MAX_CACHED),
            wrong_keys: Cache::new(clock.clone(), WRONG_KEY_TTL, MAX_CACHED),
            stores: Cache::new(clock.clone(), STORE_TTL, MAX_CACHED),
            slots: Cache::new(clock.clone(), SLOT_TTL, MAX_CACHED),
        }
    }

    /// Remembers a store as it is now: who changed it sees the change.
    pub fn remember(&self, store: Store) {
        self.stores.remember(store.id, Arc::new(store));
    }

    /// Finds whose key this is, and takes a token of their store's bucket (orderdesk-api 5). `None` where the key does not
    /// open the store: nobody learns whether it is the key or the store that is wrong, and no token is taken.
    pub async fn admit(&self, shown: &Credentials, now: Timestamp) -> Result<Option<Visitor>, TableError> {
        let Some(key) = self.key(shown, now).await? else { return Ok(None) };
        let Some(store) = self.store(shown.store_id).await? else { return Ok(None) };
        let tokens = self.token(&store, now).await?;
        let actor = Actor::api_key(key.id, key.scope);
        Ok(Some(Visitor { store, actor, key_name: key.name, supplier_id: key.supplier_id, tokens }))
    }

    /// The scope of the key that is shown, if it opens its store. Nothing is counted.
    pub async fn scope_of(&self, shown: &Credentials, now: Timestamp) -> Result<Option<Scope>, TableError> {
        Ok(self.key(shown, now).await?.map(|key| key.scope))
    }

    async fn store(&self, store_id: StoreId) -> Result<Option<Arc<Store>>, TableError> {
        self.stores.get_or(store_id, async |id| Ok(self.table.store(*id).await?.map(Arc::new))).await
    }

    async fn key(&self, shown: &Credentials, now: Timestamp) -> Result<Option<ApiKey>, TableError> {
        if self.wrong_keys.fresh(shown).is_some() {
            return Ok(None);
        }
        let find = async |wanted: &Credentials| self.table.api_key(wanted.store_id, &wanted.key_hash).await;
        let Some((key, used_at)) = self.keys.get_or(shown.clone(), find).await? else {
            self.wrong_keys.remember(shown.clone(), ());
            return Ok(None);
        };
        if !key.opens_for(&shown.key_hash, now) {
            return Ok(None);
        }
        if used_at.is_none_or(|used| now.duration_since(used) >= USE_NOTED_EVERY) {
            // Nobody's call fails for it.
            if let Err(error) = self.table.note_use(shown.store_id, &shown.key_hash, now).await {
                tracing::warn!(store_id = %shown.store_id, "the use of a key was not noted: {error:?}");
            }
            self.keys.remember(shown.clone(), (key.clone(), Some(now)));
        }
        Ok(Some(key))
    }

    /// Takes a token out of the store's bucket; where calls are not limited, the bucket stays full.
    async fn token(&self, store: &Store, now: Timestamp) -> Result<Tokens, TableError> {
        let limit = &store.settings.rate_limit;
        if limit.off {
            return Ok(Tokens { remaining: limit.bucket.into(), retry_after_seconds: None });
        }
        let slot = (store.id, limit.slot(now).began);
        let tokens = self.table.take_token(store.id, limit, now, self.state_of(&slot)).await?;
        self.slots.remember(slot, ());
        Ok(tokens)
    }

    /// Takes more tokens for a call that does the work of many, beside the one it was let in for. The bucket may owe
    /// them: then later calls are refused until it does no more. How many are left; `None` where nothing is counted.
    pub async fn charge(&self, store: &Store, tokens: u64, now: Timestamp) -> Result<Option<u64>, TableError> {
        let limit = &store.settings.rate_limit;
        if limit.off || tokens == 0 {
            return Ok(None);
        }
        let slot = (store.id, limit.slot(now).began);
        let remaining = self.table.charge_tokens(store.id, limit, tokens, now, self.state_of(&slot)).await?;
        self.slots.remember(slot, ());
        Ok(Some(remaining))
    }

    fn state_of(&self, slot: &(StoreId, Timestamp)) -> SlotState {
        if self.slots.fresh(slot).is_some() { SlotState::Begun } else { SlotState::Unknown }
    }
}

impl Visitor {
    /// The scope they would need for a use case of scope `needed`; `None` when they have it. A supplier's is held by no
    /// other.
    pub fn missing(&self, needed: Scope) -> Option<Scope> {
        let has = self.actor.scope;
        (has < needed || (needed == Scope::Supplier && has != needed)).then_some(needed)
    }
}
