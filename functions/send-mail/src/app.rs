//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::{Context, Result};
use desk::Desk;
use desk::accounts::SealingKey;
use desk::appointments::attempt::Engine;
use desk::mails::MailCourier;
use desk::notices::send::Mailing;
use domain::{Chance, Clock, RetrySchedule};
use files::Bucket;
use mail::Mailer;
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, setting_or, system_chance, system_clock};
use secrets::Kms;
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The queue of the lane `mail`: `MAIL_QUEUE_URL`.
    pub mail_queue_url: String,
    /// Where appointments go that are given up: `APPOINTMENTS_DEAD_QUEUE_URL`.
    pub appointments_dead_queue_url: String,
    /// The waits between attempts, seconds joined by commas: `RETRY_WAITS_SECONDS`.
    pub retry_waits_seconds: String,
    /// The configuration set of SES that tells what becomes of mails, or nothing: `MAIL_EVENTS`.
    pub mail_events: String,
    /// Name of the private bucket: `BUCKET_NAME`.
    pub bucket_name: String,
    /// The KMS key that the stack's data key is wrapped by, from which the secrets of links follow: `DATA_KEY_ID`.
    pub data_key_id: String,
    /// The queue of who makes the documents that go with mails: `DOCUMENTS_QUEUE_URL`.
    pub documents_queue_url: String,
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
            appointments_dead_queue_url: setting("APPOINTMENTS_DEAD_QUEUE_URL")?,
            retry_waits_seconds: setting("RETRY_WAITS_SECONDS")?,
            mail_events: setting_or("MAIL_EVENTS", ""),
            bucket_name: setting("BUCKET_NAME")?,
            data_key_id: setting("DATA_KEY_ID")?,
            documents_queue_url: setting("DOCUMENTS_QUEUE_URL")?,
            mail_from: setting("MAIL_FROM")?,
            public_url: setting("PUBLIC_URL")?,
        })
    }
}

/// What sends mails of the desk's own, and the engine of the lane `mail`.
pub struct App {
    pub(crate) mailing: Mailing,
    pub(crate) engine: Engine<MailCourier>,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let desk = Desk::new(Table::new(config, settings.table_name), chance);
        let keys = SealingKey::new(desk.table.clone(), Kms::new(config, settings.data_key_id));
        let queue = Queue::new(config, settings.mail_queue_url);
        let mailer = Mailer::new(config, settings.mail_from).reporting_to(settings.mail_events);
        let schedule: RetrySchedule = settings.retry_waits_seconds.parse().context("RETRY_WAITS_SECONDS")?;
        let public_url = settings.public_url.trim_end_matches('/').to_owned();
        let documents = (Bucket::new(config, settings.bucket_name), queue.beside(settings.documents_queue_url));
        let engine = Engine {
            desk: desk.clone(),
            dead: queue.beside(settings.appointments_dead_queue_url),
            queue: queue.clone(),
            schedule: schedule.clone(),
            clock: clock.clone(),
            courier: MailCourier::new(desk.clone(), mailer.clone(), documents, public_url.clone(), clock.clone()),
        };
        Ok(Self { mailing: Mailing { desk, keys, queue, mailer, schedule, public_url, clock }, engine })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.mailing.desk.table.warm_up().await;
        Ok(app)
    }
}
