//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::Result;
use desk::{Desk, KeyChecksums};
use domain::{Chance, Clock};
use http::{Api, Function};
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The checksums of API keys: `KEY_CHECKSUM_SECRET`, `KEY_CHECKSUM_SECRET_BEFORE`, `KEYS_WITHOUT_CHECKSUM`.
    pub key_checksums: KeyChecksums,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            key_checksums: KeyChecksums::of_settings(|name| setting(name).ok())?,
        })
    }
}

/// The use cases, and the HTTP side.
pub struct App {
    pub(crate) desk: Desk,
    pub(crate) api: Api,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let desk = Desk::new(Table::new(config, settings.table_name), chance);
        Ok(Self { api: Api::new(&desk, Function::IngestShipment, clock, settings.key_checksums), desk })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.desk.table.warm_up().await;
        Ok(app)
    }
}
