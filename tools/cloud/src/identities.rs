//! What SES has verified: addresses and domains it sends from, and links of its own that it mailed to others.

use std::collections::BTreeMap;

/// The addresses and domains that SES was told of.
#[derive(Debug, Default)]
pub(crate) struct Identities(BTreeMap<String, Identity>);

#[derive(Debug, Clone, Copy)]
struct Identity {
    status: Status,
    links: usize,
}

/// How far SES is with one, in its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Pending,
    Success,
    Failed,
}

impl Identities {
    /// From now on it is as somebody says.
    pub(crate) fn set(&mut self, name: &str, status: Status) {
        self.0.entry(name.to_owned()).or_insert(Identity { status, links: 0 }).status = status;
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Mails a link of its own to an address; one that is verified stays so.
    pub(crate) fn verify(&mut self, address: &str) {
        let identity = self.0.entry(address.to_owned()).or_insert(Identity { status: Status::Pending, links: 0 });
        identity.links = identity.links.saturating_add(1);
        if identity.status == Status::Failed {
            identity.status = Status::Pending;
        }
    }

    /// How many such links went to an address.
    pub(crate) fn links(&self, address: &str) -> usize {
        self.0.get(address).map_or(0, |identity| identity.links)
    }

    /// Whether mails may leave from an address: it is verified, or its domain, or one above that.
    pub(crate) fn sends_from(&self, address: &str) -> bool {
        let is_verified = |name: &str| self.0.get(name).is_some_and(|identity| identity.status == Status::Success);
        let domain = address.rsplit_once('@').map(|(_, domain)| domain);
        let mut domains = std::iter::successors(domain, |domain| domain.split_once('.').map(|(_, above)| above));
        is_verified(address) || domains.any(is_verified)
    }

    /// Those of these that SES was told of, as it lists them.
    pub(crate) fn listed<'a>(&self, names: impl Iterator<Item = &'a String>) -> String {
        let entry = |name: &String| {
            let status = self.0.get(name)?.status;
            let value = format!("<value><VerificationStatus>{status:?}</VerificationStatus></value>");
            Some(format!("<entry><key>{name}</key>{value}</entry>"))
        };
        names.filter_map(entry).collect()
    }
}
