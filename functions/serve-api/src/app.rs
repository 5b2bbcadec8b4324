//! What this function reaches.

use anyhow::Result;
use guard::Guard;
use http::Api;
use http::Function;
use runtime::{Clock, aws_config, setting, setting_or};
use secrets::Kms;
use table::Table;

/// The table and the entrance to it, the KMS key, and what is needed to say no to an address.
pub struct App {
    pub(crate) table: Table,
    pub(crate) api: Api,
    pub(crate) kms: Kms,
    pub(crate) guard: Guard,
}

impl App {
    /// Connects, and makes the first handshake while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let config = aws_config().await;
        let table = Table::new(&config, setting("TABLE_NAME")?);
        table.warm_up().await;
        let api = Api::new(table.clone(), Function::ServeApi, Clock::system());
        Ok(Self {
            api: api.with_admin_token(setting("ADMIN_TOKEN_SHA256")?.to_ascii_lowercase()),
            table,
            kms: Kms::new(&config, setting("DATA_KEY_ID")?),
            guard: Guard::new(
                setting_or("ALLOW_LOOPBACK", "false") == "true",
                setting("AWS_LAMBDA_RUNTIME_API").ok().as_deref(),
            ),
        })
    }
}
