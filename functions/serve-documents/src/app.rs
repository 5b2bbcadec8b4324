//! The function's settings, and what it works with: everything outside that it may reach.

use std::path::PathBuf;

use anyhow::Result;
use desk::documents::fonts_in;
use desk::{Desk, KeyChecksums};
use documents::Fonts;
use domain::{Chance, Clock};
use files::Bucket;
use http::{Api, Function};
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The checksums of API keys: `KEY_CHECKSUM_SECRET`, `KEY_CHECKSUM_SECRET_BEFORE`, `KEYS_WITHOUT_CHECKSUM`.
    pub key_checksums: KeyChecksums,
    /// Name of the private bucket: `BUCKET_NAME`.
    pub bucket_name: String,
    /// The folder of the fonts: `FONTS`.
    pub fonts: PathBuf,
    /// The address of the API, without a path, that links to documents lead to: `PUBLIC_URL`. Blank for the domain of
    /// each call.
    pub public_url: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            key_checksums: KeyChecksums::of_settings(|name| setting(name).ok())?,
            bucket_name: setting("BUCKET_NAME")?,
            fonts: setting("FONTS")?.into(),
            public_url: setting("PUBLIC_URL").unwrap_or_default(),
        })
    }
}

/// The use cases, the HTTP side, the bucket and the fonts.
pub struct App {
    pub(crate) desk: Desk,
    pub(crate) api: Api,
    pub(crate) files: Bucket,
    pub(crate) fonts: Fonts,
    pub(crate) public_url: String,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let desk = Desk::new(Table::new(config, settings.table_name), chance);
        let api = Api::new(&desk, Function::ServeDocuments, clock, settings.key_checksums);
        let files = Bucket::new(config, settings.bucket_name);
        let public_url = settings.public_url.trim_end_matches('/').to_owned();
        Ok(Self { desk, api, files, fonts: fonts_in(settings.fonts), public_url })
    }

    /// Connects as the environment says, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.desk.table.warm_up().await;
        Ok(app)
    }
}
