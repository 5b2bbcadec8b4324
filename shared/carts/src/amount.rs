//! Arithmetic on amounts that only mappers need.

use domain::{Money, WeightUnit, currency_places};
use rust_decimal::{Decimal, RoundingStrategy};

/// A price that is worked out of a line's total has so many decimal places.
const PRICE_PLACES: u32 = 6;

/// A weight that is worked out of grams has so many.
const WEIGHT_PLACES: u32 = 4;

/// A decimal as an amount; one that is larger than any sum becomes 0.
pub(crate) fn of(decimal: Decimal) -> Money {
    Money::parse_sum(&decimal.to_string()).unwrap_or_default()
}

/// The opposite of an amount.
pub(crate) fn negated(amount: Money) -> Money {
    Money::default() - amount
}

/// `total` shared by `quantity`, as a price; the whole of it where that can't be done.
pub(crate) fn per_piece(total: Money, quantity: Decimal) -> Money {
    let price = total.decimal().checked_div(quantity);
    price.map_or(total, |price| of(rounded(price, PRICE_PLACES)))
}

/// `price` so many times.
pub(crate) fn times(price: Money, quantity: Decimal) -> Money {
    price.decimal().checked_mul(quantity).map_or(price, of)
}

/// `amount` in proportion `part` to `whole`, to the currency's smallest unit.
pub(crate) fn proportion(amount: Money, part: Decimal, whole: Decimal, currency: &str) -> Money {
    let share = amount.decimal().checked_mul(part).and_then(|product| product.checked_div(whole));
    share.map_or(amount, |share| of(rounded(share, currency_places(currency))))
}

/// `amount` to the smallest unit of the currency.
pub(crate) fn in_units(amount: Money, currency: &str) -> Money {
    of(rounded(amount.decimal(), currency_places(currency)))
}

/// A weight of grams in the store's unit.
pub(crate) fn weight(grams: Money, unit: WeightUnit) -> Money {
    let unit = match unit {
        WeightUnit::Gram => return grams,
        WeightUnit::Kilogram => Decimal::new(1_000, 0),
        WeightUnit::Pound => Decimal::new(45_359_237, 5),
        WeightUnit::Ounce => Decimal::new(28_349_523_125, 9),
    };
    grams.decimal().checked_div(unit).map_or(grams, |weight| of(rounded(weight, WEIGHT_PLACES)))
}

fn rounded(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    fn number(text: &str) -> Decimal {
        money(text).decimal()
    }

    #[test]
    fn a_price_is_worked_out_to_six_places() {
        for (total, quantity, price) in [
            ("10.00", "3", "3.333333"),
            ("51.51", "3", "17.17"),
            ("40.00", "2", "20"),
            ("9", "0", "9"),
            ("-9", "2", "-4.5"),
        ] {
            assert_eq!(per_piece(money(total), number(quantity)).text(), price, "{total} / {quantity}");
        }
    }

    #[test]
    fn a_proportion_is_in_the_smallest_unit_of_its_currency() {
        for (currency, share) in [("USD", "3.33"), ("JPY", "3"), ("KWD", "3.333"), ("", "3.33")] {
            assert_eq!(proportion(money("10"), number("1"), number("3"), currency).text(), share, "{currency}");
        }
        assert_eq!(proportion(money("10"), number("1"), number("0"), "USD").text(), "10");
    }

    #[test]
    fn grams_are_the_stores_unit() {
        for (unit, weight_text) in [
            (WeightUnit::Gram, "180"),
            (WeightUnit::Kilogram, "0.18"),
            (WeightUnit::Pound, "0.3968"),
            (WeightUnit::Ounce, "6.3493"),
        ] {
            assert_eq!(weight(money("180"), unit).text(), weight_text, "{unit:?}");
        }
    }
}
