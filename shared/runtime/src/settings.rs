//! Settings: read once, while a function wakes, and handed on as values.

use anyhow::Context;

/// The setting `name`; an error names it when it is missing.
#[allow(clippy::disallowed_methods, reason = "this is the one named spot")]
pub fn setting(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("the setting {name} is missing"))
}

/// The setting `name`, or `default` when it is missing or empty.
pub fn setting_or(name: &str, default: &str) -> String {
    setting(name).ok().filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned())
}
