//! Texts that a spreadsheet would take for something else (orderdesk-app 6.2).

use std::borrow::Cow;

/// More digits than this Excel shows in another form, and more than fifteen it does not keep.
const MAX_SHOWN_DIGITS: usize = 11;

/// A text that begins as a formula does, with an apostrophe in front: whoever wrote a note on an order must not make
/// the supplier's spreadsheet fetch an address.
pub(crate) fn against_formulas(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A text of digits that Excel would read as a number and write otherwise, as a formula that is that text.
pub(crate) fn against_numbers(text: &str) -> Option<String> {
    would_change(text).then(|| format!("=\"{text}\""))
}

/// Whether it is a number to Excel, whose digits would not be the same: `02138`, `90.750`, `1E5`, twelve digits.
fn would_change(text: &str) -> bool {
    let (mantissa, exponent) =
        text.split_once(['e', 'E']).map_or((text, None), |(number, power)| (number, Some(power)));
    let (whole, places) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_power = |power: &str| {
        let digits = power.strip_prefix(['+', '-']).unwrap_or(power);
        !digits.is_empty() && are_digits(digits)
    };
    let is_number = are_digits(whole) && are_digits(places) && !(whole.is_empty() && places.is_empty());
    let is_number = is_number && exponent.is_none_or(is_power);
    let is_other = exponent.is_some()
        || whole.is_empty()
        || (whole.len() > 1 && whole.starts_with('0'))
        || (mantissa.contains('.') && (places.is_empty() || places.ends_with('0')))
        || whole.len().saturating_add(places.len()) > MAX_SHOWN_DIGITS;
    is_number && is_other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_as_a_formula_gets_an_apostrophe() {
        for formula in ["=HYPERLINK(\"http://x\")", "+1", "@a", "-2", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(against_formulas(formula), format!("'{formula}"));
        }
        for text in ["", "Mug", "a=b", "'=1", "2-1"] {
            assert_eq!(against_formulas(text), text);
        }
    }

    #[test]
    fn digits_that_would_not_stay_are_a_text_in_a_formula() {
        for code in ["02138", "90.750", "00", "1E5", "1e+10", "9400110200881234567890", "400638133393", "5.", ".5"] {
            assert_eq!(against_numbers(code), Some(format!("=\"{code}\"")), "{code}");
        }
        for code in
            ["", "0", "2138", "90.75", "0.5", "MUG-01", "1.2.3", "1E", "E5", ".", "-02138", "0x10", "٠٢", "1e5e5"]
        {
            assert_eq!(against_numbers(code), None, "{code}");
        }
    }
}
