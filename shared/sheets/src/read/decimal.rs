//! Numbers of workbooks as the text that a person means by them.

use std::str::FromStr;

use rust_decimal::Decimal;

/// So many digits a spreadsheet program shows of a number; what is behind them is the noise of binary arithmetic.
const SHOWN_DIGITS: usize = 15;

/// A number is written with at most so many zeros in front of its digits or behind them.
const MAX_ZEROS: i32 = 310;

/// A number as it is written in a workbook, as a person writes it: `4006381333931`, `12345` for `12345.0`, `0.1` for
/// `0.10000000000000001`. Digits alone stay as they are, however many: they were written as a text by a program.
pub(super) fn plain(raw: &str) -> Option<String> {
    let raw = raw.trim();
    let unsigned = raw.strip_prefix('-').unwrap_or(raw);
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(raw.to_owned());
    }
    // What Rust reads beside numbers: `inf`, `NaN`.
    if unsigned.bytes().any(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) {
        return None;
    }
    let number = f64::from_str(raw).ok().filter(|number| number.is_finite())?;
    let scientific = format!("{number:.*e}", SHOWN_DIGITS - 1);
    let (digits, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let digits = digits.replace('.', "");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    (exponent.abs() <= MAX_ZEROS).then(|| format!("{sign}{}", with_point(digits, exponent)))
}

/// `digits`, of which the first one counts ten to the power of `exponent`.
fn with_point(digits: &str, exponent: i32) -> String {
    let Ok(exponent) = usize::try_from(exponent) else {
        let zeros = usize::try_from(exponent.unsigned_abs()).unwrap_or_default().saturating_sub(1);
        return format!("0.{}{digits}", "0".repeat(zeros));
    };
    let whole_length = exponent.saturating_add(1);
    if digits.len() <= whole_length {
        return format!("{digits:0<whole_length$}");
    }
    let (whole, places) = digits.split_at(whole_length);
    format!("{whole}.{places}")
}

/// A number as an exact decimal, as far as one can hold it.
pub(super) fn exact(raw: &str) -> Option<Decimal> {
    Decimal::from_str(&plain(raw)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_a_person_means_by_it() {
        for (raw, text) in [
            ("4006381333931", "4006381333931"),
            ("4.00638133393E+12", "4006381333930"),
            ("4.006381333931E12", "4006381333931"),
            ("12345.0", "12345"),
            ("2138", "2138"),
            ("0.10000000000000001", "0.1"),
            ("17.169999999999998", "17.17"),
            ("1.1000000000000001", "1.1"),
            ("-0.5", "-0.5"),
            ("1e-7", "0.0000001"),
            ("123456.75", "123456.75"),
            ("9223372036854775807", "9223372036854775807"),
            ("1234567890123456789012", "1234567890123456789012"),
            ("1.5E+20", "150000000000000000000"),
            ("0", "0"),
            ("-0.0", "0"),
            ("007", "007"),
        ] {
            assert_eq!(plain(raw).as_deref(), Some(text), "{raw}");
        }
        for none in ["", "abc", "inf", "NaN", "1e400", "0x10", "1,5", "--1", "-"] {
            assert_eq!(plain(none), None, "{none}");
        }
    }
}
