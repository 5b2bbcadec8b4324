//! The machine's clock and its chance: the one place that asks either.

use domain::{Chance, Clock};
use jiff::Timestamp;

/// The machine's clock.
#[allow(clippy::disallowed_methods, reason = "the one named spot")]
pub fn system_clock() -> Clock {
    Clock::of(Timestamp::now)
}

/// The machine's chance.
#[allow(clippy::disallowed_methods, reason = "the one named spot")]
pub fn system_chance() -> Chance {
    Chance::of(|| fastrand::u128(..))
}
