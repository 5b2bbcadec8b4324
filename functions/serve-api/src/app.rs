//! What this function reaches.

use anyhow::Result;
use api::Answerer;
use delivery::Guard;
use front::Front;
use lambda::{aws_config, setting, setting_or};
use secrets::Kms;
use table::Table;

/// The table and the front door to it, the KMS key, and what is needed to say no to an address.
pub(crate) struct App {
    pub(crate) table: Table,
    pub(crate) front: Front,
    pub(crate) kms: Kms,
    pub(crate) guard: Guard,
}

impl App {
    /// Connects, and makes the first handshake while the processor is unthrottled.
    pub(crate) async fn connect() -> Result<Self> {
        let config = aws_config().await;
        let table = Table::new(&config, setting("TABLE_NAME")?);
        table.warm_up().await;
        let front = Front::new(table.clone(), Answerer::ServeApi);
        Ok(Self {
            front: front.with_admin_token(setting("ADMIN_TOKEN_SHA256")?.to_ascii_lowercase()),
            table,
            kms: Kms::new(&config, setting("DATA_KEY_ID")?),
            guard: Guard::new(
                setting_or("ALLOW_LOOPBACK", "false") == "true",
                setting("AWS_LAMBDA_RUNTIME_API").ok().as_deref(),
            ),
        })
    }
}
