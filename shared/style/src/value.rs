//! Values of properties: words, numbers, colours and some functions, written anew.

use crate::pieces::{Piece, What, without_blanks};
use crate::problem::{Place, Problems, quoted};
use crate::properties::{is_variable, values_of};
use crate::words::{in_quotation_marks, is_color, is_name, is_plain_text, number};

/// A value has at most so many letters.
const MAX_VALUE_LENGTH: usize = 300;

/// Functions that make colours and sizes of columns.
const FUNCTIONS: [&str; 14] = [
    "color-mix",
    "fit-content",
    "hsl",
    "hsla",
    "hwb",
    "lab",
    "lch",
    "light-dark",
    "minmax",
    "oklab",
    "oklch",
    "repeat",
    "rgb",
    "rgba",
];

/// Functions that reckon.
const MATH: [&str; 4] = ["calc", "clamp", "max", "min"];

/// What a piece of a value stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// The value itself, or a function of colours or columns.
    Value,
    /// A function that reckons, where signs stand between numbers.
    Math,
}

/// The value of a property, written anew. What is wrong with it is noted.
pub(crate) fn read(property: &str, pieces: &[Piece], at: Place, problems: &mut Problems) -> String {
    if pieces.is_empty() {
        return refused(at, format!("{} has no value", quoted(property)), problems);
    }
    let is_text = property == "content";
    let value = if is_text { content(pieces, at, problems) } else { written(pieces, Within::Value, problems) };
    if value.len() > MAX_VALUE_LENGTH {
        problems.add(at, format!("a value has at most {MAX_VALUE_LENGTH} letters"));
    }
    if let Some(values) = values_of(property).filter(|values| !values.contains(&value.as_str())) {
        problems.add(at, format!("{} may be {} here", quoted(property), values.join(", ")));
    }
    value
}

/// Text that stands before or behind an element: plain, and no value of an attribute.
fn content(pieces: &[Piece], at: Place, problems: &mut Problems) -> String {
    match without_blanks(pieces).as_slice() {
        [What::Text(text)] if is_plain_text(text) => in_quotation_marks(text),
        [What::Word(word)] if ["none", "normal"].contains(&word.to_ascii_lowercase().as_str()) => {
            word.to_ascii_lowercase()
        }
        _ => refused(at, "`content` is one plain text in quotation marks, or `none`", problems),
    }
}

fn written(pieces: &[Piece], within: Within, problems: &mut Problems) -> String {
    let mut out = String::new();
    for piece in pieces.iter().filter(|piece| piece.what != What::Blank) {
        let text = one(piece, within, problems);
        if !out.is_empty() && text != "," {
            out.push(' ');
        }
        out.push_str(&text);
    }
    out
}

fn one(piece: &Piece, within: Within, problems: &mut Problems) -> String {
    match &piece.what {
        What::Word(word) if is_name(word) => word.to_ascii_lowercase(),
        What::Hash(digits) if is_color(digits) => format!("#{}", digits.to_ascii_lowercase()),
        What::Sign(sign @ (',' | '/')) => sign.to_string(),
        What::Sign(sign @ ('+' | '-' | '*')) if within == Within::Math => sign.to_string(),
        What::Round(inside) if within == Within::Math => format!("({})", written(inside, within, problems)),
        What::Function(name, inside) => function(name, inside, piece.at, problems),
        What::Number(raw) => match number(raw) {
            Some(number) => number,
            None => refused(piece.at, format!("{} is no number that is taken", quoted(raw)), problems),
        },
        other => refused(piece.at, why_not(other), problems),
    }
}

fn function(name: &str, inside: &[Piece], at: Place, problems: &mut Problems) -> String {
    let name = name.to_ascii_lowercase();
    let within = match name.as_str() {
        "var" => return variable(inside, at, problems),
        math if MATH.contains(&math) => Within::Math,
        function if FUNCTIONS.contains(&function) => Within::Value,
        _ => return refused(at, format!("the function {} is not taken", quoted(&name)), problems),
    };
    format!("{name}({})", written(inside, within, problems))
}

fn variable(inside: &[Piece], at: Place, problems: &mut Problems) -> String {
    match without_blanks(inside).as_slice() {
        [What::Word(name)] if is_variable(name) => format!("var({name})"),
        _ => refused(at, "`var()` names one of the console's colours, such as `--accent`", problems),
    }
}

/// Notes why something is not taken; nothing is written for it.
fn refused(at: Place, message: impl Into<String>, problems: &mut Problems) -> String {
    problems.add(at, message);
    String::new()
}

fn why_not(what: &What) -> String {
    match what {
        What::Word(word) => format!("{} is no word that is taken", quoted(word)),
        What::Hash(_) => "a colour has 3, 4, 6 or 8 hexadecimal digits".to_owned(),
        What::Text(_) => "a text in quotation marks stands in `content` alone".to_owned(),
        What::Sign('!') => "`!important` is not taken: the sheet goes before the console's own anyway".to_owned(),
        What::Sign(sign) => format!("{} is not taken in a value", quoted(&sign.to_string())),
        What::Odd(why) => (*why).to_owned(),
        _ => "this is not taken in a value".to_owned(),
    }
}
