//! What this function reaches.

use anyhow::Result;
use api::Answerer;
use front::Front;
use lambda::{aws_config, setting};
use table::Table;

/// The table, and the front door to it.
pub(crate) struct App {
    pub(crate) table: Table,
    pub(crate) front: Front,
}

impl App {
    /// Connects, and makes the first handshake while the processor is unthrottled.
    pub(crate) async fn connect() -> Result<Self> {
        let table = Table::new(&aws_config().await, setting("TABLE_NAME")?);
        table.warm_up().await;
        Ok(Self { front: Front::new(table.clone(), Answerer::IngestShipment), table })
    }
}
