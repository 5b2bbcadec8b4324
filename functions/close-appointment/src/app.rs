//! What this function reaches.

use anyhow::Result;
use delivery::RetrySchedule;
use mail::Mailer;
use queue::Queue;
use runtime::{aws_config, setting};
use table::Table;

/// The table, the queue of posts, and the mail.
pub struct App {
    pub(crate) table: Table,
    pub(crate) posts: Queue,
    pub(crate) mailer: Mailer,
    pub(crate) schedule: RetrySchedule,
}

impl App {
    /// Connects, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let config = aws_config().await;
        let table = Table::new(&config, setting("TABLE_NAME")?);
        table.warm_up().await;
        let posts = Queue::new(&config, setting("POST_QUEUE_URL")?);
        let mailer = Mailer::new(&config, setting("MAIL_FROM")?);
        let schedule = setting("RETRY_WAITS_SECONDS")?.parse()?;
        Ok(Self { table, posts, mailer, schedule })
    }
}
