//! What this function reaches.

use anyhow::Result;
use aws_types::SdkConfig;
use guard::Guard;
use http::{Api, Function};
use runtime::{Chance, Clock, aws_config, setting, setting_or};
use secrets::Kms;
use table::Table;

/// What this function is told about where it runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name of the table.
    pub table_name: String,
    /// The KMS key that wraps the data key.
    pub data_key_id: String,
    /// The SHA-256 of the admin token, in hexadecimal digits.
    pub admin_token_sha256: String,
    /// Whether addresses of loopback may be called.
    pub allow_loopback: bool,
    /// Host and port of the Lambda Runtime API, which may never be called.
    pub runtime_api: Option<String>,
}

impl Settings {
    /// Reads them from the environment.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            data_key_id: setting("DATA_KEY_ID")?,
            admin_token_sha256: setting("ADMIN_TOKEN_SHA256")?,
            allow_loopback: setting_or("ALLOW_LOOPBACK", "false") == "true",
            runtime_api: setting("AWS_LAMBDA_RUNTIME_API").ok(),
        })
    }
}

/// The table and the entrance to it, the KMS key, and what is needed to say no to an address.
pub struct App {
    pub(crate) table: Table,
    pub(crate) api: Api,
    pub(crate) kms: Kms,
    pub(crate) guard: Guard,
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
        let api = Api::new(table.clone(), Function::ServeApi, clock.clone());
        Ok(Self {
            table,
            api: api.with_admin_token(settings.admin_token_sha256.to_ascii_lowercase()),
            kms: Kms::new(config, settings.data_key_id),
            guard: Guard::new(settings.allow_loopback, settings.runtime_api.as_deref()),
            clock,
        })
    }
}
