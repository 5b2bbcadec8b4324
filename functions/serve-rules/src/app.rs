//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::Result;
use desk::{Desk, KeyChecksums, stores};
use domain::{Chance, Clock, Store};
use guard::Guard;
use http::{Api, AuthorizedCall, Failure, Function};
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The checksums of API keys: `KEY_CHECKSUM_SECRET`, `KEY_CHECKSUM_SECRET_BEFORE`, `KEYS_WITHOUT_CHECKSUM`.
    pub key_checksums: KeyChecksums,
    /// Which addresses may be reached: `ALLOW_LOOPBACK`, `AWS_LAMBDA_RUNTIME_API`, `CLOSED_LOOPBACK_PORTS`.
    pub guard: Guard,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            key_checksums: KeyChecksums::of_settings(|name| setting(name).ok())?,
            guard: Guard::of_settings(|name| setting(name).ok()),
        })
    }
}

/// The use cases, the HTTP side, what is needed to say no to an address, and the clock by which a small sweep ends.
pub struct App {
    pub(crate) desk: Desk,
    pub(crate) api: Api,
    pub(crate) guard: Guard,
    pub(crate) clock: Clock,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let desk = Desk::new(Table::new(config, settings.table_name), chance);
        let api = Api::new(&desk, Function::ServeRules, clock.clone(), settings.key_checksums);
        Ok(Self { desk, api, guard: settings.guard, clock })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.desk.table.warm_up().await;
        Ok(app)
    }
}

/// The store of a call as it is now: a folder that `serve-api` made a moment ago may be named at once.
pub(crate) async fn store_now(app: &App, call: &AuthorizedCall<'_>) -> Result<Store, Failure> {
    Ok(stores::find(&app.desk, call.store()?.id).await?)
}
