//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::Result;
use desk::Desk;
use domain::{Chance, Clock};
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self { table_name: setting("TABLE_NAME")? })
    }
}

/// The use cases, and the clock.
pub struct App {
    pub(crate) desk: Desk,
    pub(crate) clock: Clock,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    #[allow(clippy::unnecessary_wraps, reason = "as every function that answers calls is made")]
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        Ok(Self { desk: Desk::new(Table::new(config, settings.table_name), chance), clock })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.desk.table.warm_up().await;
        Ok(app)
    }
}
