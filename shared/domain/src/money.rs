//! Amounts and weights: exact decimals, never a float.

mod currency;
mod shares;

use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

pub use currency::currency_places;

/// An exact decimal for money and weights. In rows a string; on the wire a JSON number without trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Money(Decimal);

/// A text in a row that is no amount.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" is not an amount")]
pub struct NotMoney(String);

impl From<Money> for String {
    fn from(amount: Money) -> Self {
        amount.text()
    }
}

impl TryFrom<String> for Money {
    type Error = NotMoney;

    fn try_from(text: String) -> Result<Self, NotMoney> {
        // Without the limits of `parse`: a sum of amounts that were let in may lie beyond them.
        Decimal::from_str_exact(&text).map(|read| Self(read.normalize())).map_err(|_| NotMoney(text))
    }
}

/// Amounts beyond this are refused, so that no sum of a thousand items can overflow.
const MAX_AMOUNT: i64 = 1_000_000_000_000;

/// How many digits after the point are kept: no currency and no scale has more.
const MAX_DECIMAL_PLACES: u32 = 8;

/// What has so many digits fits into 64 bits, and is not beyond [`MAX_AMOUNT`].
const MAX_PLAIN_DIGITS: usize = 12;

/// How many are looked at: half away from zero is decided by the first one that is not kept.
const KEPT_PLACES: usize = 9;

/// A number that is written with more characters than this is none. A float with all its digits has fewer, unless it is
/// beyond every amount.
const MAX_WRITTEN_CHARACTERS: usize = 400;

impl Money {
    /// Reads `12.5`, `-3`, `1e2`; nothing else, and nothing beyond a trillion. What has more than eight places, as a float
    /// brings its noise along (`17.169999999999998`), is rounded to eight, half away from zero.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_plain(text, b'.')
            .or_else(|| Self::parse_sum(text).filter(|read| read.0.abs() <= Decimal::from(MAX_AMOUNT)))
    }

    /// Reads up to twelve digits with or without a `point` among them: what most amounts are, as fast as that can be
    /// read. None for anything else, which may be an amount all the same.
    pub fn parse_plain(text: &str, point: u8) -> Option<Self> {
        let (mut units, mut digits, mut places) = (0_i64, 0_usize, None);
        for byte in text.bytes() {
            if byte.is_ascii_digit() && digits < MAX_PLAIN_DIGITS {
                units = units * 10 + i64::from(byte - b'0');
                digits += 1;
                places = places.map(|places: u32| places + 1);
            } else if byte == point && places.is_none() {
                places = Some(0);
            } else {
                return None;
            }
        }
        let mut places = places.unwrap_or_default();
        while places > 0 && units % 10 == 0 {
            (units, places) = (units / 10, places - 1);
        }
        (digits > 0 && places <= MAX_DECIMAL_PLACES).then(|| Self(Decimal::new(units, places)))
    }

    /// Reads a sum of amounts: as [`Money::parse`] does, as far as an order's total can go.
    pub fn parse_sum(text: &str) -> Option<Self> {
        let text = text.trim();
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (sign, digits) = match digits.strip_prefix(['-', '+']) {
            Some(unsigned) => (&digits[..1], unsigned),
            None => ("", digits),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{places}");
        let is_number = !all.is_empty() && all.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || text.len() > MAX_WRITTEN_CHARACTERS {
            return None;
        }
        let point = i32::try_from(whole.len()).ok()?.checked_add(exponent.parse().ok()?)?;
        let plain = format!("{sign}{}", with_point(all.trim_end_matches('0'), point)?);
        let exact = Decimal::from_str_exact(&plain).ok()?;
        let rounded = exact.round_dp_with_strategy(MAX_DECIMAL_PLACES, RoundingStrategy::MidpointAwayFromZero);
        Some(Self(rounded.normalize()))
    }

    /// A whole amount.
    pub fn whole(number: i64) -> Self {
        Self(Decimal::from(number))
    }

    /// The bare number, to compare it with what is no amount.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The shortest plain text: `42`, `11.17`, `-0.5`.
    pub fn text(self) -> String {
        self.0.normalize().to_string()
    }

    /// Two places at least, as amounts in lists are written: `5.00`, `1.125`.
    pub fn text_with_cents(self) -> String {
        let mut shown = self.0.normalize();
        if shown.scale() < 2 {
            shown.rescale(2);
        }
        shown.to_string()
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// How many decimal places it has, without zeros at its end.
    pub fn decimal_places(self) -> u32 {
        self.0.normalize().scale()
    }

    /// Whether it is from 0 to 100, with at most two places.
    pub fn is_percent(self) -> bool {
        self.0 >= Decimal::ZERO && self.0 <= Decimal::ONE_HUNDRED && self.0.normalize().scale() <= 2
    }

    /// So many percent of it, rounded to cents, half away from zero.
    #[must_use]
    pub fn percent(self, percent: Self) -> Self {
        let part = self.0.checked_mul(percent.0).map_or(Decimal::ZERO, |product| product / Decimal::ONE_HUNDRED);
        Self(part.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }

    /// Whether below zero.
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }
}

/// `digits` with the point before the one at `point`, as far as the first place that is rounded away; none when it is too
/// large for a sum.
fn with_point(digits: &str, point: i32) -> Option<String> {
    let zeros = usize::try_from(point.saturating_neg()).unwrap_or_default();
    let whole = usize::try_from(point).unwrap_or_default();
    if whole > MAX_WRITTEN_CHARACTERS {
        return None;
    }
    let padded = format!("{digits:0<whole$}");
    let (whole, places) = padded.split_at(whole);
    let zeros = std::iter::repeat_n('0', zeros.min(KEPT_PLACES));
    let places: String = zeros.chain(places.chars()).take(KEPT_PLACES).collect();
    Some(format!("0{whole}.{places}0"))
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        if other.0.is_zero() {
            return self;
        }
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        if other.0.is_zero() {
            return self;
        }
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<u32> for Money {
    type Output = Self;
    fn mul(self, times: u32) -> Self {
        Self(self.0.saturating_mul(Decimal::from(times)))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_exactly_and_written_shortly() {
        for (given, text, cents) in
            [("21.170", "21.17", "21.17"), ("10", "10", "10.00"), ("1e2", "100", "100.00"), ("-0.50", "-0.5", "-0.50")]
        {
            let amount = Money::parse(given).unwrap();
            assert_eq!((amount.text().as_str(), amount.text_with_cents().as_str()), (text, cents), "{given}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for bad in [
            "",
            "abc",
            "NaN",
            "1,5",
            "1e30",
            "1_000",
            "0x10",
            "$5",
            "9999999999999",
            ".",
            "-",
            "e5",
            "1e",
            "1e1.5",
            "--1",
            "1-",
            "1.2.3",
            "1e99999999999",
            "٣",
        ] {
            assert_eq!(Money::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_has_more_than_eight_places_is_rounded_half_away_from_zero() {
        for (given, text) in [
            ("17.169999999999998", "17.17"),
            ("0.1000000000000000055511151231257827021181583404541015625", "0.1"),
            ("0.000000005", "0.00000001"),
            ("-0.000000005", "-0.00000001"),
            ("0.0000000049999999999999999999999999999999", "0"),
            ("5.551115123125783e-17", "0"),
            ("-1e-400", "0"),
            ("1.23456789012e3", "1234.56789012"),
            ("999999999999.999999999", "1000000000000"),
            ("0.30000000000000004", "0.3"),
            ("1e-9", "0"),
            ("00012", "12"),
            (".5", "0.5"),
            ("5.", "5"),
        ] {
            assert_eq!(Money::parse(given).map(Money::text).as_deref(), Some(text), "{given}");
        }
    }

    #[test]
    fn a_sum_is_read_beyond_the_limit_of_one_amount_and_as_exactly() {
        assert_eq!(Money::parse_sum("9999999999999.5").map(Money::text).as_deref(), Some("9999999999999.5"));
        for bad in ["", "1e30", "99999999999999999999999999999999"] {
            assert_eq!(Money::parse_sum(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_sum_beyond_the_limit_of_one_amount_still_comes_back_from_its_row() {
        let sum = Money::parse("1000000000000").unwrap() * 1_000_000;
        assert_eq!(Money::try_from(String::from(sum)).unwrap(), sum);
    }

    proptest! {
        #[test]
        fn an_amount_comes_back_from_its_text(units in -99_999_999_i64..99_999_999, places in 0_u32..4) {
            let amount = Money(Decimal::new(units, places));
            prop_assert_eq!(Money::parse(&amount.text()), Some(amount));
            prop_assert_eq!(Money::parse(&amount.text_with_cents()), Some(amount));
        }

        #[test]
        fn what_is_plain_is_read_as_everything_else_is(text in "[0-9]{0,13}[.,]{0,2}[0-9]{0,13}|[-+ 0-9.e]{0,8}|\\PC{0,4}") {
            let slow = |text: &str| Money::parse_sum(text).filter(|read| read.0.abs() <= Decimal::from(MAX_AMOUNT));
            let parts = |amount: Money| (amount.0.mantissa(), amount.0.scale(), amount.0.is_sign_negative());
            let read = slow(&text).map(parts);
            prop_assert_eq!(Money::parse(&text).map(parts), read);
            if let Some(plain) = Money::parse_plain(&text, b'.') {
                prop_assert_eq!(Some(parts(plain)), read);
            }
            if let Some(plain) = Money::parse_plain(&text, b',') {
                prop_assert_eq!(Some(parts(plain)), slow(&text.replace(',', ".")).map(parts));
            }
        }
    }
}
