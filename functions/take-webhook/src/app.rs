//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::Result;
use desk::carts::Intake;
use domain::Clock;
use files::Bucket;
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, system_clock};
use secrets::Kms;
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The queue of orders that arrive from shops: `ARRIVALS_QUEUE_URL`.
    pub arrivals_queue_url: String,
    /// Name of the private bucket, where what is too long for a message is put: `BUCKET_NAME`.
    pub bucket_name: String,
    /// The KMS key that guards the stack's data key: `DATA_KEY_ID`.
    pub data_key_id: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            arrivals_queue_url: setting("ARRIVALS_QUEUE_URL")?,
            bucket_name: setting("BUCKET_NAME")?,
            data_key_id: setting("DATA_KEY_ID")?,
        })
    }
}

/// What looks at webhooks and queues them.
pub struct App {
    pub(crate) intake: Intake,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock) -> Self {
        let table = Table::new(config, settings.table_name);
        let kms = Kms::new(config, settings.data_key_id);
        let arrivals = Queue::new(config, settings.arrivals_queue_url);
        let bucket = Bucket::new(config, settings.bucket_name);
        Self { intake: Intake::new(table, kms, (arrivals, bucket), clock) }
    }

    /// Connects as the environment says, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock());
        app.intake.warm_up().await;
        Ok(app)
    }
}
