//! Entrance: what every function needs of Lambda: batches, settings, logs, the clock, chance, and the one AWS client
//! configuration.

mod aws;
mod cache;
mod clock;
mod messages;
mod records;
mod settings;

pub use aws::aws_config;
pub use cache::Cache;
pub use clock::{Chance, Clock};
pub use messages::each_message;
pub use records::{Record, RecordError, StreamBatch, each_record};
pub use settings::{setting, setting_or};

use jiff::Timestamp;

/// Structured logs to standard output, as the function's logging settings ask for.
pub fn start_logs() {
    lambda_runtime::tracing::init_default_subscriber();
}

/// The one clock.
#[allow(clippy::disallowed_methods, reason = "this is the one named spot")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
