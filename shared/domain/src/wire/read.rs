//! Reading JSON from outside: exact for numbers, liberal about types, and each refusal names its field.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::value::RawValue;

use crate::{Money, Variations, time};

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field, as in `order_items[0].price`; empty for the document itself.
    pub field: String,
    /// What was expected.
    pub message: String,
}

impl Problem {
    /// `message` about `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// The same problem, seen from further out: it is in entry `index` of `list`.
    #[must_use]
    pub fn within(self, list: &str, index: usize) -> Self {
        Self { field: format!("{list}[{index}].{}", self.field), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.as_str() {
            "" => f.write_str(&self.message),
            field => write!(f, "{field}: {}", self.message),
        }
    }
}

/// The problems of a document, gathered by all who read of it. Shared across threads, as what holds it may wait.
#[derive(Clone, Default)]
struct Problems(Arc<Mutex<Vec<Problem>>>);

impl Problems {
    fn note(&self, problem: Problem) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }

    fn all(&self) -> Vec<Problem> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

type Entries<'a> = IndexMap<Cow<'a, str>, &'a RawValue>;

/// A JSON document that is read field by field, gathering every problem on the way.
pub struct Document<'a> {
    body: &'a RawValue,
    problems: Problems,
}

impl<'a> Document<'a> {
    /// Takes `text` if it is JSON at all.
    pub fn read(text: &'a str) -> Result<Self, Problem> {
        let body = serde_json::from_str(text)
            .map_err(|error| Problem::new("", format!("The body is not valid JSON: {error}")))?;
        Ok(Self { body, problems: Problems::default() })
    }

    /// The document as one object; something else is a problem and reads as an empty one.
    pub fn object(&self) -> Object<'a> {
        let root = Value { path: String::new(), raw: self.body, problems: self.problems.clone() };
        root.object().unwrap_or_else(|| root.empty())
    }

    /// The document as a list of objects, bare or under `name`.
    pub fn list(&self, name: &str) -> Vec<Object<'a>> {
        let root = Value { path: String::new(), raw: self.body, problems: self.problems.clone() };
        if root.raw.get().starts_with('[') {
            return root.list();
        }
        root.object().and_then(|object| object.list(name)).unwrap_or_default()
    }

    /// What was wrong so far.
    pub fn problems(&self) -> Vec<Problem> {
        self.problems.all()
    }
}

/// One JSON object and where it stands in the document. A field that is absent or null reads as `None`.
pub struct Object<'a> {
    path: String,
    entries: Entries<'a>,
    problems: Problems,
}

impl<'a> Object<'a> {
    /// Where this object stands, as in `order_items[0]`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether a key is there at all, null or not.
    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Notes that `name` is wrong.
    pub fn refuse(&self, name: &str, message: impl Into<String>) {
        self.problems.note(Problem::new(join(&self.path, name), message));
    }

    /// A text; numbers and truth values are taken as the text they are written as.
    pub fn text(&self, name: &str) -> Option<String> {
        self.value(name)?.text()
    }

    /// A text of at most `most` characters.
    pub fn short_text(&self, name: &str, most: usize) -> Option<String> {
        let text = self.text(name)?;
        if text.chars().count() > most {
            self.refuse(name, format!("must be at most {most} characters"));
            return None;
        }
        Some(text)
    }

    /// An exact decimal, as a number or a string; an empty string is none.
    pub fn money(&self, name: &str) -> Option<Money> {
        self.parsed(name, "must be a decimal number, such as 12.50", Money::parse)
    }

    /// A whole number that is not negative, as a number or a string; an empty string is none.
    pub fn whole(&self, name: &str) -> Option<u64> {
        self.parsed(name, "must be a whole number, not negative", |text| {
            let digits = Money::parse(text)?.text();
            digits.parse().ok()
        })
    }

    /// A quantity.
    pub fn quantity(&self, name: &str) -> Option<u32> {
        let number = self.whole(name)?;
        let fits = u32::try_from(number).ok().filter(|quantity| *quantity <= 1_000_000);
        if fits.is_none() {
            self.refuse(name, "must be at most 1,000,000");
        }
        fits
    }

    /// A date in any of the forms of [`time::parse`]; an empty string is none.
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        self.parsed(name, "must be a date, such as 2026-03-01 08:15:00", time::parse)
    }

    /// Yes or no, as `true`, `1`, `"1"`, `"true"`, `"yes"`, or their opposites.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.parsed(name, "must be true or false", |text| match text {
            "true" | "1" | "yes" => Some(true),
            "false" | "0" | "no" => Some(false),
            _ => None,
        })
    }

    /// Names and texts; `[]`, `{}` and null are all the empty map.
    pub fn map(&self, name: &str) -> Option<Variations> {
        let object = self.value(name)?.object()?;
        let texts = object.entries.keys().map(|key| (key.to_string(), object.text(key).unwrap_or_default()));
        Some(texts.collect())
    }

    /// An object inside this one; `[]` is the empty one.
    pub fn object(&self, name: &str) -> Option<Object<'a>> {
        self.value(name)?.object()
    }

    /// A list of objects inside this one; an object with keys 0, 1, … is the list PHP makes of it.
    pub fn list(&self, name: &str) -> Option<Vec<Object<'a>>> {
        Some(self.value(name)?.list())
    }

    /// Whether `name` is exactly this text.
    pub fn has_text(&self, name: &str, text: &str) -> bool {
        self.entries
            .get(name)
            .is_some_and(|raw| serde_json::from_str::<Cow<str>>(raw.get()).is_ok_and(|read| read == text))
    }

    /// What `read` makes of this object, and the problems of that reading alone.
    pub fn problems_of<T>(&self, read: impl FnOnce(&Self) -> T) -> (T, Vec<Problem>) {
        let own = Self { path: self.path.clone(), entries: self.entries.clone(), problems: Problems::default() };
        let value = read(&own);
        (value, own.problems.all())
    }

    /// A list of texts or numbers.
    pub fn texts(&self, name: &str) -> Option<Vec<String>> {
        Some(self.value(name)?.elements().iter().filter_map(Value::text).collect())
    }

    fn parsed<T>(&self, name: &str, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let read = parse(text);
        if read.is_none() {
            self.refuse(name, expected);
        }
        read
    }

    fn value(&self, name: &str) -> Option<Value<'a>> {
        let raw = *self.entries.get(name)?;
        (raw.get() != "null").then(|| Value { path: join(&self.path, name), raw, problems: self.problems.clone() })
    }
}

/// One JSON value and where it stands.
struct Value<'a> {
    path: String,
    raw: &'a RawValue,
    problems: Problems,
}

impl<'a> Value<'a> {
    fn text(&self) -> Option<String> {
        match self.raw.get().as_bytes().first() {
            Some(b'"') => serde_json::from_str(self.raw.get()).ok(),
            Some(b'{' | b'[') => self.refuse("must be a text"),
            _ if self.raw.get() == "null" => None,
            _ => Some(self.raw.get().to_owned()),
        }
    }

    fn object(&self) -> Option<Object<'a>> {
        match self.raw.get().as_bytes().first() {
            Some(b'{') => {
                let entries = serde_json::from_str(self.raw.get()).ok()?;
                Some(Object { path: self.path.clone(), entries, problems: self.problems.clone() })
            }
            Some(b'[') if self.elements().is_empty() => Some(self.empty()),
            _ => self.refuse("must be an object"),
        }
    }

    fn list(&self) -> Vec<Object<'a>> {
        self.elements().iter().filter_map(Value::object).collect()
    }

    fn elements(&self) -> Vec<Value<'a>> {
        let raws: Vec<&'a RawValue> = match self.raw.get().as_bytes().first() {
            Some(b'[') => serde_json::from_str(self.raw.get()).unwrap_or_default(),
            Some(b'{') => self.numbered().unwrap_or_default(),
            _ => self.refuse("must be a list").unwrap_or_default(),
        };
        let element =
            |(index, raw)| Value { path: format!("{}[{index}]", self.path), raw, problems: self.problems.clone() };
        raws.into_iter().enumerate().map(element).collect()
    }

    /// The values of an object whose keys are all numbers, as PHP writes a list with gaps.
    fn numbered(&self) -> Option<Vec<&'a RawValue>> {
        let entries: Entries<'a> = serde_json::from_str(self.raw.get()).ok()?;
        if entries.keys().any(|key| key.parse::<u32>().is_err()) {
            return self.refuse("must be a list");
        }
        Some(entries.into_values().collect())
    }

    fn empty(&self) -> Object<'a> {
        Object { path: self.path.clone(), entries: Entries::default(), problems: self.problems.clone() }
    }

    fn refuse<T>(&self, message: &str) -> Option<T> {
        self.problems.note(Problem::new(self.path.clone(), message));
        None
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_whether_written_as_numbers_or_strings() {
        let document =
            Document::read(r#"{"a":0.1,"b":"21.170","c":1e1,"d":"","e":null,"f":123456789.12345678}"#).unwrap();
        let object = document.object();
        let read = |name| object.money(name).map(Money::text);
        assert_eq!(read("a").as_deref(), Some("0.1"));
        assert_eq!(read("b").as_deref(), Some("21.17"));
        assert_eq!(read("c").as_deref(), Some("10"));
        assert_eq!((read("d"), read("e"), read("g")), (None, None, None));
        assert_eq!(read("f").as_deref(), Some("123456789.12345678"));
        assert!(document.problems().is_empty());
    }

    #[test]
    fn an_empty_map_has_three_spellings() {
        let document = Document::read(r#"{"a":[],"b":{},"c":null,"d":{"x":1,"y":null,"z":true}}"#).unwrap();
        let object = document.object();
        assert_eq!(object.map("a"), Some(Variations::default()));
        assert_eq!(object.map("b"), Some(Variations::default()));
        assert_eq!(object.map("c"), None);
        let expected = [("x", "1"), ("y", ""), ("z", "true")].map(|(key, value)| (key.into(), value.into()));
        assert_eq!(object.map("d"), Some(Variations::from_iter(expected)));
    }

    #[test]
    fn every_problem_names_its_field_and_what_was_expected() {
        let body = r#"{"items":[{"price":"cheap","quantity":-1,"name":{}},3],"on":"soon","flag":"perhaps","map":[1]}"#;
        let document = Document::read(body).unwrap();
        let object = document.object();
        for item in object.list("items").unwrap() {
            item.money("price");
            item.quantity("quantity");
            item.text("name");
        }
        object.time("on");
        object.flag("flag");
        object.map("map");
        let told: Vec<String> = document.problems().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "items[1]: must be an object",
                "items[0].price: must be a decimal number, such as 12.50",
                "items[0].quantity: must be a whole number, not negative",
                "items[0].name: must be a text",
                "on: must be a date, such as 2026-03-01 08:15:00",
                "flag: must be true or false",
                "map: must be an object",
            ]
        );
    }

    #[test]
    fn a_list_written_by_php_with_numbered_keys_is_a_list() {
        let document = Document::read(r#"{"order_items":{"0":{"name":"a"},"2":{"name":"b"}}}"#).unwrap();
        let items = document.object().list("order_items").unwrap();
        assert_eq!(items.iter().filter_map(|item| item.text("name")).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_document_nested_ten_thousand_deep_is_refused_or_skipped_without_harm() {
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        if let Ok(document) = Document::read(&deep) {
            assert!(document.object().is_empty());
        }
        let inside = format!("{{\"order_items\":{deep}}}");
        if let Ok(document) = Document::read(&inside) {
            document.object().list("order_items");
            assert!(!document.problems().is_empty());
        }
    }
}
