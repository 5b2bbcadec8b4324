//! Sharing an amount, so that not a cent is lost (orderdesk-app 3.1.1, A.5).

use rust_decimal::Decimal;

use super::Money;

/// An amount is shared in cents at least.
const CENTS: u32 = 2;

/// Weights are cut to so many digits, so that their products with an amount fit into a number.
const MAX_WEIGHT: i128 = 1_000_000_000_000;

impl Money {
    /// Its shares by `weights`, which must not be negative: each as many of its smallest units as its weight says, and
    /// what is left over goes to those that lost most by rounding, the first of equal ones. They add up to it. Without a
    /// weight all of it is the first one's.
    pub fn shares(self, weights: &[Decimal]) -> Vec<Self> {
        let weights = whole(weights);
        let total: i128 = weights.iter().sum();
        let mut amount = self.0.normalize();
        amount.rescale(amount.scale().max(CENTS));
        let (units, scale) = (amount.mantissa(), amount.scale());
        let parts: Option<Vec<(i128, i128)>> = weights.iter().map(|weight| part(units, *weight, total)).collect();
        let Some(parts) = parts else {
            let first = |(place, _)| if place == 0 { self } else { Self::default() };
            return weights.iter().enumerate().map(first).collect();
        };
        let rounded = rounded(units, &parts);
        rounded.into_iter().map(|units| Self(Decimal::from_i128_with_scale(units, scale).normalize())).collect()
    }
}

/// The weights as whole numbers of one scale.
fn whole(weights: &[Decimal]) -> Vec<i128> {
    let scale = weights.iter().map(|weight| weight.normalize().scale()).max().unwrap_or_default();
    let at_scale = |weight: &Decimal| {
        let mut weight = weight.normalize();
        weight.rescale(scale);
        weight.mantissa().max(0)
    };
    let mut whole: Vec<i128> = weights.iter().map(at_scale).collect();
    while whole.iter().any(|weight| *weight > MAX_WEIGHT) {
        whole.iter_mut().for_each(|weight| *weight /= 10);
    }
    whole
}

/// What `weight` of `total` is of so many units, rounded towards zero, and what that lost.
fn part(units: i128, weight: i128, total: i128) -> Option<(i128, i128)> {
    let product = units.checked_mul(weight)?;
    Some((product.checked_div(total)?, product.checked_rem(total)?.abs()))
}

fn rounded(units: i128, parts: &[(i128, i128)]) -> Vec<i128> {
    let mut shares: Vec<i128> = parts.iter().map(|(share, _)| *share).collect();
    let left = units - shares.iter().sum::<i128>();
    let mut places: Vec<usize> = (0..parts.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(parts.get(*place).map_or(0, |(_, lost)| *lost)));
    // Each lost less than one, so there are fewer left over than shares.
    let lucky = usize::try_from(left.abs()).unwrap_or_default();
    for place in places.into_iter().take(lucky) {
        shares.iter_mut().skip(place).take(1).for_each(|share| *share += left.signum());
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    fn shares(amount: &str, weights: &[i64]) -> Vec<String> {
        let weights: Vec<_> = weights.iter().map(|weight| Decimal::from(*weight)).collect();
        money(amount).shares(&weights).into_iter().map(Money::text).collect()
    }

    #[test]
    fn the_amounts_of_the_reference_are_shared_as_it_says() {
        assert_eq!(shares("5", &[20, 10]), ["3.33", "1.67"]);
        assert_eq!(shares("1", &[20, 10]), ["0.67", "0.33"]);
        assert_eq!(shares("2", &[20, 10]), ["1.33", "0.67"]);
    }

    #[test]
    fn what_is_left_over_goes_to_who_lost_most_and_the_first_of_equals() {
        assert_eq!(shares("0.01", &[1, 1]), ["0.01", "0"]);
        assert_eq!(shares("-0.05", &[1, 1, 1]), ["-0.02", "-0.02", "-0.01"]);
        assert_eq!(shares("1.001", &[1, 1]), ["0.501", "0.5"]);
        assert_eq!(shares("7", &[0, 0]), ["7", "0"]);
        assert_eq!(shares("7", &[0, 3]), ["0", "7"]);
        assert_eq!(shares("7", &[]), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn shares_add_up_whatever_is_shared(
            units in -1_000_000_000_000_000_000_i64..1_000_000_000_000_000_000,
            scale in 0_u32..9,
            weights in prop::collection::vec((0_i64..1_000_000_000_000, 0_u32..9), 1..20),
        ) {
            let amount = Money(Decimal::new(units, scale));
            let weights: Vec<_> = weights.into_iter().map(|(number, scale)| Decimal::new(number, scale)).collect();
            let shares = amount.shares(&weights);
            prop_assert_eq!(shares.len(), weights.len());
            prop_assert_eq!(shares.iter().copied().sum::<Money>(), amount);
            for share in shares {
                prop_assert!(share.is_negative() == amount.is_negative() || share == Money::default());
            }
        }
    }
}
