//! Who may be posted to: public addresses, over https.
//!
//! A rule's address is written by one who may not be ours to trust, and the function that posts stands inside the
//! merchant's account. So an address is looked at when the rule is saved, and again, after its name was looked up,
//! when the connection is made.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// Why an address is not posted to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be a public address: {why}")]
pub struct Refused {
    why: String,
}

fn refused(why: impl Into<String>) -> Refused {
    Refused { why: why.into() }
}

/// Nets of IPv4 that are not public, each with how many of its bits count (RFC 6890 and its successors).
const CLOSED_V4: [(Ipv4Addr, u32, &str); 17] = [
    (Ipv4Addr::UNSPECIFIED, 8, "this network"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "private"),
    (Ipv4Addr::new(100, 64, 0, 0), 10, "carrier-grade NAT"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "loopback"),
    (Ipv4Addr::new(168, 63, 129, 16), 32, "a cloud's own service"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "link-local, where clouds keep metadata"),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "private"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "protocol assignments"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "documentation"),
    (Ipv4Addr::new(192, 31, 196, 0), 24, "reserved"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "a 6to4 relay"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "private"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "benchmarking"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "documentation"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "documentation"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "multicast"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "reserved"),
];

/// Nets of IPv6 inside the public `2000::/3` that are not public after all; all outside it is closed.
const CLOSED_V6: [(Ipv6Addr, u32, &str); 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, "protocol assignments, Teredo among them"),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, "documentation"),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, "6to4"),
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48, "reserved"),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, "documentation"),
];

/// What of IPv6 is public at all.
const PUBLIC_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Says who may be posted to.
#[derive(Debug, Clone)]
pub struct Guard {
    allow_loopback: bool,
    /// The port of the Lambda Runtime API, which listens on loopback.
    runtime_port: Option<u16>,
}

impl Guard {
    /// `allow_loopback` opens `127.0.0.0/8` and `::1`, as the local cloud needs it, and nothing else.
    /// `runtime_api` is the Lambda Runtime API's own address (`AWS_LAMBDA_RUNTIME_API`): a post that reached it could
    /// answer our invocation, so its port stays closed even then.
    pub fn new(allow_loopback: bool, runtime_api: Option<&str>) -> Self {
        let port = runtime_api.and_then(|address| address.rsplit(':').next()).and_then(|port| port.parse().ok());
        Self { allow_loopback, runtime_port: port }
    }

    /// Looks at an address as it is written.
    pub fn check_url(&self, address: &str, allow_http: bool) -> Result<Url, Refused> {
        let url = Url::parse(address.trim()).map_err(|error| refused(error.to_string()))?;
        match url.scheme() {
            "https" => {}
            "http" if allow_http => {}
            "http" => return Err(refused("http is not allowed by this store, https is needed")),
            other => return Err(refused(format!("{other} is neither https nor http"))),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("it must not hold a user name or a password"));
        }
        let port = url.port_or_known_default().unwrap_or_default();
        match url.host() {
            None => return Err(refused("it has no host")),
            Some(Host::Ipv4(ip)) => self.check_address(SocketAddr::new(IpAddr::V4(ip), port))?,
            Some(Host::Ipv6(ip)) => self.check_address(SocketAddr::new(IpAddr::V6(ip), port))?,
            Some(Host::Domain(name)) => self.check_name(name, port)?,
        }
        Ok(url)
    }

    /// Looks at an address a name was found at. Where the port is not known yet it is 0, and [`Self::check_url`] has
    /// looked at it.
    pub fn check_address(&self, address: SocketAddr) -> Result<(), Refused> {
        if self.allow_loopback && address.ip().is_loopback() {
            return self.check_port(address.port());
        }
        match address.ip() {
            IpAddr::V4(ip) => check_v4(ip),
            IpAddr::V6(ip) => check_v6(ip),
        }
    }

    fn check_name(&self, name: &str, port: u16) -> Result<(), Refused> {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let is_local = name == "localhost" || name.ends_with(".localhost");
        if is_local && !self.allow_loopback {
            return Err(refused("localhost is loopback"));
        }
        // Any name may stand for loopback where that is open.
        if self.allow_loopback { self.check_port(port) } else { Ok(()) }
    }

    fn check_port(&self, port: u16) -> Result<(), Refused> {
        if self.runtime_port.is_some_and(|runtime| runtime == port) {
            return Err(refused("the Lambda Runtime API listens there"));
        }
        Ok(())
    }
}

fn check_v4(ip: Ipv4Addr) -> Result<(), Refused> {
    let within = |(net, bits, _): &&(Ipv4Addr, u32, &str)| (u32::from(ip) ^ u32::from(*net)) >> (32 - bits) == 0;
    match CLOSED_V4.iter().find(within) {
        Some((_, _, kind)) => Err(refused(format!("{ip} is {kind}"))),
        None => Ok(()),
    }
}

/// IPv4 in IPv6's clothes (mapped, compatible, NAT64) lies outside the public net, and so does ULA and link-local.
fn check_v6(ip: Ipv6Addr) -> Result<(), Refused> {
    let within = |net: Ipv6Addr, bits: u32| (u128::from(ip) ^ u128::from(net)) >> (128 - bits) == 0;
    if !within(PUBLIC_V6.0, PUBLIC_V6.1) {
        return Err(refused(format!("{ip} is outside 2000::/3")));
    }
    match CLOSED_V6.iter().find(|(net, bits, _)| within(*net, *bits)) {
        Some((_, _, kind)) => Err(refused(format!("{ip} is {kind}"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_refused(address: &str) -> bool {
        Guard::new(false, None).check_url(address, true).is_err()
    }

    #[test]
    fn an_address_that_is_not_public_is_refused_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0x7f.1",
            "127.0.0.1.",
            "0",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "3232235777",
            "169.254.169.254",
            "0xa9fea9fe",
            "100.64.0.1",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "203.0.113.1",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:8.8.8.8]",
            "[::127.0.0.1]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[ff02::1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b:1::1]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[2001:db8::1]",
            "[100::1]",
            "[fec0::1]",
            "[3fff::1]",
            "[5f00::1]",
            "localhost",
            "LOCALHOST.",
            "shop.localhost",
            "１２７.0.0.1",
        ] {
            assert!(is_refused(&format!("http://{host}/x")), "{host}");
            assert!(is_refused(&format!("https://{host}:8443/x")), "{host}");
        }
    }

    #[test]
    fn a_public_address_is_taken() {
        for address in [
            "https://example.com/x",
            "https://8.8.8.8/",
            "https://[2606:4700::1111]/",
            "https://172.32.0.1",
            "https://example.com:9001",
        ] {
            assert!(!is_refused(address), "{address}");
        }
    }

    #[test]
    fn only_https_is_taken_unless_the_store_allows_http() {
        let guard = Guard::new(false, None);
        assert!(guard.check_url("http://example.com", false).is_err());
        assert!(guard.check_url("http://example.com", true).is_ok());
        for address in [
            "ftp://example.com",
            "file:///etc/passwd",
            "gopher://example.com",
            "javascript:1",
            "example.com",
            "",
            "https://",
        ] {
            assert!(guard.check_url(address, true).is_err(), "{address}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_refused() {
        assert!(is_refused("https://user:secret@example.com"));
    }

    #[test]
    fn opening_loopback_opens_loopback_alone() {
        let guard = Guard::new(true, None);
        for open in ["http://127.0.0.1:8080/x", "http://127.9.9.9/", "http://[::1]:1/", "http://localhost:3000"] {
            assert!(guard.check_url(open, true).is_ok(), "{open}");
        }
        for closed in ["http://[::ffff:127.0.0.1]/", "http://10.0.0.1/", "http://169.254.169.254/", "http://0.0.0.0/"] {
            assert!(guard.check_url(closed, true).is_err(), "{closed}");
        }
    }

    #[test]
    fn a_post_that_reaches_the_lambda_runtime_api_could_answer_our_invocation() {
        for guard in [Guard::new(true, Some("127.0.0.1:9001")), Guard::new(false, Some("127.0.0.1:9001"))] {
            for address in [
                "http://127.0.0.1:9001/2018-06-01/runtime",
                "http://localhost:9001/",
                "http://127.1:9001",
                "http://[::1]:9001/",
            ] {
                assert!(guard.check_url(address, true).is_err(), "{address}");
            }
            assert!(guard.check_address("127.0.0.1:9001".parse().unwrap()).is_err());
        }
        let local = Guard::new(true, Some("127.0.0.1:9001"));
        assert!(local.check_url("http://any.example:9001/", true).is_err(), "a name that may be looked up to loopback");
    }

    proptest! {
        #[test]
        fn every_address_of_a_closed_net_is_refused(net in 0..CLOSED_V4.len(), host: u32) {
            let (net, bits, _) = CLOSED_V4[net];
            let ip = u32::from(net) | host & u32::MAX.checked_shr(bits).unwrap_or(0);
            let dotted = Ipv4Addr::from(ip);
            for spelled in [dotted.to_string(), ip.to_string(), format!("{ip:#x}"), format!("0{ip:o}"), format!("[::ffff:{dotted}]")] {
                let address = format!("http://{spelled}/");
                prop_assert!(is_refused(&address), "{}", address);
            }
        }

        #[test]
        fn every_address_outside_the_public_net_of_ipv6_is_refused(ip: u128) {
            let ip = Ipv6Addr::from(ip);
            if ip.segments()[0] >> 13 != 1 {
                let address = format!("http://[{ip}]/");
                prop_assert!(is_refused(&address));
            }
        }
    }
}
