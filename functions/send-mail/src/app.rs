//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::{Context, Result};
use desk::Desk;
use desk::notices::send::Mailing;
use domain::{Chance, Clock};
use mail::Mailer;
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The queue of the lane `mail`: `MAIL_QUEUE_URL`.
    pub mail_queue_url: String,
    /// The waits between attempts, seconds joined by commas: `RETRY_WAITS_SECONDS`.
    pub retry_waits_seconds: String,
    /// The sender of mails: `MAIL_FROM`.
    pub mail_from: String,
    /// The address of the API, without a path, for links in mails: `PUBLIC_URL`.
    pub public_url: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            mail_queue_url: setting("MAIL_QUEUE_URL")?,
            retry_waits_seconds: setting("RETRY_WAITS_SECONDS")?,
            mail_from: setting("MAIL_FROM")?,
            public_url: setting("PUBLIC_URL")?,
        })
    }
}

/// What sending mails works with.
pub struct App {
    pub(crate) mailing: Mailing,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let mailing = Mailing {
            desk: Desk::new(Table::new(config, settings.table_name), chance),
            queue: Queue::new(config, settings.mail_queue_url),
            mailer: Mailer::new(config, settings.mail_from),
            schedule: settings.retry_waits_seconds.parse().context("RETRY_WAITS_SECONDS")?,
            public_url: settings.public_url.trim_end_matches('/').to_owned(),
            clock,
        };
        Ok(Self { mailing })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.mailing.desk.table.warm_up().await;
        Ok(app)
    }
}
