//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::{Context, Result};
use desk::Desk;
use desk::appointments::Closing;
use domain::{Chance, Clock};
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The queue of the lane `post`: `POST_QUEUE_URL`.
    pub post_queue_url: String,
    /// The queue of the lane `mail`: `MAIL_QUEUE_URL`.
    pub mail_queue_url: String,
    /// The queue of the lane `files`: `FILES_QUEUE_URL`.
    pub files_queue_url: String,
    /// The queue of the lane `documents`: `DOCUMENTS_QUEUE_URL`.
    pub documents_queue_url: String,
    /// The queue of the lane `carts`: `CARTS_QUEUE_URL`.
    pub carts_queue_url: String,
    /// The waits between attempts, seconds joined by commas: `RETRY_WAITS_SECONDS`.
    pub retry_waits_seconds: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            post_queue_url: setting("POST_QUEUE_URL")?,
            mail_queue_url: setting("MAIL_QUEUE_URL")?,
            files_queue_url: setting("FILES_QUEUE_URL")?,
            carts_queue_url: setting("CARTS_QUEUE_URL")?,
            documents_queue_url: setting("DOCUMENTS_QUEUE_URL")?,
            retry_waits_seconds: setting("RETRY_WAITS_SECONDS")?,
        })
    }
}

/// What closing an appointment works with.
pub struct App {
    pub(crate) closing: Closing,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let post = Queue::new(config, settings.post_queue_url);
        let closing = Closing {
            desk: Desk::new(Table::new(config, settings.table_name), chance),
            mail: post.beside(settings.mail_queue_url),
            files: post.beside(settings.files_queue_url),
            carts: post.beside(settings.carts_queue_url),
            documents: post.beside(settings.documents_queue_url),
            post,
            schedule: settings.retry_waits_seconds.parse().context("RETRY_WAITS_SECONDS")?,
            clock,
        };
        Ok(Self { closing })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.closing.desk.table.warm_up().await;
        Ok(app)
    }
}
