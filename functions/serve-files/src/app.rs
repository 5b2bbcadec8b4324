//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::Result;
use desk::{Desk, KeyChecksums};
use domain::{Chance, Clock};
use files::Bucket;
use guard::Guard;
use http::{Api, Function};
use runtime::{SdkConfig, aws_config, setting, setting_or, system_chance, system_clock};
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The checksums of API keys: `KEY_CHECKSUM_SECRET`, `KEY_CHECKSUM_SECRET_BEFORE`, `KEYS_WITHOUT_CHECKSUM`.
    pub key_checksums: KeyChecksums,
    /// Name of the private bucket, where files to be imported are uploaded: `BUCKET_NAME`.
    pub bucket_name: String,
    /// Which addresses may be reached: `ALLOW_LOOPBACK`, `AWS_LAMBDA_RUNTIME_API`, `CLOSED_LOOPBACK_PORTS`.
    pub guard: Guard,
    /// The domain whose mails bring files; blank where none are taken: `MAIL_IN_DOMAIN`.
    pub mail_in_domain: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            key_checksums: KeyChecksums::of_settings(|name| setting(name).ok())?,
            bucket_name: setting("BUCKET_NAME")?,
            guard: Guard::of_settings(|name| setting(name).ok()),
            mail_in_domain: setting_or("MAIL_IN_DOMAIN", ""),
        })
    }
}

/// The use cases, the HTTP side, the bucket, what is needed to say no to an address, and where files are mailed to.
pub struct App {
    pub(crate) desk: Desk,
    pub(crate) api: Api,
    pub(crate) files: Bucket,
    pub(crate) guard: Guard,
    pub(crate) mail_in_domain: String,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let desk = Desk::new(Table::new(config, settings.table_name), chance);
        let api = Api::new(&desk, Function::ServeFiles, clock, settings.key_checksums);
        let files = Bucket::new(config, settings.bucket_name);
        Ok(Self { desk, api, files, guard: settings.guard, mail_in_domain: settings.mail_in_domain })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.desk.table.warm_up().await;
        Ok(app)
    }
}
