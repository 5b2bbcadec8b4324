//! Glue: the front door of every function that answers HTTP. What is asked, who asks, may they, how often; and the form
//! of every answer. A function brings only the work (docs/adr/0009-one-front-door.md).

use std::sync::Arc;
use std::time::{Duration, Instant};

use api::{Access, Answerer, Call, Credentials, Face, Failure, Found, Operation, Reply, is_key, is_token};
use domain::{ApiKey, Scope, Store, StoreId, Tokens};
use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use lambda::Cache;
use table::{Table, TableError};

/// A revoked key opens for so long at most, where a warm function still knows it.
const KEYS_FRESH_FOR: Duration = Duration::from_secs(30);

/// A changed setting or folder is known after so long at most.
const STORES_FRESH_FOR: Duration = Duration::from_secs(10);

/// A slot of the rate limit that has begun is remembered for so long; the longest lasts about half as long.
const SLOTS_FRESH_FOR: Duration = Duration::from_hours(6);

/// When a key was last used is written down so often at most, as each time is a write.
const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// So many stores, keys and slots are remembered.
const MOST_REMEMBERED: usize = 1_000;

/// The front door of one function.
pub struct Front {
    table: Table,
    answerer: Answerer,
    admin_token_hash: Option<String>,
    keys: Cache<Credentials, (ApiKey, Option<Timestamp>)>,
    stores: Cache<StoreId, Arc<Store>>,
    slots: Cache<(StoreId, u64), ()>,
}

/// A call that may be made.
pub struct Asked<'a> {
    /// What is asked.
    pub operation: Operation,
    /// How it is asked.
    pub call: Call<'a>,
    store: Option<Arc<Store>>,
}

impl Asked<'_> {
    /// The store it is made for, as it was a few seconds ago at most. No store has a call that needs none.
    pub fn store(&self) -> Result<&Store, Failure> {
        self.store.as_deref().ok_or_else(Credentials::wrong)
    }
}

/// Who calls, and what they may.
#[derive(Default)]
struct Admitted {
    store: Option<Arc<Store>>,
    /// How many calls may be made at this moment; nothing where they are not counted.
    tokens: Option<Tokens>,
    /// The scope of their key.
    has: Scope,
    /// The scope it would need.
    lacks: Option<Scope>,
}

impl Front {
    /// The front door of the function `answerer`.
    pub fn new(table: Table, answerer: Answerer) -> Self {
        Self {
            table,
            answerer,
            admin_token_hash: None,
            keys: Cache::new(KEYS_FRESH_FOR, MOST_REMEMBERED),
            stores: Cache::new(STORES_FRESH_FOR, MOST_REMEMBERED),
            slots: Cache::new(SLOTS_FRESH_FOR, MOST_REMEMBERED),
        }
    }

    /// Opens to the admin token of this SHA-256 too, where that is what a call needs.
    #[must_use]
    pub fn with_admin_token(mut self, hash: String) -> Self {
        self.admin_token_hash = Some(hash);
        self
    }

    /// The store of this id, as it was a few seconds ago at most.
    pub async fn store(&self, store: StoreId) -> Result<Option<Arc<Store>>, TableError> {
        self.stores.get_or(store, async |store| Ok(self.table.store(*store).await?.map(Arc::new))).await
    }

    /// Remembers a store as it is now: who changed it sees the change.
    pub fn remember(&self, store: Store) {
        self.stores.remember(store.id, Arc::new(store));
    }

    /// Answers a request with what `work` makes of it, if it may be made.
    pub async fn answer<B: AsRef<[u8]>>(
        &self,
        request: &Request<B>,
        work: impl AsyncFnOnce(Asked<'_>) -> Result<Reply, Failure>,
    ) -> Response<String> {
        let started = Instant::now();
        let mut left = None;
        let reply = self.reply(request, &mut left, work).await.unwrap_or_else(told);
        let reply = match left {
            Some(tokens) => with_tokens(reply, tokens),
            None => reply,
        };
        reply.response(Face::of(request.uri().path()), started.elapsed())
    }

    async fn reply<B: AsRef<[u8]>>(
        &self,
        request: &Request<B>,
        left: &mut Option<Tokens>,
        work: impl AsyncFnOnce(Asked<'_>) -> Result<Reply, Failure>,
    ) -> Result<Reply, Failure> {
        let mut call = Call::read(request)?;
        let operation = match call.operation() {
            Found::Operation(operation, _) if operation.answerer() == self.answerer => Ok(operation),
            Found::OtherMethods(methods) => Err(other_methods(&methods)),
            Found::Operation(..) | Found::Nothing => Err(Reply::not_found("Address")),
        };
        let access = match &operation {
            Ok(operation) => operation.access(),
            // Who shows a key is known, and counted, wherever they knock.
            Err(_) if call.header("orderdesk-api-key").is_some() => Access::Key(Scope::Read),
            Err(_) => Access::Open,
        };
        let admitted = self.admit(access, &call).await?;
        *left = admitted.tokens;
        if admitted.tokens.is_some_and(|tokens| tokens.retry_after_seconds.is_some()) {
            return Err(Reply::refusal(429, "Too many calls: this store's bucket of tokens is empty").into());
        }
        if let Some(needed) = admitted.lacks {
            return Err(forbidden(admitted.has, needed).into());
        }
        // On the heap: a call's state would hold the whole of its work's on the stack.
        Box::pin(work(Asked { operation: operation?, call, store: admitted.store })).await
    }

    /// Who calls, and whether they may.
    async fn admit(&self, access: Access, call: &Call<'_>) -> Result<Admitted, Failure> {
        let scope = match access {
            Access::Open => return Ok(Admitted::default()),
            Access::AdminToken if self.admin_token_hash.as_ref().is_some_and(|hash| is_token(call, hash)) => {
                return Ok(Admitted::default());
            }
            Access::AdminToken => return Err(Reply::refusal(401, "The admin token is missing or wrong").into()),
            Access::Key(scope) => scope,
        };
        let now = lambda::now();
        let (store, key) = self.key(Credentials::of(call)?, now).await?;
        let store = self.store(store).await?.ok_or_else(Credentials::wrong)?;
        let tokens = self.token(&store, now).await?;
        let lacks = (key.scope < scope).then_some(scope);
        Ok(Admitted { store: Some(store), tokens, has: key.scope, lacks })
    }

    async fn key(&self, asked: Credentials, now: Timestamp) -> Result<(StoreId, ApiKey), Failure> {
        let find = async |asked: &Credentials| self.table.api_key(asked.store, &asked.key_hash).await;
        let found = self.keys.get_or(asked.clone(), find).await?;
        let Some((key, used_at)) = found.filter(|(key, _)| is_key(&asked, key, now)) else {
            return Err(Credentials::wrong());
        };
        if used_at.is_none_or(|used| now.duration_since(used) >= USE_NOTED_EVERY) {
            // Nobody's call fails for it.
            if let Err(error) = self.table.note_use(asked.store, &asked.key_hash, now).await {
                tracing::warn!(store = %asked.store, "the use of a key was not noted: {error:?}");
            }
            self.keys.remember(asked.clone(), (key.clone(), Some(now)));
        }
        Ok((asked.store, key))
    }

    /// Takes a token out of the store's bucket, unless it has none (orderdesk-api 5).
    async fn token(&self, store: &Store, now: Timestamp) -> Result<Option<Tokens>, TableError> {
        let limit = &store.settings.rate_limit;
        if limit.off {
            return Ok(None);
        }
        let slot = (store.id, limit.slot(now).number);
        let is_known = self.slots.fresh(&slot).is_some();
        let tokens = self.table.take_token(store.id, limit, now, is_known).await?;
        self.slots.remember(slot, ());
        Ok(Some(tokens))
    }
}

fn with_tokens(reply: Reply, tokens: Tokens) -> Reply {
    let reply = reply.header("x-tokens-remaining", tokens.remaining.to_string());
    match tokens.retry_after_seconds {
        Some(seconds) => reply.header("x-retry-after", seconds.to_string()).header("retry-after", seconds.to_string()),
        None => reply,
    }
}

fn other_methods(methods: &[&str]) -> Reply {
    let methods = methods.join(", ");
    Reply::refusal(405, format!("This address takes {methods}")).header("allow", methods)
}

fn forbidden(has: Scope, needed: Scope) -> Reply {
    let (has, needed) = (has.name(), needed.name());
    Reply::refusal(403, format!("This key has the scope {has}, and the call needs the scope {needed}"))
}

/// What the caller is told; what only they can mend is told as such.
pub fn told(failure: Failure) -> Reply {
    let Failure::Broken(error) = &failure else { return failure.reply() };
    match error.downcast_ref::<TableError>() {
        Some(TableError::TooLarge { bytes, most }) => {
            Reply::refusal(413, format!("The order takes {bytes} bytes to keep, and at most {most} fit"))
        }
        Some(TableError::TooMany { found, most }) => Reply::refusal(
            400,
            format!(
                "{found} orders would have to be looked at one by one, and at most {most} are: \
                 narrow it by folder_id or dates, or leave out order_by"
            ),
        ),
        _ => failure.reply(),
    }
}
