//! Names, numbers, colours and texts: what of them is taken, and how each is written anew.

use std::fmt::Write;
use std::ops::RangeInclusive;

/// A name has at most so many letters.
const MAX_NAME_LENGTH: usize = 60;

/// A number has at most so many digits in front of its point, and as many behind it.
const MAX_DIGITS: usize = 4;

/// A text has at most so many letters.
const MAX_TEXT_LENGTH: usize = 200;

/// Signs that nobody sees: without a width, or turning the direction of what stands around them.
const UNSEEN: [RangeInclusive<char>; 5] = [
    '\u{61c}'..='\u{61c}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{2069}',
    '\u{feff}'..='\u{feff}',
];

/// What may stand behind a number.
const UNITS: [&str; 27] = [
    "", "%", "ch", "cm", "deg", "dvh", "dvw", "em", "ex", "fr", "grad", "in", "lh", "lvh", "lvw", "mm", "pc", "pt",
    "px", "rad", "rem", "svh", "svw", "turn", "vh", "vmin", "vw",
];

/// Whether a name needs no escapes: ours never do.
pub(crate) fn is_name(text: &str) -> bool {
    let is_plain = text.bytes().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_'));
    // One that begins like a number would be read as such.
    let begins = text.trim_start_matches('-').bytes().next();
    let begins_well = begins.is_some_and(|letter| letter.is_ascii_alphabetic() || letter == b'_');
    is_plain && begins_well && text.len() <= MAX_NAME_LENGTH
}

/// A number as it is written anew; nothing where it is none that is taken.
pub(crate) fn number(raw: &str) -> Option<String> {
    let (sign, rest) = match raw.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", raw.strip_prefix('+').unwrap_or(raw)),
    };
    let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
    let (digits, unit) = rest.split_at(end);
    let unit = unit.to_ascii_lowercase();
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_short = whole.len() <= MAX_DIGITS && part.len() <= MAX_DIGITS;
    let is_number = !(part.contains('.') || (whole.is_empty() && part.is_empty()));
    if !is_short || !is_number || !UNITS.contains(&unit.as_str()) {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if part.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{part}{unit}"))
}

/// Whether it is a colour in hexadecimal digits.
pub(crate) fn is_color(digits: &str) -> bool {
    matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Whether a text is plain: nothing in it is unseen, or turns the direction of what stands around it.
pub(crate) fn is_plain_text(text: &str) -> bool {
    let is_plain = |letter: char| !letter.is_control() && !UNSEEN.iter().any(|range| range.contains(&letter));
    text.chars().count() <= MAX_TEXT_LENGTH && text.chars().all(is_plain)
}

/// A text in quotation marks. Nothing in it could end a tag of HTML.
pub(crate) fn in_quotation_marks(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            // Nothing fails that is written into memory.
            '<' | '>' | '&' => _ = write!(out, "\\{:x} ", u32::from(letter)),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_one_way_and_what_is_none_is_not_taken() {
        for (raw, written) in [("12px", "12px"), ("+.5EM", "0.5em"), ("-1.25%", "-1.25%"), ("0", "0"), ("7.", "7")] {
            assert_eq!(number(raw).as_deref(), Some(written), "{raw}");
        }
        for raw in ["1e3", "1e-3px", "12345", "1.23456", "1.2.3", "1\\65m", "5dpi", "", "-", "."] {
            assert_eq!(number(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_name_is_plain_letters_and_begins_with_one() {
        for name in ["box", "u-vendor", "--accent", "-webkit", "_a1"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["", "-", "--", "1a", "-1", "é", "a b", "a\"", "a\\", &"a".repeat(61)] {
            assert!(!is_name(other), "{other}");
        }
    }

    #[test]
    fn a_text_ends_neither_itself_nor_a_tag() {
        assert_eq!(in_quotation_marks("a\"b\\c</style>"), r#""a\"b\\c\3c /style\3e ""#);
        assert!(is_plain_text("Zürich – 5 €"));
        assert!(!is_plain_text("a\u{202e}b") && !is_plain_text("a\nb") && !is_plain_text(&"a".repeat(201)));
    }
}
