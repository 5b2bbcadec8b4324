//! What this function reaches.

use std::time::Duration;

use anyhow::Result;
use api::Credentials;
use delivery::Guard;
use domain::ApiKey;
use lambda::{Cache, aws_config, setting, setting_or};
use secrets::Kms;
use table::{Table, TableError};

/// A revoked key opens for so long at most, where a warm function still knows it.
const KEYS_FRESH_FOR: Duration = Duration::from_mins(1);

/// The table, the KMS key, and what is needed to say no.
pub(crate) struct App {
    pub(crate) table: Table,
    pub(crate) kms: Kms,
    pub(crate) guard: Guard,
    pub(crate) admin_token_hash: String,
    keys: Cache<Credentials, ApiKey>,
}

impl App {
    /// Connects, and makes the first handshake while the processor is unthrottled.
    pub(crate) async fn connect() -> Result<Self> {
        let config = aws_config().await;
        let table = Table::new(&config, setting("TABLE_NAME")?);
        table.warm_up().await;
        Ok(Self {
            table,
            kms: Kms::new(&config, setting("DATA_KEY_ID")?),
            guard: Guard::new(
                setting_or("ALLOW_LOOPBACK", "false") == "true",
                setting("AWS_LAMBDA_RUNTIME_API").ok().as_deref(),
            ),
            admin_token_hash: setting("ADMIN_TOKEN_SHA256")?.to_ascii_lowercase(),
            keys: Cache::new(KEYS_FRESH_FOR, 1_000),
        })
    }

    /// The API key of these credentials.
    pub(crate) async fn api_key(&self, asked: Credentials) -> Result<Option<ApiKey>, TableError> {
        self.keys.get_or(asked, async |asked| self.table.api_key(asked.store, &asked.key_hash).await).await
    }
}
