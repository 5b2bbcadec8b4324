//! Entrance: what every function needs of Lambda: batches, settings, logs, the clock, chance, and the one AWS client
//! configuration.

mod aws;
mod clock;
mod messages;
mod records;
mod settings;
mod span;

pub use aws::{SdkConfig, aws_config};
pub use clock::{system_chance, system_clock};
pub use messages::{each_in_group, each_message};
pub use records::{MAX_AT_ONCE, Place, Record, RecordError, StreamBatch, each_record};
pub use settings::{setting, setting_or};
pub use span::{identify, invocation};

/// Structured logs to standard output, as the function's logging settings ask for.
pub fn start_logs() {
    lambda_runtime::tracing::init_default_subscriber();
}
