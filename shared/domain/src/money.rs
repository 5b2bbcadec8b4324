//! Amounts and weights: exact decimals, never a float.

use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

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

/// More digits after the point than this are refused: no currency and no scale has them.
const MAX_DECIMAL_PLACES: u32 = 8;

impl Money {
    /// Reads `12.5`, `-3`, `1e2`; nothing else, and nothing beyond a trillion or below 10^-8.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_sum(text).filter(|read| read.0.abs() <= Decimal::from(MAX_AMOUNT))
    }

    /// Reads a sum of amounts: as [`Money::parse`] does, as far as an order's total can go.
    pub fn parse_sum(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
        if !plain || text.len() > 40 {
            return None;
        }
        let read = match text.split_once(['e', 'E']) {
            None => Decimal::from_str_exact(text).ok()?,
            // The digits exactly first: the reader of exponents would round them.
            Some((digits, _)) => Decimal::from_str_exact(digits).and_then(|_| Decimal::from_scientific(text)).ok()?,
        };
        let read = read.normalize();
        (read.scale() <= MAX_DECIMAL_PLACES).then_some(Self(read))
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

    /// Whether below zero.
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
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
        for bad in ["", "abc", "NaN", "1,5", "1e30", "0.000000001", "1_000", "0x10", "$5", "9999999999999"] {
            assert_eq!(Money::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_sum_is_read_beyond_the_limit_of_one_amount_and_as_exactly() {
        assert_eq!(Money::parse_sum("9999999999999.5").map(Money::text).as_deref(), Some("9999999999999.5"));
        for bad in ["", "1e30", "0.000000001", "99999999999999999999999999999999", "1.00000000000000000000000000001e0"]
        {
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
    }
}
