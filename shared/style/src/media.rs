//! The conditions of `@media`, written anew.

use crate::pieces::{Piece, What, without_blanks};
use crate::problem::{Problems, quoted};
use crate::words::{is_name, number};

/// A condition has at most so many letters.
const MAX_CONDITION_LENGTH: usize = 200;

/// Words of a condition.
const WORDS: [&str; 7] = ["all", "and", "not", "only", "or", "print", "screen"];

/// What of a screen is asked for.
const FEATURES: [&str; 13] = [
    "any-hover",
    "any-pointer",
    "height",
    "hover",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "orientation",
    "pointer",
    "prefers-color-scheme",
    "prefers-reduced-motion",
    "width",
];

/// What stands between `@media` and its rules. What is wrong with it is noted.
pub(crate) fn condition(pieces: &[Piece], problems: &mut Problems) -> String {
    let mut out = String::new();
    for piece in pieces.iter().filter(|piece| piece.what != What::Blank) {
        let text = one(&piece.what);
        if text.is_none() {
            let message = format!("`@media` takes screens, print and sizes, such as {}", quoted("(max-width: 48rem)"));
            problems.add(piece.at, message);
        }
        let text = text.unwrap_or_default();
        if !out.is_empty() && text != "," {
            out.push(' ');
        }
        out.push_str(&text);
    }
    if let Some(first) = pieces.first().filter(|_| out.len() > MAX_CONDITION_LENGTH) {
        problems.add(first.at, format!("a condition has at most {MAX_CONDITION_LENGTH} letters"));
    }
    out
}

fn one(what: &What) -> Option<String> {
    match what {
        What::Sign(',') => Some(",".to_owned()),
        What::Word(word) => Some(word.to_ascii_lowercase()).filter(|word| WORDS.contains(&word.as_str())),
        What::Round(inside) => feature(inside),
        _ => None,
    }
}

fn feature(inside: &[Piece]) -> Option<String> {
    let (name, value) = match without_blanks(inside).as_slice() {
        [What::Word(name)] => (name.to_ascii_lowercase(), None),
        [What::Word(name), What::Sign(':'), What::Number(raw)] => (name.to_ascii_lowercase(), Some(number(raw)?)),
        [What::Word(name), What::Sign(':'), What::Word(word)] if is_name(word) => {
            (name.to_ascii_lowercase(), Some(word.to_ascii_lowercase()))
        }
        _ => return None,
    };
    let is_known = FEATURES.contains(&name.as_str());
    is_known.then(|| value.map_or_else(|| format!("({name})"), |value| format!("({name}: {value})")))
}
