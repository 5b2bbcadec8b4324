//! The function's settings, and what it works with: everything outside that it may reach.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use desk::Desk;
use desk::appointments::attempt::Engine;
use desk::documents::{DocumentCourier, fonts_in};
use domain::{Chance, Clock};
use files::Bucket;
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// Name of the private bucket: `BUCKET_NAME`.
    pub bucket_name: String,
    /// The queue of the lane `documents`: `DOCUMENTS_QUEUE_URL`.
    pub documents_queue_url: String,
    /// Where appointments go that are given up: `APPOINTMENTS_DEAD_QUEUE_URL`.
    pub appointments_dead_queue_url: String,
    /// The waits between attempts, seconds joined by commas: `RETRY_WAITS_SECONDS`.
    pub retry_waits_seconds: String,
    /// The folder of the fonts: `FONTS`.
    pub fonts: PathBuf,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            bucket_name: setting("BUCKET_NAME")?,
            documents_queue_url: setting("DOCUMENTS_QUEUE_URL")?,
            appointments_dead_queue_url: setting("APPOINTMENTS_DEAD_QUEUE_URL")?,
            retry_waits_seconds: setting("RETRY_WAITS_SECONDS")?,
            fonts: setting("FONTS")?.into(),
        })
    }
}

/// The engine of the lane `documents`.
pub struct App {
    pub(crate) engine: Engine<DocumentCourier>,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let desk = Desk::new(Table::new(config, settings.table_name), chance);
        let queue = Queue::new(config, settings.documents_queue_url);
        let bucket = Bucket::new(config, settings.bucket_name);
        let fonts = Arc::new(fonts_in(settings.fonts));
        let engine = Engine {
            courier: DocumentCourier::new(desk.clone(), bucket, fonts, clock.clone()),
            desk,
            dead: queue.beside(settings.appointments_dead_queue_url),
            queue,
            schedule: settings.retry_waits_seconds.parse().context("RETRY_WAITS_SECONDS")?,
            clock,
        };
        Ok(Self { engine })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.engine.desk.table.warm_up().await;
        Ok(app)
    }
}
