//! The carriers' names, as shops and their software write them.

use super::Carrier::{self, Amazon, AustraliaPost, CanadaPost, DeutschePost, Dhl, DhlEcommerce, FedEx};
use super::Carrier::{LaserShip, OnTrac, RoyalMail, Ups, Usps};

/// A known name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub carrier: Carrier,
    /// Whether it is of one who sells this carrier's labels, and maybe others'.
    pub resells: bool,
}

/// How a carrier's name begins, its words written together. Services follow: `fedex_ground`, `Royal Mail 48`.
const NAMES: &[(&str, Carrier)] = &[
    ("ups", Ups),
    ("upsdap", Ups),
    ("unitedparcelservice", Ups),
    ("usps", Usps),
    ("uspostalservice", Usps),
    ("usmail", Usps),
    ("unitedstatespostalservice", Usps),
    ("fedex", FedEx),
    ("fedexground", FedEx),
    ("fedexexpress", FedEx),
    ("federalexpress", FedEx),
    ("dhl", Dhl),
    ("dhlexpress", Dhl),
    ("dhlecommerce", DhlEcommerce),
    ("dhlecs", DhlEcommerce),
    ("dhlglobalmail", DhlEcommerce),
    ("canadapost", CanadaPost),
    ("postescanada", CanadaPost),
    ("royalmail", RoyalMail),
    ("deutschepost", DeutschePost),
    ("australiapost", AustraliaPost),
    ("auspost", AustraliaPost),
    ("amazonlogistics", Amazon),
    ("amazonshipping", Amazon),
    ("amzl", Amazon),
    ("ontrac", OnTrac),
    ("lasership", LaserShip),
];

/// More letters than any of these names has, with what stands between its words.
const MAX_LOOKED_AT: usize = 40;

/// Who sells a carrier's labels under a name of their own.
const RESELLERS: &[(&str, Carrier)] = &[("stampscom", Usps), ("endicia", Usps)];

/// Whom `name` means, whatever its case, its signs (`UPS®`) and what stands between its words. It is known by whole
/// words from the first on: `upside couriers` isn't UPS.
pub(super) fn read(name: &str) -> Option<Named> {
    let mut found = None;
    for beginning in beginnings(name) {
        let of = |names: &[(&str, Carrier)]| names.iter().find(|(known, _)| *known == beginning).map(|(_, it)| *it);
        let named = of(NAMES).map(|carrier| Named { carrier, resells: false });
        let reseller = || of(RESELLERS).map(|carrier| Named { carrier, resells: true });
        // The longest counts: `dhl_ecommerce` isn't DHL.
        found = named.or_else(reseller).or(found);
    }
    found
}

/// The first word, the first two, and so on, written together in small letters, as far as a known name is long.
fn beginnings(name: &str) -> Vec<String> {
    let mut beginnings = vec![];
    let mut written = String::new();
    let chars: Vec<char> = name.chars().take(MAX_LOOKED_AT).collect();
    for (place, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            continue;
        }
        written.extend(c.to_lowercase());
        if ends_word(c, chars.get(place + 1), chars.get(place + 2)) {
            beginnings.push(written.clone());
        }
    }
    beginnings
}

/// Whether a word ends with `c`: before a sign or a blank, and before a capital that begins another (`FedEx`,
/// `UPSGround`).
fn ends_word(c: char, next: Option<&char>, after: Option<&char>) -> bool {
    let Some(next) = next else { return true };
    let begins_another = next.is_uppercase() && after.is_some_and(|after| after.is_lowercase());
    !next.is_alphanumeric() || (next.is_uppercase() && !c.is_uppercase()) || begins_another
}
