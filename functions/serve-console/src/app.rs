//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::Result;
use desk::Desk;
use desk::accounts::SealingKey;
use domain::{Chance, Clock};
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use secrets::Kms;
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The KMS key that the stack's data key is wrapped by: `DATA_KEY_ID`.
    pub data_key_id: String,
    /// The address of the API, without a path: `PUBLIC_URL`. Blank for the domain that the gateway is reached by.
    pub public_url: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            data_key_id: setting("DATA_KEY_ID")?,
            public_url: setting("PUBLIC_URL").unwrap_or_default(),
        })
    }
}

/// The use cases, the key that accounts are sealed with, and the clock.
pub struct App {
    pub(crate) desk: Desk,
    pub(crate) keys: SealingKey,
    pub(crate) clock: Clock,
    pub(crate) public_url: String,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    #[allow(clippy::unnecessary_wraps, reason = "as every function that answers calls is made")]
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let table = Table::new(config, settings.table_name);
        let keys = SealingKey::new(table.clone(), Kms::new(config, settings.data_key_id));
        let public_url = settings.public_url.trim_end_matches('/').to_owned();
        Ok(Self { desk: Desk::new(table, chance), keys, clock, public_url })
    }

    /// Connects as the environment says, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.keys.warm_up().await;
        Ok(app)
    }
}
