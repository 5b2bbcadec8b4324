//! Who a mail says it is of.
//!
//! What is proven of a sender, SES finds out of the `From` that it reads. So a `From` counts here only where nobody can read
//! it otherwise: there is one, with one address, and nothing else in it looks like one.

use domain::is_address;
use mail_parser::Message;

/// The sender of a mail with this head.
pub(crate) fn of(raw: &[u8], head: &Message<'_>) -> Option<String> {
    if from_lines(longest_head(raw)) != 1 {
        return None;
    }
    let mut addresses = head.from()?.iter();
    let address = addresses.next()?.address.as_deref()?.to_owned();
    let is_alone = addresses.next().is_none() && address.is_ascii() && is_address(&address);
    let text = head.header_raw("From")?;
    let mut others = text.split(is_between).filter(|word| word.contains('@')).map(|word| word.trim_matches('\''));
    (is_alone && others.clone().next().is_some() && others.all(|other| other.eq_ignore_ascii_case(&address)))
        .then_some(address)
}

/// What stands around an address. What can stand in one, such as a quotation mark, separates too: such addresses are none
/// that anybody allows.
fn is_between(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '<' | '>' | '"' | '(' | ')' | ',' | ';' | ':' | '\\' | '[' | ']')
}

/// The head as whoever goes by `\r\n` alone reads it, where that is longer.
fn longest_head(raw: &[u8]) -> &[u8] {
    let short = crate::parts::head_of(raw).unwrap_or_default();
    if !short.contains(&b'\r') {
        return short;
    }
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(raw.len());
    raw.get(..end.max(short.len())).unwrap_or(raw)
}

/// How many lines begin with `From:`, by whatever ends lines.
fn from_lines(head: &[u8]) -> usize {
    let lines = head.split(|byte| matches!(byte, b'\r' | b'\n'));
    let names = lines.filter_map(|line| line.split(|byte| *byte == b':').next().filter(|name| name.len() < line.len()));
    names.filter(|name| name.trim_ascii_end().eq_ignore_ascii_case(b"from")).count()
}
