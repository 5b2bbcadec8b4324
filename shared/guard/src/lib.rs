//! Logic: which addresses may be called: public ones, over https.
//!
//! A rule's address is written by one who may not be ours to trust, and the function that posts stands inside the
//! merchant's account. So an address is looked at when the rule is saved, and again, after its name was looked up,
//! when the connection is made.

mod hosts;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;

use url::{Host, Url};

pub use hosts::{BadHost, MAX_HOST_LENGTH, host_of, is_listed, read_host, read_host_pattern};

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

/// Which schemes an address may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schemes {
    /// `https` only.
    HttpsOnly,
    /// `http` too: the store's setting `allow_http`.
    HttpToo,
}

/// Says which addresses may be called.
#[derive(Debug, Clone)]
pub struct Guard {
    allow_loopback: bool,
    /// The port of the Lambda Runtime API, which listens on loopback.
    runtime_port: Option<u16>,
    /// Further ports of loopback that stay closed.
    closed_ports: Option<RangeInclusive<u16>>,
}

/// Ports below this one are those of known protocols: who posts to a mail server's would have us speak to it.
const FIRST_FREE_PORT: u16 = 1_024;

impl Guard {
    /// A guard that lets posts go to public addresses only.
    pub fn public_only() -> Self {
        Self { allow_loopback: false, runtime_port: None, closed_ports: None }
    }

    /// A guard that opens `127.0.0.0/8` and `::1` too, as the local cloud needs it, and nothing else.
    ///
    /// `runtime_api` is the Lambda Runtime API's own address (`AWS_LAMBDA_RUNTIME_API`): a post that reached it could
    /// answer our invocation, so its port stays closed even then. Where its port can't be read, loopback stays closed.
    pub fn with_loopback(runtime_api: Option<&str>) -> Self {
        let runtime_port = runtime_api.and_then(port_of);
        let is_known = runtime_api.is_none() || runtime_port.is_some();
        Self { allow_loopback: is_known, runtime_port, closed_ports: None }
    }

    /// The same, and these ports of loopback stay closed too, the first and the last of them with a dash between: there
    /// the Runtime APIs of other functions listen, where all run on one machine. None where the text is empty; where it
    /// can't be read, loopback stays closed.
    #[must_use]
    pub fn closing_ports(self, ports: &str) -> Self {
        if ports.is_empty() {
            return self;
        }
        let ends = ports.split_once('-').and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
        let closed_ports = ends.map(|(first, last): (u16, u16)| first..=last);
        Self { allow_loopback: self.allow_loopback && closed_ports.is_some(), closed_ports, ..self }
    }

    /// Checks an address as it is written: its scheme, its host and its port. No name is looked up.
    pub fn check_url(&self, address: &str, schemes: Schemes) -> Result<Url, Refused> {
        let url = Url::parse(address.trim()).map_err(|error| refused(error.to_string()))?;
        match url.scheme() {
            "https" => {}
            "http" if schemes == Schemes::HttpToo => {}
            "http" => return Err(refused("http is not allowed by this store, https is needed")),
            other => return Err(refused(format!("{other} is neither https nor http"))),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("it must not hold a user name or a password"));
        }
        let port = url.port_or_known_default().unwrap_or_default();
        if !matches!(port, 80 | 443 | FIRST_FREE_PORT..) {
            return Err(refused(format!(
                "port {port} is another protocol's; 80, 443 and those from {FIRST_FREE_PORT} on are open"
            )));
        }
        match url.host() {
            None => return Err(refused("it has no host")),
            Some(Host::Ipv4(ip)) => self.check_address(SocketAddr::new(IpAddr::V4(ip), port))?,
            Some(Host::Ipv6(ip)) => self.check_address(SocketAddr::new(IpAddr::V6(ip), port))?,
            Some(Host::Domain(name)) => self.check_name(name, port)?,
        }
        Ok(url)
    }

    /// What a function's settings say. `ALLOW_LOOPBACK` is `true` for a cloud on one machine: loopback is open too, less
    /// the Lambda Runtime API (`AWS_LAMBDA_RUNTIME_API`) and those of other functions (`CLOSED_LOOPBACK_PORTS`,
    /// `32768-60999`). Else the public alone is.
    pub fn of_settings(setting: impl Fn(&'static str) -> Option<String>) -> Self {
        if setting("ALLOW_LOOPBACK").as_deref() != Some("true") {
            return Self::public_only();
        }
        let closed = setting("CLOSED_LOOPBACK_PORTS").unwrap_or_default();
        Self::with_loopback(setting("AWS_LAMBDA_RUNTIME_API").as_deref()).closing_ports(&closed)
    }

    /// Checks a server as it is written, by its host and its port. No name is looked up.
    pub fn check_server(&self, host: &str, port: u16) -> Result<(), Refused> {
        let host = read_host(host).map_err(|error| refused(error.to_string()))?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(&host);
        match bare.parse::<IpAddr>() {
            Ok(ip) => self.check_address(SocketAddr::new(ip, port)),
            Err(_) => self.check_name(&host, port),
        }
    }

    /// Checks an address a name was looked up to. Where the port is not known yet it is 0, and [`Self::check_url`] has
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
        if self.closed_ports.as_ref().is_some_and(|closed| closed.contains(&port)) {
            return Err(refused("the Runtime APIs of other functions listen there"));
        }
        Ok(())
    }
}

/// The port of `127.0.0.1:9001`, also where a local runner writes a scheme before it or a path after.
fn port_of(runtime_api: &str) -> Option<u16> {
    let (_, authority) = runtime_api.split_once("://").unwrap_or(("", runtime_api));
    let url = Url::parse(&format!("http://{authority}")).ok()?;
    url.port_or_known_default()
}

/// The address itself is never in the text: it may be what a name was looked up to inside our net.
fn check_v4(ip: Ipv4Addr) -> Result<(), Refused> {
    let within = |(net, bits, _): &&(Ipv4Addr, u32, &str)| (u32::from(ip) ^ u32::from(*net)) >> (32 - bits) == 0;
    match CLOSED_V4.iter().find(within) {
        Some((_, _, kind)) => Err(refused(*kind)),
        None => Ok(()),
    }
}

/// IPv4 in IPv6's clothes (mapped, compatible, NAT64) lies outside the public net, and so does ULA and link-local.
fn check_v6(ip: Ipv6Addr) -> Result<(), Refused> {
    let within = |net: Ipv6Addr, bits: u32| (u128::from(ip) ^ u128::from(net)) >> (128 - bits) == 0;
    if !within(PUBLIC_V6.0, PUBLIC_V6.1) {
        return Err(refused("outside 2000::/3"));
    }
    match CLOSED_V6.iter().find(|(net, bits, _)| within(*net, *bits)) {
        Some((_, _, kind)) => Err(refused(*kind)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
