//! What this function reaches.

use anyhow::Result;
use aws_types::SdkConfig;
use http::{Api, Function};
use runtime::{Chance, Clock, aws_config, setting};
use table::Table;

/// What this function is told about where it runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name of the table.
    pub table_name: String,
}

impl Settings {
    /// Reads them from the environment.
    pub fn read() -> Result<Self> {
        Ok(Self { table_name: setting("TABLE_NAME")? })
    }
}

/// The table, the entrance to it, the clock.
pub struct App {
    pub(crate) table: Table,
    pub(crate) api: Api,
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
        let table = Table::new(config, settings.table_name);
        let api = Api::new(table.clone(), Function::IngestShipment, clock.clone());
        Ok(Self { table, api, clock })
    }
}
