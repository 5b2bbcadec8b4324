//! The function's settings, and what it works with: everything outside that it may reach.

use std::time::Duration;

use anyhow::{Context, Result};
use delivery::{Limits, Poster};
use desk::Desk;
use desk::appointments::attempt::Engine;
use desk::deliveries::{FileCourier, FileTools, Uploader};
use domain::{Chance, Clock};
use files::Bucket;
use guard::Guard;
use mail::Mailer;
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, setting_or, system_chance, system_clock};
use secrets::Kms;
use table::Table;
use transfer_servers::Client;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The queue of the lane `files`: `FILES_QUEUE_URL`.
    pub files_queue_url: String,
    /// Where what has failed for good goes: `APPOINTMENTS_DEAD_QUEUE_URL`.
    pub appointments_dead_queue_url: String,
    /// Name of the private bucket, where the files lie: `BUCKET_NAME`.
    pub bucket_name: String,
    /// The KMS key that guards the stack's data key: `DATA_KEY_ID`.
    pub data_key_id: String,
    /// The waits between attempts, seconds joined by commas: `RETRY_WAITS_SECONDS`.
    pub retry_waits_seconds: String,
    /// The sender of mails: `MAIL_FROM`.
    pub mail_from: String,
    /// The configuration set of SES that tells what becomes of mails, or nothing: `MAIL_EVENTS`.
    pub mail_events: String,
    /// How long a post may take, in seconds: `POST_TIMEOUT_SECONDS`.
    pub post_timeout_seconds: String,
    /// Which addresses may be reached: `ALLOW_LOOPBACK`, `AWS_LAMBDA_RUNTIME_API`, `CLOSED_LOOPBACK_PORTS`.
    pub guard: Guard,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            files_queue_url: setting("FILES_QUEUE_URL")?,
            appointments_dead_queue_url: setting("APPOINTMENTS_DEAD_QUEUE_URL")?,
            bucket_name: setting("BUCKET_NAME")?,
            data_key_id: setting("DATA_KEY_ID")?,
            retry_waits_seconds: setting("RETRY_WAITS_SECONDS")?,
            mail_from: setting("MAIL_FROM")?,
            mail_events: setting_or("MAIL_EVENTS", ""),
            post_timeout_seconds: setting_or("POST_TIMEOUT_SECONDS", "30"),
            guard: Guard::of_settings(|name| setting(name).ok()),
        })
    }
}

/// The engine of the lane `files`.
pub struct App {
    pub(crate) engine: Engine<FileCourier>,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let deadline = Duration::from_secs(settings.post_timeout_seconds.parse().context("POST_TIMEOUT_SECONDS")?);
        let client = Client::new(settings.guard.clone(), transfer_servers::Limits::default())?;
        let poster = Poster::new(settings.guard.clone(), Limits { deadline, ..Limits::default() })?;
        Self::with_senders(config, settings, (clock, chance), poster, Box::new(client))
    }

    /// The same with whom files go through, such as those of a test.
    pub fn with_senders(
        config: &SdkConfig,
        settings: Settings,
        (clock, chance): (Clock, Chance),
        poster: Poster,
        servers: Box<dyn Uploader>,
    ) -> Result<Self> {
        let queue = Queue::new(config, settings.files_queue_url);
        let desk = Desk::new(Table::new(config, settings.table_name), chance);
        let tools = FileTools {
            files: Bucket::new(config, settings.bucket_name),
            kms: Kms::new(config, settings.data_key_id),
            poster,
            servers,
            mailer: Mailer::new(config, settings.mail_from).reporting_to(settings.mail_events),
        };
        let engine = Engine {
            courier: FileCourier::new(desk.clone(), tools, clock.clone()),
            desk,
            dead: queue.beside(settings.appointments_dead_queue_url),
            queue,
            schedule: settings.retry_waits_seconds.parse().context("RETRY_WAITS_SECONDS")?,
            clock,
        };
        Ok(Self { engine })
    }

    /// Connects as the environment says, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.engine.courier.warm_up().await;
        Ok(app)
    }
}
