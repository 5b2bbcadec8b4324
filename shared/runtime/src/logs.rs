//! The logs of a function.

use lambda_runtime::tracing::subscriber::filter::LevelFilter;
use lambda_runtime::tracing::subscriber::fmt;

use crate::settings::{setting, setting_or};

/// Structured logs to standard output, as the function's logging settings ask for: from `AWS_LAMBDA_LOG_LEVEL` on, in the
/// form of `AWS_LAMBDA_LOG_FORMAT`.
///
/// What the runtime's own subscriber writes, but for filters by module: for those every function would link an engine of
/// regular expressions, and build it at each start.
pub fn start_logs() {
    let level = setting("AWS_LAMBDA_LOG_LEVEL").ok().and_then(|level| level.parse().ok());
    let lines = fmt().with_target(false).without_time().with_max_level(level.unwrap_or(LevelFilter::INFO));
    if setting_or("AWS_LAMBDA_LOG_FORMAT", "").eq_ignore_ascii_case("json") {
        lines.json().init();
    } else {
        lines.init();
    }
}
