//! Entrance: what every function needs of Lambda: batches, settings, logs, the clock, chance, and the one AWS client
//! configuration.

mod aws;
mod clock;
mod logs;
mod messages;
mod records;
mod settings;
mod span;

pub use aws::{SdkConfig, aws_config};
pub use clock::{system_chance, system_clock};
pub use logs::start_logs;
pub use messages::{each_in_group, each_message};
pub use records::{MAX_AT_ONCE, Place, Record, RecordError, StreamBatch, each_record};
pub use settings::{setting, setting_or};
pub use span::{identify, invocation};
