//! What this function reaches.

use anyhow::Result;
use aws_types::SdkConfig;
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
    /// The queue for records that nobody can handle.
    pub parked_queue_url: String,
}

impl Settings {
    /// Reads them from the environment.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            post_queue_url: setting("POST_QUEUE_URL")?,
            parked_queue_url: setting("PARKED_QUEUE_URL")?,
        })
    }
}

/// The table, the queue of posts, and the queue for records that nobody can handle.
pub struct App {
    pub(crate) table: Table,
    pub(crate) posts: Queue,
    pub(crate) parked: Queue,
}

impl App {
    /// Connects, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config().await, Settings::read()?, Clock::system(), Chance::system())?;
        tokio::join!(app.table.warm_up(), app.posts.warm_up());
        Ok(app)
    }

    /// Reaches what `config` and `settings` name; nothing is sent yet.
    #[allow(clippy::needless_pass_by_value, reason = "each function is made alike")]
    pub fn new(config: &SdkConfig, settings: Settings, _: Clock, _: Chance) -> Result<Self> {
        Ok(Self {
            table: Table::new(config, settings.table_name),
            posts: Queue::new(config, settings.post_queue_url),
            parked: Queue::new(config, settings.parked_queue_url),
        })
    }
}
