//! The parts of an expression as it is written.

use super::TemplateError;

/// A part of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name: of a variable, a filter, an operator that is a word.
    Name(String),
    /// A number as it is written: digits, and perhaps a point and digits.
    Number(String),
    /// A text, without its quotes and escapes.
    Text(String),
    /// An operator or a bracket.
    Sign(&'static str),
}

/// A token, and where it begins in the source, in bytes.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) at: usize,
}

/// The tokens of a tag.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) tokens: Vec<Placed>,
    /// Where the tag's closing sign begins.
    pub(super) closes_at: usize,
    /// Where the source goes on behind it.
    pub(super) end: usize,
    /// Whether blanks behind the tag are cut off.
    pub(super) trims: bool,
}

/// Every sign, longest first, so that `==` is not two of `=`.
const SIGNS: [&str; 31] = [
    "===", "!==", "<=>", "==", "!=", "<=", ">=", "..", "??", "?:", "**", "//", "=>", "(", ")", "[", "]", "{", "}", ",",
    ":", "?", ".", "|", "~", "+", "-", "*", "/", "%", "<",
];

/// Signs that stand alone beside those, as an array holds one length.
const MORE_SIGNS: [&str; 2] = [">", "="];

/// Reads the tokens from `from` to the sign that closes the tag: `}}` or `%}`.
pub(super) fn read(source: &str, from: usize, close: &'static str) -> Result<Tag, TemplateError> {
    let (mut tokens, mut at, mut depth) = (vec![], from, 0_u32);
    loop {
        let rest = source.get(at..).unwrap_or_default();
        let rest = {
            let trimmed = rest.trim_start();
            at += rest.len() - trimmed.len();
            trimmed
        };
        if rest.is_empty() {
            return Err(TemplateError::at(source, from, format!("a tag is not closed by \"{close}\"")));
        }
        if depth == 0 && (rest.starts_with(close) || rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(close)))
        {
            let trims = rest.starts_with('-');
            return Ok(Tag { tokens, closes_at: at, end: at + usize::from(trims) + close.len(), trims });
        }
        let (token, length) = next(source, at, rest)?;
        match token {
            Token::Sign("{" | "[" | "(") => depth += 1,
            Token::Sign("}" | "]" | ")") => depth = depth.saturating_sub(1),
            _ => {}
        }
        tokens.push(Placed { token, at });
        at += length;
    }
}

fn next(source: &str, at: usize, rest: &str) -> Result<(Token, usize), TemplateError> {
    let first = rest.chars().next().unwrap_or_default();
    if first.is_ascii_digit() {
        return Ok(number(rest));
    }
    if first.is_alphabetic() || first == '_' {
        let length = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        return Ok((Token::Name(rest[..length].to_owned()), length));
    }
    if matches!(first, '"' | '\'') {
        return text(source, at, rest, first);
    }
    let sign = SIGNS.iter().chain(&MORE_SIGNS).find(|sign| rest.starts_with(**sign));
    sign.map(|sign| (Token::Sign(sign), sign.len()))
        .ok_or_else(|| TemplateError::at(source, at, format!("\"{first}\" can't stand here")))
}

fn number(rest: &str) -> (Token, usize) {
    let digits = |text: &str| text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let whole = digits(rest);
    let places = rest[whole..].strip_prefix('.').map(digits).filter(|places| *places > 0);
    let length = places.map_or(whole, |places| whole + 1 + places);
    (Token::Number(rest[..length].to_owned()), length)
}

/// A text in quotes. As in Twig, a backslash takes the next letter as it is, but for `\n`, `\t` and `\r`.
fn text(source: &str, at: usize, rest: &str, quote: char) -> Result<(Token, usize), TemplateError> {
    let (mut read, mut is_escaped) = (String::new(), false);
    for (offset, letter) in rest.char_indices().skip(1) {
        if is_escaped {
            read.push(match letter {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            });
            is_escaped = false;
        } else if letter == '\\' {
            is_escaped = true;
        } else if letter == quote {
            let text = (Token::Text(read), offset + letter.len_utf8());
            return if quote == '"' && rest[..offset].contains("#{") {
                Err(TemplateError::at(source, at, "\"#{…}\" inside a text is not known; join texts with ~"))
            } else {
                Ok(text)
            };
        } else {
            read.push(letter);
        }
    }
    Err(TemplateError::at(source, at, "a text has no closing quote"))
}
