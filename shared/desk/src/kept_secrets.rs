//! Secrets of a store that something names and sends somewhere.

use std::collections::BTreeMap;

use guard::is_listed;
#[cfg(any(feature = "export-templates", feature = "deliveries"))]
use guard::read_host;
use table::KeptSecret;

/// What keeps the secret of this name from going to a host.
pub(crate) fn missing(kept: &BTreeMap<String, KeptSecret>, name: &str, host: &str) -> Option<String> {
    match kept.get(name) {
        None => Some(format!("the store has no secret \"{name}\"")),
        Some(secret) if is_listed(host, &secret.hosts) => None,
        Some(_) => Some(format!("the secret \"{name}\" may not go to this address")),
    }
}

/// A server's host as secrets name theirs; none of them names an empty one.
#[cfg(any(feature = "export-templates", feature = "deliveries"))]
pub(crate) fn host_of_server(host: &str) -> String {
    read_host(host).unwrap_or_default()
}
