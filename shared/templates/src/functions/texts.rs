//! Texts.

use std::fmt::Write;

use minijinja::{AutoEscape, Error, State, Value};
use rust_decimal::prelude::ToPrimitive;

use super::{argument, bounded, error, lists, number};
use crate::context::Run;
use crate::values::text_of;

fn text(all: &[Value]) -> String {
    text_of(argument(all, 0))
}

pub(crate) fn raw(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    Ok(Value::from_safe_string(text(all)))
}

pub(crate) fn upper(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    bounded(text(all).to_uppercase())
}

pub(crate) fn lower(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    bounded(text(all).to_lowercase())
}

pub(crate) fn capitalize(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    bounded(capitalized(&text(all)))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters.as_str().to_lowercase().chars()).collect())
        .unwrap_or_default()
}

pub(crate) fn title(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    bounded(text(all).split_inclusive(char::is_whitespace).map(capitalized).collect())
}

pub(crate) fn trim(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let (text, letters) = (text(all), argument(all, 1));
    if letters.is_undefined() {
        return Ok(Value::from(text.trim()));
    }
    let letters: Vec<char> = text_of(letters).chars().collect();
    Ok(Value::from(text.trim_matches(letters.as_slice())))
}

pub(crate) fn nl2br(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let is_escaped = matches!(state.auto_escape(), AutoEscape::Html) && !argument(all, 0).is_safe();
    let html = if is_escaped { escaped(&text(all)) } else { text(all) };
    bounded_safe(html.replace('\n', "<br />\n"))
}

/// Takes out all from `<` to the next `>`, as far as it looks like a tag.
pub(crate) fn striptags(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let text = text(all);
    let (mut out, mut rest) = (String::new(), text.as_str());
    while let Some(begins) = rest.find('<') {
        let (before, tag) = rest.split_at(begins);
        out.push_str(before);
        let is_tag =
            tag.chars().nth(1).is_some_and(|letter| letter.is_ascii_alphabetic() || matches!(letter, '/' | '!'));
        if is_tag {
            rest = tag.find('>').map_or("", |end| tag.get(end + 1..).unwrap_or_default());
        } else {
            out.push('<');
            rest = tag.get(1..).unwrap_or_default();
        }
    }
    bounded(out + rest)
}

/// A text that is HTML already, of bearable length.
fn bounded_safe(html: String) -> Result<Value, Error> {
    bounded(html).map(|html| Value::from_safe_string(text_of(&html)))
}

pub(crate) fn escape(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    match text_of(argument(all, 1)).as_str() {
        "" | "html" | "html_attr" => bounded_safe(escaped(&text(all))),
        "url" => bounded(encoded(&text(all))),
        other => Err(error(format!("\"{other}\" is no way to escape: html or url"))),
    }
}

/// A text with what means something in HTML escaped.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#039;"),
            other => out.push(other),
        }
    }
    out
}

pub(crate) fn url_encode(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    bounded(encoded(&text(all)))
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

pub(crate) fn json_encode(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    bounded(json(argument(all, 0)))
}

fn json(value: &Value) -> String {
    use minijinja::value::ValueKind;
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => "null".to_owned(),
        ValueKind::Bool => if value.is_true() { "true" } else { "false" }.to_owned(),
        ValueKind::Number => value.to_string(),
        ValueKind::Seq | ValueKind::Iterable => {
            let entries: Vec<_> = lists::entries(value).iter().map(|(_, entry)| json(entry)).collect();
            format!("[{}]", entries.join(","))
        }
        ValueKind::Map => {
            let entries = lists::entries(value);
            let entries: Vec<_> =
                entries.iter().map(|(key, entry)| format!("{}:{}", json_text(&text_of(key)), json(entry))).collect();
            format!("{{{}}}", entries.join(","))
        }
        _ if value.downcast_object_ref::<crate::values::Number>().is_some() => value.to_string(),
        _ => json_text(&text_of(value)),
    }
}

fn json_text(text: &str) -> String {
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Else a text could end the script it stands in.
            '<' | '>' | '&' | '\'' | '\u{2028}' | '\u{2029}' => unicode(&mut out, letter),
            other if other.is_control() => unicode(&mut out, other),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn unicode(out: &mut String, letter: char) {
    let _ = write!(out, "\\u{:04x}", u32::from(letter));
}

/// Replaces in one pass, longest text first, as PHP's `strtr` does: what was put in is not replaced again.
pub(crate) fn replace(_: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let (text, mut pairs) = (text(all), vec![]);
    for (from, to) in lists::entries(argument(all, 1)) {
        pairs.push((text_of(&from), text_of(&to)));
    }
    pairs.retain(|(from, _)| !from.is_empty());
    pairs.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    let (mut out, mut rest) = (String::new(), text.as_str());
    while let Some(letter) = rest.chars().next() {
        if let Some((from, to)) = pairs.iter().find(|(from, _)| rest.starts_with(from.as_str())) {
            out.push_str(to);
            rest = rest.get(from.len()..).unwrap_or_default();
        } else {
            out.push(letter);
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        }
        if out.len() > super::MAX_TEXT_BYTES {
            return Err(error("a text grows too long"));
        }
    }
    Ok(Value::from(out))
}

pub(crate) fn receipt_link(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let which = number(state, argument(all, 1)).to_u32().unwrap_or(u32::MAX);
    let link = Run::of(state, |run| {
        let links = run.context.surroundings.receipt_links.as_ref();
        let link = links.and_then(|links| links.link(&text(all), which));
        if link.is_none() {
            run.warn(format!("there is no document number {which}"));
        }
        link
    });
    Ok(Value::from(link.flatten().unwrap_or_default()))
}
