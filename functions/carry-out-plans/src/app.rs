//! What this function reaches.

use anyhow::Result;
use queue::Queue;
use runtime::{aws_config, setting};
use table::Table;

/// The table, the queue of posts, and the queue for records that nobody can handle.
pub struct App {
    pub(crate) table: Table,
    pub(crate) posts: Queue,
    pub(crate) parked: Queue,
}

impl App {
    /// Connects, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let config = aws_config().await;
        let table = Table::new(&config, setting("TABLE_NAME")?);
        let posts = Queue::new(&config, setting("POST_QUEUE_URL")?);
        let parked = Queue::new(&config, setting("PARKED_QUEUE_URL")?);
        tokio::join!(table.warm_up(), posts.warm_up());
        Ok(Self { table, posts, parked })
    }
}
