//! Days and times as workbooks count them.

use jiff::civil::{DateTime, date};
use jiff::{SignedDuration, Span};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::read::decimal;
use crate::read::layout::DateSystem;

const SECONDS_A_DAY: i64 = 86_400;

/// The last day that can be written, 9999-12-31.
const MAX_SERIAL: u32 = 2_958_465;

/// The day and time that a number counts, to the second; none for what is no day.
pub(in crate::read) fn of_serial(raw: &str, system: DateSystem) -> Option<DateTime> {
    let serial = decimal::exact(raw)?;
    if serial.is_sign_negative() || serial > Decimal::from(MAX_SERIAL) {
        return None;
    }
    let seconds = serial.checked_mul(Decimal::from(SECONDS_A_DAY))?;
    let seconds = seconds.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64()?;
    let first = match system {
        DateSystem::Since1904 => date(1904, 1, 1),
        // 1900 was no leap year, and is one here: days behind its 29 February, the 60th, are one too many.
        DateSystem::Since1900 if serial < Decimal::from(60) => date(1899, 12, 31),
        DateSystem::Since1900 => date(1899, 12, 30),
    };
    let day = first.checked_add(Span::new().try_days(seconds.checked_div(SECONDS_A_DAY)?).ok()?).ok()?;
    day.at(0, 0, 0, 0).checked_add(SignedDuration::from_secs(seconds.checked_rem(SECONDS_A_DAY)?)).ok()
}

/// `2026-03-01`, with `T08:15:00` behind it where there is a time.
pub(super) fn date_text(at: DateTime) -> String {
    let form = if at.time() == jiff::civil::Time::midnight() { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%S" };
    at.strftime(form).to_string()
}

/// `08:15:00`.
pub(super) fn time_text(at: DateTime) -> String {
    at.strftime("%H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_in_both_systems() {
        for (serial, system, text) in [
            ("45352", DateSystem::Since1900, "2024-03-01"),
            ("45000.5", DateSystem::Since1900, "2023-03-15T12:00:00"),
            ("1", DateSystem::Since1900, "1900-01-01"),
            ("59", DateSystem::Since1900, "1900-02-28"),
            ("61", DateSystem::Since1900, "1900-03-01"),
            ("1", DateSystem::Since1904, "1904-01-02"),
            ("45000.5", DateSystem::Since1904, "2027-03-16T12:00:00"),
            ("43831.999988425923", DateSystem::Since1900, "2020-01-01T23:59:59"),
            ("2958465", DateSystem::Since1900, "9999-12-31"),
        ] {
            assert_eq!(of_serial(serial, system).map(date_text).as_deref(), Some(text), "{serial}");
        }
        for none in ["-1", "2958466", "1e300", "soon", ""] {
            assert_eq!(of_serial(none, DateSystem::Since1900), None, "{none}");
        }
    }
}
