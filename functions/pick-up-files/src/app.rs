//! The function's settings, and what it works with: everything outside that it may reach.

use std::time::Duration;

use anyhow::Result;
use desk::Desk;
use desk::file_servers::FileServers;
use desk::pickups::Looks;
use domain::{Chance, Clock, MAX_FILE_BYTES};
use files::Bucket;
use guard::Guard;
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use secrets::Kms;
use table::Table;
use transfer_servers::{Client, Limits};

/// A file may take so long: the last one of a look is begun after three minutes, and the function has ten.
const TRANSFER_TIME: Duration = Duration::from_mins(4);

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The queue that looks come from: `PICKUPS_QUEUE_URL`.
    pub pickups_queue_url: String,
    /// Name of the private bucket, where files are put to be imported: `BUCKET_NAME`.
    pub bucket_name: String,
    /// The KMS key that guards the stack's data key: `DATA_KEY_ID`.
    pub data_key_id: String,
    /// Which addresses may be reached: `ALLOW_LOOPBACK`, `AWS_LAMBDA_RUNTIME_API`, `CLOSED_LOOPBACK_PORTS`.
    pub guard: Guard,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            pickups_queue_url: setting("PICKUPS_QUEUE_URL")?,
            bucket_name: setting("BUCKET_NAME")?,
            data_key_id: setting("DATA_KEY_ID")?,
            guard: Guard::of_settings(|name| setting(name).ok()),
        })
    }
}

/// What carries looks out, and the queue their messages are hidden in when one failed.
pub struct App {
    pub(crate) looks: Looks,
    pub(crate) queue: Queue,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let limits = Limits { transfer: TRANSFER_TIME, max_bytes: MAX_FILE_BYTES, ..Limits::default() };
        let client = Client::new(settings.guard, limits)?;
        let table = Table::new(config, settings.table_name);
        let looks = Looks {
            servers: FileServers::new(table.clone(), Kms::new(config, settings.data_key_id), client),
            desk: Desk::new(table, chance),
            bucket: Bucket::new(config, settings.bucket_name),
            clock,
        };
        Ok(Self { looks, queue: Queue::new(config, settings.pickups_queue_url) })
    }

    /// Connects as the environment says, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.looks.servers.warm_up().await;
        Ok(app)
    }
}
