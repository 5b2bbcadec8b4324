//! What this function reaches.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use delivery::{Limits, Poster, RetrySchedule};
use domain::StoreId;
use guard::Guard;
use queue::Queue;
use runtime::{Cache, aws_config, setting, setting_or};
use secrets::{DataKey, Kms};
use table::Table;
use tokio::sync::OnceCell;

/// A store's settings and keys may be so old.
const SENDER_TTL: Duration = Duration::from_mins(1);

/// The table, the queues, the KMS key, and the way out.
pub struct App {
    pub(crate) table: Table,
    pub(crate) posts: Queue,
    pub(crate) dead: Queue,
    pub(crate) poster: Poster,
    pub(crate) schedule: RetrySchedule,
    kms: Kms,
    data_key: OnceCell<DataKey>,
    senders: Cache<StoreId, Arc<Sender>>,
}

/// What a store's posts are signed with, and where they may go.
pub(crate) struct Sender {
    pub(crate) api_key: String,
    pub(crate) webhook_secret: String,
    pub(crate) allow_http: bool,
}

impl App {
    /// Connects, makes the first handshake while the processor is unthrottled, and opens the data key if there is one.
    pub async fn connect() -> Result<Self> {
        let config = aws_config().await;
        let runtime_api = setting("AWS_LAMBDA_RUNTIME_API").ok();
        let guard = Guard::new(setting_or("ALLOW_LOOPBACK", "false") == "true", runtime_api.as_deref());
        let deadline =
            Duration::from_secs(setting_or("POST_TIMEOUT_SECONDS", "30").parse().context("POST_TIMEOUT_SECONDS")?);
        let app = Self {
            table: Table::new(&config, setting("TABLE_NAME")?),
            posts: Queue::new(&config, setting("POST_QUEUE_URL")?),
            dead: Queue::new(&config, setting("APPOINTMENTS_DEAD_QUEUE_URL")?),
            poster: Poster::new(guard, Limits { deadline, ..Limits::default() })?,
            schedule: setting("RETRY_WAITS_SECONDS")?.parse()?,
            kms: Kms::new(&config, setting("DATA_KEY_ID")?),
            data_key: OnceCell::new(),
            senders: Cache::new(SENDER_TTL, 1_000),
        };
        // The first event asks again and says what is wrong.
        let _ = app.data_key().await;
        Ok(app)
    }

    /// What posts of `store` are signed with; nothing when there is no such store.
    pub(crate) async fn sender(&self, store: StoreId) -> Result<Option<Arc<Sender>>> {
        self.senders.get_or(store, async |store| self.read_sender(*store).await).await
    }

    async fn read_sender(&self, store: StoreId) -> Result<Option<Arc<Sender>>> {
        let (known, secrets) = tokio::try_join!(self.table.store(store), self.table.store_secrets(store))?;
        let (Some(known), Some(secrets)) = (known, secrets) else { return Ok(None) };
        let data_key = self.data_key().await?;
        let sender = Sender {
            api_key: data_key.open(store, &secrets.primary_key)?,
            webhook_secret: data_key.open(store, &secrets.webhook_secret)?,
            allow_http: known.settings.allow_http,
        };
        Ok(Some(Arc::new(sender)))
    }

    async fn data_key(&self) -> Result<&DataKey> {
        let open = async || {
            let sealed = self.table.data_key().await?.context("the stack has no data key yet")?;
            anyhow::Ok(self.kms.open_data_key(&sealed).await?)
        };
        self.data_key.get_or_try_init(open).await
    }
}
