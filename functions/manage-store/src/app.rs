//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::Result;
use desk::accounts::SealingKey;
use desk::{Desk, KeyChecksums};
use domain::{Chance, Clock};
use guard::Guard;
use http::{Api, Function};
use mail::Identities;
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use secrets::Kms;
use table::Table;

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
    /// Hex SHA-256 of the admin token, which may make stores: `ADMIN_TOKEN_SHA256`.
    pub admin_token_sha256: String,
    /// The address that the deployment sends from, and no store has: `MAIL_FROM`.
    pub mail_from: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            key_checksums: KeyChecksums::of_settings(|name| setting(name).ok())?,
            data_key_id: setting("DATA_KEY_ID")?,
            guard: Guard::of_settings(|name| setting(name).ok()),
            admin_token_sha256: setting("ADMIN_TOKEN_SHA256")?,
            mail_from: setting("MAIL_FROM")?,
        })
    }
}

/// The use cases, the HTTP side, the KMS key, the checksums of keys, and what SES has verified.
pub struct App {
    pub(crate) desk: Desk,
    pub(crate) api: Api,
    pub(crate) kms: Kms,
    pub(crate) sealing_key: SealingKey,
    pub(crate) guard: Guard,
    pub(crate) key_checksums: KeyChecksums,
    pub(crate) identities: Identities,
    pub(crate) mail_from: String,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let table = Table::new(config, settings.table_name);
        let kms = Kms::new(config, settings.data_key_id);
        let sealing_key = SealingKey::new(table.clone(), kms.clone());
        let desk = Desk::new(table, chance);
        let api = Api::new(&desk, Function::ManageStore, clock, settings.key_checksums.clone());
        Ok(Self {
            api: api.with_admin_token(settings.admin_token_sha256.to_ascii_lowercase()),
            desk,
            kms,
            sealing_key,
            guard: settings.guard,
            key_checksums: settings.key_checksums,
            identities: Identities::new(config),
            mail_from: settings.mail_from,
        })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.desk.table.warm_up().await;
        Ok(app)
    }
}
