//! What this function reaches.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use aws_types::SdkConfig;
use delivery::{Limits, Poster, RetrySchedule};
use domain::StoreId;
use guard::Guard;
use queue::Queue;
use runtime::{Cache, Chance, Clock, aws_config, setting, setting_or};
use secrets::{DataKey, Kms};
use table::Table;
use tokio::sync::OnceCell;

/// A store's settings and keys may be so old.
const SENDER_TTL: Duration = Duration::from_mins(1);

/// What this function is told about where it runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name of the table.
    pub table_name: String,
    /// The queue of posts.
    pub post_queue_url: String,
    /// The queue of posts that failed for good.
    pub appointments_dead_queue_url: String,
    /// The KMS key that wraps the data key.
    pub data_key_id: String,
    /// The waits between the attempts of a post, in seconds, with a comma between.
    pub retry_waits_seconds: String,
    /// The deadline of one post.
    pub post_timeout_seconds: u64,
    /// Whether addresses of loopback may be called.
    pub allow_loopback: bool,
    /// Host and port of the Lambda Runtime API, which may never be called.
    pub runtime_api: Option<String>,
}

impl Settings {
    /// Reads them from the environment.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            post_queue_url: setting("POST_QUEUE_URL")?,
            appointments_dead_queue_url: setting("POST_DEAD_QUEUE_URL")?,
            data_key_id: setting("DATA_KEY_ID")?,
            retry_waits_seconds: setting("RETRY_WAITS_SECONDS")?,
            post_timeout_seconds: setting_or("POST_TIMEOUT_SECONDS", "30").parse().context("POST_TIMEOUT_SECONDS")?,
            allow_loopback: setting_or("ALLOW_LOOPBACK", "false") == "true",
            runtime_api: setting("AWS_LAMBDA_RUNTIME_API").ok(),
        })
    }
}

/// The table, the queues, the KMS key, and the way out.
pub struct App {
    pub(crate) table: Table,
    pub(crate) posts: Queue,
    pub(crate) dead: Queue,
    pub(crate) poster: Poster,
    pub(crate) schedule: RetrySchedule,
    pub(crate) clock: Clock,
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
        let app = Self::new(&aws_config().await, Settings::read()?, Clock::system(), Chance::system())?;
        // The first event asks again and says what is wrong.
        let _ = app.data_key().await;
        Ok(app)
    }

    /// Reaches what `config` and `settings` name; nothing is sent yet.
    #[allow(clippy::needless_pass_by_value, reason = "each function is made alike")]
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, _: Chance) -> Result<Self> {
        let guard = Guard::new(settings.allow_loopback, settings.runtime_api.as_deref());
        let deadline = Duration::from_secs(settings.post_timeout_seconds);
        Ok(Self {
            table: Table::new(config, settings.table_name),
            posts: Queue::new(config, settings.post_queue_url),
            dead: Queue::new(config, settings.appointments_dead_queue_url),
            poster: Poster::new(guard, Limits { deadline, ..Limits::default() })?,
            schedule: settings.retry_waits_seconds.parse()?,
            kms: Kms::new(config, settings.data_key_id),
            data_key: OnceCell::new(),
            senders: Cache::new(clock.clone(), SENDER_TTL, 1_000),
            clock,
        })
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
