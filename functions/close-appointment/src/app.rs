//! What this function reaches.

use anyhow::Result;
use aws_types::SdkConfig;
use delivery::RetrySchedule;
use mail::Mailer;
use queue::Queue;
use runtime::{Chance, Clock, aws_config, setting};
use table::Table;

/// What this function is told about where it runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name of the table.
    pub table_name: String,
    /// The queue of posts.
    pub post_queue_url: String,
    /// The waits between the attempts of a post, in seconds, with a comma between.
    pub retry_waits_seconds: String,
    /// The sender of mails.
    pub mail_from: String,
}

impl Settings {
    /// Reads them from the environment.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            post_queue_url: setting("POST_QUEUE_URL")?,
            retry_waits_seconds: setting("RETRY_WAITS_SECONDS")?,
            mail_from: setting("MAIL_FROM")?,
        })
    }
}

/// The table, the queue of posts, and the mail.
pub struct App {
    pub(crate) table: Table,
    pub(crate) posts: Queue,
    pub(crate) mailer: Mailer,
    pub(crate) schedule: RetrySchedule,
    pub(crate) clock: Clock,
}

impl App {
    /// Connects, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config().await, Settings::read()?, Clock::system(), Chance::system())?;
        app.table.warm_up().await;
        Ok(app)
    }

    /// Reaches what `config` and `settings` name; nothing is sent yet.
    #[allow(clippy::needless_pass_by_value, reason = "each function is made alike")]
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, _: Chance) -> Result<Self> {
        Ok(Self {
            table: Table::new(config, settings.table_name),
            posts: Queue::new(config, settings.post_queue_url),
            mailer: Mailer::new(config, settings.mail_from),
            schedule: settings.retry_waits_seconds.parse()?,
            clock,
        })
    }
}
