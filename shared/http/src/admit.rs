//! Who calls, and whether they may.

use std::sync::Arc;
use std::time::Duration;

use domain::{ApiKey, Scope, Store, StoreId, Tokens};
use jiff::{SignedDuration, Timestamp};
use runtime::{Cache, Clock};
use table::{Table, TableError};

use crate::call::Call;
use crate::credentials::{Credentials, is_key, is_token};
use crate::limit::Limiter;
use crate::operations::Access;
use crate::reply::{ApiReply, Failure};

/// A revoked key opens for so long at most, where a warm function still remembers it.
const KEY_TTL: Duration = Duration::from_secs(30);

/// A changed setting or folder is known after so long at most.
const STORE_TTL: Duration = Duration::from_secs(10);

/// When a key was last used is written down so often at most, as each time is a write.
const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// How many stores, keys and slots are remembered.
pub(crate) const MAX_CACHED: usize = 1_000;

/// Who makes a call, and what is left to them.
#[derive(Default)]
pub(crate) struct Caller {
    pub(crate) store: Option<Arc<Store>>,
    /// How many calls may be made at this moment; `None` where they are not counted.
    pub(crate) tokens: Option<Tokens>,
    /// The scope of their key.
    pub(crate) scope: Scope,
    /// The scope the call needs and the key does not have.
    pub(crate) missing_scope: Option<Scope>,
}

/// Looks up keys and stores, and remembers them for a while.
pub(crate) struct Admission {
    table: Table,
    limiter: Limiter,
    pub(crate) admin_token_hash: Option<String>,
    keys: Cache<Credentials, (ApiKey, Option<Timestamp>)>,
    stores: Cache<StoreId, Arc<Store>>,
}

impl Admission {
    pub(crate) fn new(table: Table, clock: &Clock) -> Self {
        Self {
            limiter: Limiter::new(table.clone(), clock),
            table,
            admin_token_hash: None,
            keys: Cache::new(clock.clone(), KEY_TTL, MAX_CACHED),
            stores: Cache::new(clock.clone(), STORE_TTL, MAX_CACHED),
        }
    }

    /// Remembers a store as it is now: who changed it sees the change.
    pub(crate) fn remember(&self, store: Store) {
        self.stores.remember(store.id, Arc::new(store));
    }

    /// Finds who calls. Takes a token of their store's bucket; 401 where nobody is found.
    pub(crate) async fn caller(&self, access: Access, call: &Call<'_>, now: Timestamp) -> Result<Caller, Failure> {
        let scope = match access {
            Access::Open => return Ok(Caller::default()),
            Access::AdminToken if self.admin_token_hash.as_ref().is_some_and(|hash| is_token(call, hash)) => {
                return Ok(Caller::default());
            }
            Access::AdminToken => return Err(ApiReply::refusal(401, "The admin token is missing or wrong").into()),
            Access::Key(scope) => scope,
        };
        let (store_id, key) = self.key(Credentials::of(call)?, now).await?;
        let store = self.store(store_id).await?.ok_or_else(Credentials::wrong)?;
        let tokens = self.limiter.take(&store, now).await?;
        let missing_scope = (key.scope < scope).then_some(scope);
        Ok(Caller { store: Some(store), tokens, scope: key.scope, missing_scope })
    }

    async fn store(&self, store_id: StoreId) -> Result<Option<Arc<Store>>, TableError> {
        self.stores.get_or(store_id, async |id| Ok(self.table.store(*id).await?.map(Arc::new))).await
    }

    async fn key(&self, credentials: Credentials, now: Timestamp) -> Result<(StoreId, ApiKey), Failure> {
        let find = async |wanted: &Credentials| self.table.api_key(wanted.store, &wanted.key_hash).await;
        let found = self.keys.get_or(credentials.clone(), find).await?;
        let Some((key, used_at)) = found.filter(|(key, _)| is_key(&credentials, key, now)) else {
            return Err(Credentials::wrong());
        };
        if used_at.is_none_or(|used| now.duration_since(used) >= USE_NOTED_EVERY) {
            // Nobody's call fails for it.
            if let Err(error) = self.table.note_use(credentials.store, &credentials.key_hash, now).await {
                tracing::warn!(store_id = %credentials.store, "the use of a key was not noted: {error:?}");
            }
            self.keys.remember(credentials.clone(), (key.clone(), Some(now)));
        }
        Ok((credentials.store, key))
    }
}

/// The answer to a key whose scope is too narrow.
pub(crate) fn forbidden(has: Scope, needed: Scope) -> ApiReply {
    let (has, needed) = (has.name(), needed.name());
    ApiReply::refusal(403, format!("This key has the scope {has}, and the call needs the scope {needed}"))
}
