//! The function's settings, and what it works with: everything outside that it may reach.

use std::time::Duration;

use anyhow::Result;
use desk::file_servers::FileServers;
use desk::{Desk, KeyChecksums};
use domain::{Chance, Clock};
use guard::Guard;
use http::{Api, Function};
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use secrets::Kms;
use table::Table;
use transfer_servers::{Client, Limits};

/// A login may take so long, and a listing: somebody waits for the answer, and the gateway gives up after 30 seconds.
const LOGIN_TIME: Duration = Duration::from_secs(14);
const LISTING_TIME: Duration = Duration::from_secs(8);

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The checksums of API keys: `KEY_CHECKSUM_SECRET`, `KEY_CHECKSUM_SECRET_BEFORE`, `KEYS_WITHOUT_CHECKSUM`.
    pub key_checksums: KeyChecksums,
    /// The KMS key that guards the stack's data key: `DATA_KEY_ID`.
    pub data_key_id: String,
    /// Which addresses may be reached: `ALLOW_LOOPBACK`, `AWS_LAMBDA_RUNTIME_API`, `CLOSED_LOOPBACK_PORTS`.
    pub guard: Guard,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            key_checksums: KeyChecksums::of_settings(|name| setting(name).ok())?,
            data_key_id: setting("DATA_KEY_ID")?,
            guard: Guard::of_settings(|name| setting(name).ok()),
        })
    }
}

/// The HTTP side, and what signs in at servers.
pub struct App {
    pub(crate) api: Api,
    pub(crate) servers: FileServers,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let limits = Limits { login: LOGIN_TIME, operation: LISTING_TIME, ..Limits::default() };
        let client = Client::new(settings.guard, limits)?;
        let table = Table::new(config, settings.table_name);
        let desk = Desk::new(table.clone(), chance);
        Ok(Self {
            api: Api::new(&desk, Function::TestFileServer, clock, settings.key_checksums),
            servers: FileServers::new(table, Kms::new(config, settings.data_key_id), client),
        })
    }

    /// Connects as the environment says, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.servers.warm_up().await;
        Ok(app)
    }
}
