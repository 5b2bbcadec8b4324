//! The forms of tracking numbers.
//!
//! Sources, named at each form: *TND*, the Tracking Number Data project (`github.com/jkeen/tracking_number_data`,
//! `couriers/*.json`, MIT); *Pub. 199*, USPS's specification of the package barcode; *S10*, the Universal Postal
//! Union's standard. Left out is what may be a stranger's too: TND's DHL with eleven and fourteen digits, its SSCC of
//! FedEx (any shipper's), `JD` with sixteen digits (DHL's and Yodel's), and three letters with nine digits.

use super::Carrier::{self, Amazon, CanadaPost, Dhl, DhlEcommerce, FedEx, LaserShip, OnTrac, Ups, Usps};
use super::check;

/// A number whose form is sure.
pub(super) struct Found<'a> {
    pub carrier: Carrier,
    /// What the carrier follows the parcel by: the number, or a part of what was scanned.
    pub followed: &'a str,
    /// Whether what it begins with says so too, not the check digit alone.
    pub begins_so: bool,
}

/// What numbers of one form have in common.
struct Form {
    carrier: Carrier,
    /// One of these comes first; none where length and check digit are all there is.
    begins: &'static [&'static str],
    /// How many characters there are, at least and at most.
    lengths: (usize, usize),
    /// How many of them stand before what is checked and followed, such as a label's ZIP code.
    before: usize,
    /// Whether the check digit is right.
    checks: fn(&str) -> bool,
}

type Begins = &'static [&'static str];

/// A form with a check digit.
const fn checked(carrier: Carrier, begins: Begins, length: usize, checks: fn(&str) -> bool) -> Form {
    Form { carrier, begins, lengths: (length, length), before: 0, checks }
}

/// A form that is scanned from a label: other things stand `before` the number.
const fn scanned(carrier: Carrier, begins: Begins, length: usize, before: usize, checks: fn(&str) -> bool) -> Form {
    Form { carrier, begins, lengths: (length, length), before, checks }
}

/// A form without a check digit, which begins in its own way.
const fn plain(carrier: Carrier, begins: Begins, shortest: usize, longest: usize) -> Form {
    Form { carrier, begins, lengths: (shortest, longest), before: 0, checks: check::none }
}

/// The first that a number has wins.
const FORMS: &[Form] = &[
    // TND `ups`: the account, the kind of service, the parcel.
    checked(Ups, &["1Z"], 18, check::ups),
    // TND `UPS Waybill`, but for `A`, which Amazon's numbers abroad begin with.
    checked(Ups, &["H", "J", "K", "T", "V"], 11, check::ups_waybill),
    // TND `fedex_ground_96`, `fedex_ground_gsn`, `fedex_34`: labels of Ground and Express.
    scanned(FedEx, &["96"], 22, 7, check::gs1),
    scanned(FedEx, &["96", "10"], 34, 20, check::fedex),
    // TND `fedex_smartpost` without its 92.
    checked(FedEx, &["6129"], 20, check::smart_post),
    // TND `fedex_12`, `fedex_ground`.
    checked(FedEx, &[], 12, check::fedex),
    checked(FedEx, &[], 15, check::gs1),
    // TND `usps_91`, `usps_22`, `usps_34v2`; Pub. 199: the barcode, and with 420 and the ZIP code, or ZIP+4, before it.
    checked(Usps, &["9"], 22, check::impb),
    checked(Usps, &["9"], 26, check::impb),
    scanned(Usps, &["420"], 30, 8, check::impb),
    scanned(Usps, &["420"], 34, 8, check::impb),
    scanned(Usps, &["420"], 34, 12, check::impb),
    scanned(Usps, &["420"], 38, 12, check::impb),
    // TND `usps_20`, with its kinds of mail (71, 73, 77, 81), and those of the post offices' labels in USPS's examples:
    // certified (70), priority (14), signature (23) and delivery confirmation (03).
    checked(Usps, &["70", "71", "73", "77", "81", "03", "14", "23"], 20, check::usps_20),
    // TND `canada_post`.
    checked(CanadaPost, &[], 16, check::gs1),
    // TND `dhl_express`, `dhl_express_piece_id`; the piece numbers of DHL's parcels have eighteen digits.
    checked(Dhl, &[], 10, check::seven),
    plain(Dhl, &["JJD"], 12, 13),
    plain(Dhl, &["JVGL"], 13, 14),
    plain(Dhl, &["JJD"], 21, 21),
    plain(Dhl, &["JD"], 20, 20),
    // TND `dhl_ecommerce`, the digits alone.
    plain(DhlEcommerce, &["GM"], 18, 20),
    // TND `ontrac_c`, `ontrac_d`.
    checked(OnTrac, &["C", "D"], 15, check::ontrac),
    // TND `amazon_logistics`.
    plain(Amazon, &["TBA", "TBC", "TBM"], 15, 15),
    // TND `lasership_1ls7` (not the longer one, which is nothing without its dash), `lasership_lx`; and `LS`.
    plain(LaserShip, &["1LS71", "1LS72"], 15, 15),
    plain(LaserShip, &["LA1", "LE1", "LH1", "LI1", "LN1", "LS1", "LX1"], 10, 10),
    plain(LaserShip, &["LA2", "LE2", "LH2", "LI2", "LN2", "LS2", "LX2"], 10, 10),
    plain(LaserShip, &["LA3", "LE3", "LH3", "LI3", "LN3", "LS3", "LX3"], 10, 10),
];

/// What `number` is, written in capitals and without blanks and dashes.
pub(super) fn find(number: &str) -> Option<Found<'_>> {
    if !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    FORMS.iter().find_map(|form| form.find(number)).or_else(|| postal(number))
}

impl Form {
    fn find<'a>(&self, number: &'a str) -> Option<Found<'a>> {
        let (shortest, longest) = self.lengths;
        if !(shortest..=longest).contains(&number.len()) || !self.begins(number) {
            return None;
        }
        let own = number.get(self.before..).filter(|own| (self.checks)(own))?;
        // A scanned label has fourteen places for FedEx's twelve digits.
        let followed = own.strip_prefix("00").filter(|rest| self.before > 0 && rest.len() == 12).unwrap_or(own);
        Some(Found { carrier: self.carrier, followed, begins_so: !self.begins.is_empty() })
    }

    /// Whether it begins as this form does and goes on in digits; UPS's goes on in letters too. Where nothing is said
    /// of the beginning, a digit that is only repeated is no number.
    fn begins(&self, number: &str) -> bool {
        if self.begins.is_empty() {
            return is_digits(number) && number.bytes().any(|byte| !number.starts_with(char::from(byte)));
        }
        let rest = self.begins.iter().find_map(|beginning| number.strip_prefix(beginning));
        rest.is_some_and(|rest| is_digits(rest) || number.starts_with("1Z"))
    }
}

/// S10: two letters, nine digits of which the last checks the others, the country whose post gave the number out.
fn postal(number: &str) -> Option<Found<'_>> {
    let (letters, rest) = number.split_at_checked(2)?;
    let (digits, country) = rest.split_at_checked(9)?;
    let carrier = match country {
        "US" => Usps,
        "CA" => CanadaPost,
        "GB" => Carrier::RoyalMail,
        "DE" => Carrier::DeutschePost,
        "AU" => Carrier::AustraliaPost,
        _ => return None,
    };
    let sure = letters.bytes().all(|byte| byte.is_ascii_uppercase()) && is_digits(digits) && check::s10(digits);
    sure.then_some(Found { carrier, followed: number, begins_so: true })
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
