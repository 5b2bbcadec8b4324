//! What this function reaches.

use anyhow::Result;
use http::Api;
use http::Function;
use runtime::{Clock, aws_config, setting};
use table::Table;

/// The table, and the entrance to it.
pub struct App {
    pub(crate) table: Table,
    pub(crate) api: Api,
}

impl App {
    /// Connects, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let table = Table::new(&aws_config().await, setting("TABLE_NAME")?);
        table.warm_up().await;
        Ok(Self { api: Api::new(table.clone(), Function::IngestShipment, Clock::system()), table })
    }
}
