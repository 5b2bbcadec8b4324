//! Secrets of a store that something names and sends somewhere.

use std::collections::BTreeMap;

#[cfg(any(feature = "export-templates", feature = "file-servers"))]
use domain::KnownServer;
use guard::is_listed;
#[cfg(any(feature = "export-templates", feature = "file-servers"))]
use guard::read_host;
use table::KeptSecret;

/// What keeps the secret of this name from going to a host.
#[cfg(feature = "rules")]
pub(crate) fn missing(kept: &BTreeMap<String, KeptSecret>, name: &str, host: &str) -> Option<String> {
    match kept.get(name) {
        None => Some(no_secret(name)),
        Some(secret) if is_listed(host, &secret.hosts) => None,
        Some(_) => Some(format!("the secret \"{name}\" may not go to this address")),
    }
}

/// The secret that a store signs in with at a server, if it was given for this host, or for this port of it; or why not.
#[cfg(any(feature = "export-templates", feature = "file-servers"))]
pub(crate) fn of_server<'a>(
    kept: &'a BTreeMap<String, KeptSecret>,
    known: &KnownServer,
) -> Result<&'a KeptSecret, String> {
    let name = &known.server.secret;
    let secret = kept.get(name).ok_or_else(|| no_secret(name))?;
    let host = read_host(&known.server.host).unwrap_or_default();
    if is_listed(&host, &secret.hosts) || is_listed(&format!("{host}:{}", known.port()), &secret.hosts) {
        return Ok(secret);
    }
    Err(format!("the secret \"{name}\" is not for {host}: add that to its hosts"))
}

fn no_secret(name: &str) -> String {
    format!("the store has no secret \"{name}\"")
}

#[cfg(all(test, any(feature = "export-templates", feature = "file-servers")))]
mod tests {
    use domain::FileServer;
    use jiff::Timestamp;

    use super::*;

    /// Catches a password that goes to a host it was not given for.
    #[test]
    fn a_secret_goes_to_its_hosts_alone() {
        let at = Timestamp::UNIX_EPOCH;
        let hosts = ["files.example.com", "other.example.com:2222", "*.shop.example.com"].map(str::to_owned).to_vec();
        let kept = KeptSecret { value: String::new(), hosts, date_added: at, date_updated: at };
        let all = BTreeMap::from([("s".to_owned(), kept)]);
        let named = |secret: &str, host: &str, port| {
            let server = FileServer { host: host.into(), port, secret: secret.into(), ..FileServer::default() };
            of_server(&all, &KnownServer { server, ..KnownServer::default() }).map(|_| ())
        };
        for (host, port) in [
            ("files.example.com", None),
            ("FILES.example.com", Some(2_222)),
            ("other.example.com", Some(2_222)),
            ("in.shop.example.com", Some(2_222)),
        ] {
            assert_eq!(named("s", host, port), Ok(()), "{host}");
        }
        for host in ["other.example.com", "evil.example", "files.example.com.evil.example", "shop.example.com", ""] {
            assert!(named("s", host, None).unwrap_err().contains("is not for"), "{host}");
        }
        assert_eq!(named("t", "files.example.com", None).unwrap_err(), "the store has no secret \"t\"");
    }
}
