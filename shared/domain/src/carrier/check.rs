//! Check digits: the last character is the digit, the others are what it is made of.
//!
//! Sources: the Tracking Number Data project (`github.com/jkeen/tracking_number_data`: `CHECKSUM_ALGORITHMS.md` and
//! `couriers/*.json`, MIT) and, for [`s10`], the Universal Postal Union's standard S10.

/// GS1's, which USPS, FedEx Ground and Canada Post use: weights 3 and 1 from the right, what is missing to tens.
pub(super) fn gs1(number: &str) -> bool {
    is_right(number, &[3, 1], |sum| (10 - sum % 10) % 10)
}

/// FedEx Express: weights 1, 3 and 7 from the right, modulo 11, of which ten is 0.
pub(super) fn fedex(number: &str) -> bool {
    is_right(number, &[1, 3, 7], |sum| sum % 11 % 10)
}

/// DHL Express: what is before it modulo seven.
pub(super) fn seven(number: &str) -> bool {
    // 10 modulo 7 is 3, 100 is 2, and so on.
    is_right(number, &[1, 3, 2, 6, 4, 5], |sum| sum % 7)
}

/// The Universal Postal Union's S10: nine digits, weights 8 6 4 2 3 5 9 7, modulo 11.
pub(super) fn s10(number: &str) -> bool {
    let digit = |sum| match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    is_right(number, &[7, 9, 5, 3, 2, 4, 6, 8], digit)
}

/// UPS after its `1Z`, fifteen letters or digits: weights 1 and 2, what is missing to tens.
pub(super) fn ups(number: &str) -> bool {
    is_right(number.get(2..).unwrap_or_default(), &[1, 2], |sum| (10 - sum % 10) % 10)
}

/// A waybill of UPS after its letter: as [`ups`].
pub(super) fn ups_waybill(number: &str) -> bool {
    is_right(number.get(1..).unwrap_or_default(), &[1, 2], |sum| (10 - sum % 10) % 10)
}

/// OnTrac with its letter, which counts as UPS's letters do: `C` is 4, `D` is 5.
pub(super) fn ontrac(number: &str) -> bool {
    is_right(number, &[2, 1], |sum| (10 - sum % 10) % 10)
}

/// USPS's Intelligent Mail package barcode (Publication 199): 91 to 95, then [`gs1`].
pub(super) fn impb(number: &str) -> bool {
    matches!(number.get(..2), Some("91" | "92" | "93" | "94" | "95")) && gs1(number)
}

/// The twenty digits of older USPS labels, as they stand or as part of the barcode, which has 91 before them.
pub(super) fn usps_20(number: &str) -> bool {
    gs1(number) || gs1(&format!("91{number}"))
}

/// The twenty digits of FedEx SmartPost, whose barcode has 92 before them.
pub(super) fn smart_post(number: &str) -> bool {
    gs1(&format!("92{number}"))
}

/// Forms that publish no check digit.
pub(super) fn none(_: &str) -> bool {
    true
}

/// Whether the last character is the digit of the others' sum with these weights, which go round from the right.
fn is_right(number: &str, weights: &[u32], digit: impl Fn(u32) -> u32) -> bool {
    let mut from_right = number.bytes().rev();
    let Some(last) = from_right.next().filter(u8::is_ascii_digit) else { return false };
    let sum = from_right.zip(weights.iter().cycle()).map(|(byte, weight)| value(byte) * weight).sum();
    digit(sum) == value(last)
}

/// A digit's own value; letters count on from 2 and go round: `A` is 2, `H` is 9, `I` is 0.
fn value(byte: u8) -> u32 {
    let code = u32::from(byte);
    if byte.is_ascii_digit() { code - u32::from(b'0') } else { (code + 7) % 10 }
}
