//! Amounts as people write them.

use domain::DecimalSeparator;

/// Signs of currencies, and letters that stand for one beside their codes of three capital letters.
const CURRENCIES: [&str; 22] = [
    "US$", "CA$", "AU$", "NZ$", "HK$", "R$", "$", "€", "£", "¥", "₹", "₽", "₺", "₩", "₫", "₴", "zł", "Kč", "Ft", "kr.",
    "kr", "Fr.",
];

/// `€ 1.234,50`, `(5.00)`, `5-` as `1234.50`, `-5.00`, `-5`; none for what is no amount.
pub(super) fn plain(text: &str, separator: DecimalSeparator) -> Option<String> {
    let text = text.trim();
    let in_brackets = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let bare = without_currency(in_brackets.unwrap_or(text).trim());
    let (sign, bare) = signed(bare);
    let (currency_sign, bare) =
        if sign.is_empty() { signed(without_currency(bare)) } else { ("", without_currency(bare)) };
    let is_twice = in_brackets.is_some() && !(sign.is_empty() && currency_sign.is_empty());
    if is_twice {
        return None;
    }
    let point = match separator {
        DecimalSeparator::Point => '.',
        DecimalSeparator::Comma => ',',
    };
    let (whole, places) = bare.split_once(point).unwrap_or((bare, ""));
    let whole = without_groups(whole, point)?;
    let is_number = places.bytes().all(|digit| digit.is_ascii_digit()) && !(whole.is_empty() && places.is_empty());
    let minus = if in_brackets.is_some() || sign == "-" || currency_sign == "-" { "-" } else { "" };
    is_number.then(|| format!("{minus}{whole}.{places}0"))
}

/// The sign in front or behind, and the rest.
fn signed(text: &str) -> (&'static str, &str) {
    for (written, sign) in [("-", "-"), ("\u{2212}", "-"), ("+", "+")] {
        if let Some(rest) = text.strip_prefix(written) {
            return (sign, rest.trim());
        }
    }
    text.strip_suffix('-').map_or(("", text), |rest| ("-", rest.trim()))
}

/// Without one currency in front or behind.
fn without_currency(text: &str) -> &str {
    for currency in CURRENCIES {
        if let Some(rest) = text.strip_prefix(currency).or_else(|| text.strip_suffix(currency)) {
            return rest.trim();
        }
    }
    let is_code = |code: &str| code.bytes().all(|letter| letter.is_ascii_uppercase());
    let front = text.split_at_checked(3).filter(|(code, _)| is_code(code)).map(|(_, rest)| rest);
    let behind = || {
        let (rest, code) = text.split_at_checked(text.len().checked_sub(3)?)?;
        is_code(code).then_some(rest)
    };
    front.or_else(behind).unwrap_or(text).trim()
}

/// `1,234,567` as `1234567`: groups of three digits, or of two before the last as in India, all with the same sign between.
fn without_groups(whole: &str, point: char) -> Option<String> {
    let other = if point == '.' { ',' } else { '.' };
    let is_sign =
        |sign: char| sign == other || matches!(sign, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}');
    let Some(sign) = whole.chars().find(|letter| is_sign(*letter)) else {
        return whole.bytes().all(|digit| digit.is_ascii_digit()).then(|| whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(sign).collect();
    let (last, others) = groups.split_last()?;
    let (first, middle) = others.split_first()?;
    let is_grouped = last.len() == 3
        && (1..=3).contains(&first.len())
        && (middle.iter().all(|group| group.len() == 3) || middle.iter().all(|group| group.len() == 2));
    let digits = groups.concat();
    (is_grouped && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use domain::Money;

    use super::*;

    fn read(text: &str, separator: DecimalSeparator) -> Option<String> {
        plain(text, separator).and_then(|plain| Money::parse(&plain)).map(Money::text)
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, value) in [
            ("12.50", "12.5"),
            ("1,234.50", "1234.5"),
            ("1,234,567", "1234567"),
            ("12,34,567.10", "1234567.1"),
            ("1 234.50", "1234.5"),
            ("1'234.50", "1234.5"),
            ("$5.00", "5"),
            ("-$5.00", "-5"),
            ("$-5.00", "-5"),
            ("USD 5.00", "5"),
            ("5.00 EUR", "5"),
            ("(5.00)", "-5"),
            ("5.00-", "-5"),
            ("\u{2212}5", "-5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("0", "0"),
        ] {
            assert_eq!(read(text, DecimalSeparator::Point).as_deref(), Some(value), "{text}");
        }
        for (text, value) in [
            ("12,50", "12.5"),
            ("1.234,50", "1234.5"),
            ("1.234", "1234"),
            ("1\u{a0}234,50 €", "1234.5"),
            ("€ 1.234,50", "1234.5"),
            ("12,50 zł", "12.5"),
        ] {
            assert_eq!(read(text, DecimalSeparator::Comma).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_may_be_another_amount_is_none() {
        for text in [
            "12,50",
            "1,2345",
            "1,234,56",
            "1.234.567",
            "abc",
            "5 mugs",
            "",
            "-",
            ".",
            "1 2",
            "(-5)",
            "--5",
            "0x10",
            "1e5",
        ] {
            assert_eq!(read(text, DecimalSeparator::Point), None, "{text}");
        }
        for text in ["12.50", "1,234.50", "1.23"] {
            assert_eq!(read(text, DecimalSeparator::Comma), None, "{text}");
        }
    }
}
