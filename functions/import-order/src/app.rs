//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::Result;
use delivery::{ApiCaller, CallLimits};
use desk::Desk;
use desk::carts::{Importer, NotedWebhooks, Shops};
use domain::{Chance, Clock};
use files::Bucket;
use guard::Guard;
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, setting_or, system_chance, system_clock};
use secrets::Kms;
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The queue of orders that arrive from shops: `ARRIVALS_QUEUE_URL`.
    pub arrivals_queue_url: String,
    /// Name of the private bucket, where documents are kept: `BUCKET_NAME`.
    pub bucket_name: String,
    /// The KMS key that guards the stack's data key: `DATA_KEY_ID`.
    pub data_key_id: String,
    /// Which addresses may be reached: `ALLOW_LOOPBACK`, `AWS_LAMBDA_RUNTIME_API`, `CLOSED_LOOPBACK_PORTS`.
    pub guard: Guard,
    /// What is called in the place of shops, for a cloud on one machine: `CART_STAND_INS`.
    pub stand_ins: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            arrivals_queue_url: setting("ARRIVALS_QUEUE_URL")?,
            bucket_name: setting("BUCKET_NAME")?,
            data_key_id: setting("DATA_KEY_ID")?,
            guard: Guard::of_settings(|name| setting(name).ok()),
            stand_ins: setting_or("CART_STAND_INS", ""),
        })
    }
}

/// What takes arrivals, and the queue they are hidden in when one could not be taken.
pub struct App {
    pub(crate) importer: Importer,
    pub(crate) queue: Queue,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let caller = ApiCaller::new(settings.guard, CallLimits::default())?.with_stand_ins(&settings.stand_ins);
        let table = Table::new(config, settings.table_name);
        let kms = Kms::new(config, settings.data_key_id);
        let importer = Importer {
            shops: Shops::new(table.clone(), kms, caller, clock.clone()),
            desk: Desk::new(table, chance),
            bucket: Bucket::new(config, settings.bucket_name),
            clock,
            noted: NotedWebhooks::default(),
        };
        Ok(Self { importer, queue: Queue::new(config, settings.arrivals_queue_url) })
    }

    /// Connects as the environment says, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.importer.shops.warm_up().await;
        Ok(app)
    }
}
