//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::{Context, Result};
use desk::Desk;
use desk::sweeps::{Engine, MAX_ROWS_PER_PART};
use domain::{Chance, Clock};
use files::Bucket;
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, setting_or, system_chance, system_clock};
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The queue the parts come from: `SWEEPS_QUEUE_URL`.
    pub sweeps_queue_url: String,
    /// Name of the private bucket, where reports are put: `BUCKET_NAME`.
    pub bucket_name: String,
    /// A part ends after so many rows: `ROWS_PER_PART`.
    pub rows_per_part: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            sweeps_queue_url: setting("SWEEPS_QUEUE_URL")?,
            bucket_name: setting("BUCKET_NAME")?,
            rows_per_part: setting_or("ROWS_PER_PART", &MAX_ROWS_PER_PART.to_string()),
        })
    }
}

/// The engine of sweeps, and the queue its messages are hidden in when a part failed.
pub struct App {
    pub(crate) engine: Engine,
    pub(crate) queue: Queue,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let engine = Engine {
            desk: Desk::new(Table::new(config, settings.table_name), chance),
            files: Bucket::new(config, settings.bucket_name),
            clock,
            rows_per_part: settings.rows_per_part.parse().context("ROWS_PER_PART")?,
        };
        Ok(Self { engine, queue: Queue::new(config, settings.sweeps_queue_url) })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.engine.desk.table.warm_up().await;
        Ok(app)
    }
}
