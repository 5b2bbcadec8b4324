//! JSON of strangers, with every number kept as it was written: no amount passes through a float.

mod node;

use std::borrow::Cow;
use std::fmt;

use indexmap::IndexMap;
use serde::de::{Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;

pub(crate) use node::Node;

/// In front of a text that some programs save. It says how the text is encoded, and is no part of it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What lies within more lists and objects than this is kept as the text it was written as: no cart's own fields do, but
/// plugins put whole pages into an order's metadata.
const MAX_DEPTH: usize = 32;

/// A JSON value, its numbers as texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Json {
    /// `null`, and what is not there.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(String),
    /// A text. Half of a surrogate pair in it is the replacement character.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, its keys in the order they came. Of two equal keys the last counts.
    Object(IndexMap<String, Json>),
}

/// A text that is no JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not JSON: {0}")]
pub struct NotJson(String);

impl Json {
    /// Reads a whole document; a byte order mark in front of it is passed over.
    pub fn read(body: &[u8]) -> Result<Self, NotJson> {
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let raw: &RawValue = serde_json::from_slice(body).map_err(|error| NotJson(error.to_string()))?;
        Self::of(raw, 0)
    }

    fn of(raw: &RawValue, depth: usize) -> Result<Self, NotJson> {
        let text = raw.get();
        let broken = |error: serde_json::Error| NotJson(error.to_string());
        if depth > MAX_DEPTH && text.starts_with(['{', '[']) {
            return Ok(Self::text(text));
        }
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let entries: IndexMap<Cow<str>, &RawValue> = serde_json::from_str(text).map_err(broken)?;
                let read = |(key, raw): (Cow<str>, &RawValue)| Ok((key.into_owned(), Self::of(raw, depth + 1)?));
                Self::Object(entries.into_iter().map(read).collect::<Result<_, NotJson>>()?)
            }
            Some(b'[') => {
                let entries: Vec<&RawValue> = serde_json::from_str(text).map_err(broken)?;
                Self::List(entries.into_iter().map(|raw| Self::of(raw, depth + 1)).collect::<Result<_, NotJson>>()?)
            }
            Some(b'"') => Self::Text(serde_json::from_str::<LossyText>(text).map_err(broken)?.0),
            Some(b't' | b'f') => Self::Bool(text == "true"),
            Some(b'n') | None => Self::Null,
            Some(_) => Self::Number(text.to_owned()),
        })
    }

    /// An object of these entries.
    pub(crate) fn object<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number where the text is a whole one, else a text: how ids are sent back as they came.
    pub(crate) fn id(text: &str) -> Self {
        let is_number = !text.is_empty() && text.len() < 19 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { Self::Number(text.to_owned()) } else { Self::text(text) }
    }

    /// A whole number.
    pub(crate) fn whole(number: u32) -> Self {
        Self::Number(number.to_string())
    }

    /// What lies under this key of an object; `Null` where nothing does.
    pub(crate) fn get(&self, key: &str) -> &Self {
        const NULL: &Json = &Json::Null;
        match self {
            Self::Object(entries) => entries.get(key).unwrap_or(NULL),
            _ => NULL,
        }
    }
}

/// As JSON without spaces.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(flag) => flag.fmt(f),
            Self::Number(number) => f.write_str(number),
            Self::Text(text) => write_text(f, text),
            Self::List(entries) => {
                f.write_str("[")?;
                for (place, entry) in entries.iter().enumerate() {
                    f.write_str(if place == 0 { "" } else { "," })?;
                    entry.fmt(f)?;
                }
                f.write_str("]")
            }
            Self::Object(entries) => {
                f.write_str("{")?;
                for (place, (key, entry)) in entries.iter().enumerate() {
                    f.write_str(if place == 0 { "" } else { "," })?;
                    write_text(f, key)?;
                    f.write_str(":")?;
                    entry.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}

/// A JSON text, read even where it holds half a surrogate pair, as programs write that cut texts in the middle.
struct LossyText(String);

impl<'de> Deserialize<'de> for LossyText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = LossyText;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<LossyText, E> {
                Ok(LossyText(String::from_utf8_lossy(bytes).into_owned()))
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_stay_as_they_were_written() {
        let body = br#"{"a":17.169999999999998,"b":[1e2,-0.10,9007199254740993],"c":{"d":null,"e":true}}"#;
        assert_eq!(Json::read(body).unwrap().to_string().as_bytes(), body);
    }

    #[test]
    fn a_byte_order_mark_and_line_ends_are_no_part_of_a_document() {
        let read = Json::read(b"\xef\xbb\xbf{\r\n \"a\": 1\r\n}\r\n").unwrap();
        assert_eq!(read.to_string(), r#"{"a":1}"#);
    }

    #[test]
    fn half_a_character_is_replaced_and_spoils_nothing_else() {
        let read = Json::read(br#"{"note":"x\ud83d","id":1}"#).unwrap();
        assert!(matches!(read.get("note"), Json::Text(text) if text.starts_with('x')));
        assert_eq!(read.get("id"), &Json::Number("1".into()));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for bad in ["", "{", "{\"a\":01}", "NaN", "{} x", "[1,]"] {
            assert!(Json::read(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(Json::read(b"\xff").is_err());
    }

    #[test]
    fn what_is_nested_without_end_is_a_text_and_spoils_nothing_else() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let read = Json::read(format!("{{\"deep\":{deep},\"id\":1}}").as_bytes()).unwrap();
        assert_eq!(read.get("id"), &Json::Number("1".into()));
        assert!(Json::read(read.to_string().as_bytes()).is_ok());
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_what_is_written_reads_the_same(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(read) = Json::read(&bytes) {
                prop_assert_eq!(Json::read(read.to_string().as_bytes()).unwrap(), read);
            }
        }

        #[test]
        fn any_text_comes_back(text in ".*") {
            let written = Json::text(text.clone()).to_string();
            prop_assert_eq!(Json::read(written.as_bytes()).unwrap(), Json::Text(text));
        }
    }
}
