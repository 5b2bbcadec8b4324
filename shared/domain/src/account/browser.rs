//! What is kept of the browser that somebody signs in with: enough for its owner to know it again, and no more.

use std::net::{IpAddr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// Browsers by what their requests name them with. The first that fits counts: most name others beside themselves.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems, in the same way.
const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// A browser, and the network it calls from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Browser {
    /// What people call it: `Firefox on Windows`.
    pub name: String,
    /// Its network, [`network_of`] its address.
    pub network: String,
}

impl Browser {
    /// The one that sends this `User-Agent` from this address.
    pub fn of(user_agent: &str, source_ip: &str) -> Self {
        let named = |list: &[(&str, &'static str)]| {
            let found = list.iter().find(|(sign, _)| user_agent.contains(sign));
            found.map(|(_, name)| *name)
        };
        let name = match (named(BROWSERS), named(SYSTEMS)) {
            (Some(browser), Some(system)) => format!("{browser} on {system}"),
            (Some(name), None) | (None, Some(name)) => name.to_owned(),
            (None, None) => "Another browser".to_owned(),
        };
        Self { name, network: network_of(source_ip) }
    }
}

/// The network of an address: its first three numbers (`/24`), of IPv6 its first three groups (`/48`). One that is no
/// address is in the network `unknown`.
pub fn network_of(source_ip: &str) -> String {
    match source_ip.trim().parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => {
            let [first, second, third, _] = address.octets();
            format!("{first}.{second}.{third}.0/24")
        }
        Ok(IpAddr::V6(address)) => {
            let [first, second, third, ..] = address.segments();
            format!("{}/48", Ipv6Addr::new(first, second, third, 0, 0, 0, 0, 0))
        }
        Err(_) => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_its_own_name_and_not_by_those_it_names_beside() {
        for (sent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
                "Edge on Windows",
            ),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari on iPhone"),
            ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome on Android"),
            ("curl/8.5", "Another browser"),
            ("", "Another browser"),
        ] {
            assert_eq!(Browser::of(sent, "").name, name, "{sent}");
        }
    }

    #[test]
    fn of_an_address_the_network_alone_is_kept() {
        for (address, network) in [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:12:34::1", "2001:db8:12::/48"),
            ("", "unknown"),
            ("example.com", "unknown"),
        ] {
            assert_eq!(network_of(address), network, "{address}");
        }
    }
}
