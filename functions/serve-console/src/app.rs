//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::{Context, Result};
use desk::accounts::{SealingKey, SignUpMode};
use desk::{Desk, KeyChecksums};
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
    /// The checksums of API keys, which people make on screen: `KEY_CHECKSUM_SECRET`, `KEY_CHECKSUM_SECRET_BEFORE`,
    /// `KEYS_WITHOUT_CHECKSUM`.
    pub key_checksums: KeyChecksums,
    /// Who may make accounts and stores on screen: `SIGN_UP`, by invitation where it is not set.
    pub sign_up: SignUpMode,
    /// The address of the API, without a path: `PUBLIC_URL`. Blank for the domain that the gateway is reached by.
    pub public_url: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            data_key_id: setting("DATA_KEY_ID")?,
            key_checksums: KeyChecksums::of_settings(|name| setting(name).ok())?,
            sign_up: match setting("SIGN_UP").unwrap_or_default().as_str() {
                "" => SignUpMode::default(),
                name => SignUpMode::named(name).context("SIGN_UP must be off, invited or open")?,
            },
            public_url: setting("PUBLIC_URL").unwrap_or_default(),
        })
    }
}

/// The use cases, the key that accounts are sealed with, and the clock.
pub struct App {
    pub(crate) desk: Desk,
    pub(crate) keys: SealingKey,
    pub(crate) kms: Kms,
    pub(crate) key_checksums: KeyChecksums,
    pub(crate) sign_up: SignUpMode,
    pub(crate) clock: Clock,
    pub(crate) public_url: String,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    #[allow(clippy::unnecessary_wraps, reason = "as every function that answers calls is made")]
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let table = Table::new(config, settings.table_name);
        let kms = Kms::new(config, settings.data_key_id);
        let keys = SealingKey::new(table.clone(), kms.clone());
        let public_url = settings.public_url.trim_end_matches('/').to_owned();
        let (key_checksums, sign_up) = (settings.key_checksums, settings.sign_up);
        Ok(Self { desk: Desk::new(table, chance), keys, kms, key_checksums, sign_up, clock, public_url })
    }

    /// Connects as the environment says, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.keys.warm_up().await;
        Ok(app)
    }
}
