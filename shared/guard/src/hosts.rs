//! Hosts by name: of an address, as somebody writes one, and whether it is among those on a list.

use url::{Host, Url};

/// A host has at most so many characters: a name of 253, and a port.
pub const MAX_HOST_LENGTH: usize = 260;

/// A text that names no host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadHost {
    /// It is no host, or more than one.
    #[error("must be a host, such as hooks.example.com or hooks.example.com:8443, without a scheme or a path")]
    NoHost,
    /// The part behind `*.` is no name of two parts.
    #[error("may stand for all names below one only as *.example.com")]
    Pattern,
}

/// The host of an address, as all code compares it: in small letters, an international name in its ASCII form, without
/// the dot at its end, and with its port where that isn't the usual one of its scheme. None where there is no host.
pub fn host_of(address: &str) -> Option<String> {
    written(&Url::parse(address.trim()).ok()?)
}

/// A host that somebody wrote, in the form of [`host_of`]; 443 counts as its usual port.
pub fn read_host(text: &str) -> Result<String, BadHost> {
    let text = text.trim();
    // What would end the host in an address, or stand before it.
    let is_alone = !text.contains(['/', '\\', '?', '#', '@']) && !text.contains(char::is_whitespace);
    let url = Url::parse(&format!("https://{text}/")).ok().filter(|_| is_alone && text.len() <= MAX_HOST_LENGTH);
    url.and_then(|url| written(&url)).filter(|host| is_plain(host)).ok_or(BadHost::NoHost)
}

/// Whether a host has nothing but what names, addresses and ports have: an URL takes commas and asterisks too.
fn is_plain(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:[]".contains(&byte))
}

/// An entry of a list of hosts: a host, or `*.` and a name for every name below it. In the form of [`host_of`].
pub fn read_host_pattern(text: &str) -> Result<String, BadHost> {
    let Some(above) = text.trim().strip_prefix("*.") else { return read_host(text) };
    let above = read_host(above)?;
    let name = above.split(':').next().unwrap_or_default();
    let is_name = matches!(Host::parse(name), Ok(Host::Domain(_)));
    if is_name && name.contains('.') { Ok(format!("*.{above}")) } else { Err(BadHost::Pattern) }
}

/// Whether a host in the form of [`host_of`] is among `listed`, which are in the form of [`read_host_pattern`].
pub fn is_listed(host: &str, listed: &[String]) -> bool {
    let is_meant = |entry: &String| match entry.strip_prefix('*') {
        Some(below) => host.strip_suffix(below).is_some_and(|name| !name.is_empty()),
        None => host == entry,
    };
    listed.iter().any(is_meant)
}

fn written(url: &Url) -> Option<String> {
    let host = match url.host()? {
        Host::Domain(name) => name.trim_end_matches('.').to_ascii_lowercase(),
        ip => ip.to_string(),
    };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    (!host.is_empty()).then(|| format!("{host}{port}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_host_has_one_form_however_it_is_written() {
        for (address, host) in [
            ("https://hooks.example.com/in?a=b#c", "hooks.example.com"),
            ("https://HOOKS.Example.com./in", "hooks.example.com"),
            ("https://hooks.example.com:443", "hooks.example.com"),
            ("http://hooks.example.com:80", "hooks.example.com"),
            ("http://hooks.example.com:443", "hooks.example.com:443"),
            ("https://hooks.example.com.:8443/", "hooks.example.com:8443"),
            ("https://bücher.example/", "xn--bcher-kva.example"),
            ("https://hooks。example。com/", "hooks.example.com"),
            ("https://good.example.com@evil.example/", "evil.example"),
            ("https://good.example.com:x@evil.example/", "evil.example"),
            ("https://good.example.com\\@evil.example/", "good.example.com"),
            ("https://0x08080808/", "8.8.8.8"),
            ("https://[2606:4700:0::1111]:8443/", "[2606:4700::1111]:8443"),
        ] {
            assert_eq!(host_of(address).as_deref(), Some(host), "{address}");
        }
        for none in ["", "n/a", "/shipped", "hooks.example.com", "mailto:a@b.example", "https://", "https://a b/"] {
            assert_eq!(host_of(none), None, "{none}");
        }
    }

    #[test]
    fn a_host_is_read_alone() {
        assert_eq!(read_host(" Hooks.example.com. ").as_deref(), Ok("hooks.example.com"));
        assert_eq!(read_host("bücher.example:8443").as_deref(), Ok("xn--bcher-kva.example:8443"));
        assert_eq!(read_host("hooks.example.com:443").as_deref(), Ok("hooks.example.com"));
        assert_eq!(read_host("[2606:4700::1111]").as_deref(), Ok("[2606:4700::1111]"));
        for bad in [
            "",
            ".",
            "https://hooks.example.com",
            "hooks.example.com/in",
            "a.example\\b",
            "a.example?b",
            "a.example#b",
            "user@a.example",
            "a.example b.example",
            "a.example,b.example",
            "*.example.com",
            "a.example:99999",
            &"a".repeat(300),
        ] {
            assert_eq!(read_host(bad), Err(BadHost::NoHost), "{bad}");
        }
    }

    #[test]
    fn a_list_names_hosts_and_all_names_below_one() {
        let listed: Vec<_> = ["Hooks.Example.com", "*.shops.example.org", "*.bücher.example:8443"]
            .map(|entry| read_host_pattern(entry).unwrap())
            .into();
        assert_eq!(listed, ["hooks.example.com", "*.shops.example.org", "*.xn--bcher-kva.example:8443"]);
        for address in [
            "https://hooks.example.com/x",
            "http://HOOKS.example.com./",
            "https://a.shops.example.org",
            "https://a.b.shops.example.org/",
            "https://a.bücher.example:8443/",
        ] {
            assert!(is_listed(&host_of(address).unwrap(), &listed), "{address}");
        }
        for address in [
            "https://hooks.example.com:8443/",
            "https://a.hooks.example.com/",
            "https://hooks.example.com.evil.example/",
            "https://evilhooks.example.com/",
            "https://hooks.example.com@evil.example/",
            "https://shops.example.org/",
            "https://evilshops.example.org/",
            "https://a.shops.example.org.evil.example/",
            "https://a.shops.example.org:8443/",
            "https://a.bücher.example/",
            "https://hооks.example.com/",
        ] {
            assert!(!is_listed(&host_of(address).unwrap(), &listed), "{address}");
        }
        for bad in [
            "*",
            "*.",
            "*.com",
            "*.*.example.com",
            "a.*.example.com",
            "*.8.8.8.8",
            "*.[2606:4700::1]",
            "**.example.com",
        ] {
            assert!(read_host_pattern(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_read_the_same_again_and_is_the_host_of_its_address(text in "\\PC{0,40}") {
            if let Ok(host) = read_host(&text) {
                prop_assert_eq!(read_host(&host), Ok(host.clone()));
                let address = format!("https://{host}/x");
                prop_assert_eq!(host_of(&address), Some(host));
            }
        }
    }
}
