//! Reading JSON from outside: exact for numbers, liberal about types, and each refusal names its field.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use domain::limits::{check_map_length, check_text_length};
use domain::{Money, Problem, Variations, time};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::value::RawValue;

/// What means yes, as a text.
pub const YES: [&str; 4] = ["true", "1", "yes", "on"];

/// What means no, as a text.
pub const NO: [&str; 4] = ["false", "0", "no", "off"];

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
    pub fn read(text: &'a str) -> Result<Self, Vec<Problem>> {
        let body = serde_json::from_str(text)
            .map_err(|error| vec![Problem::new("", format!("The body is not valid JSON: {error}"))])?;
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

    /// The document as a list of one to `max` objects, bare or under `name`; anything else is refused.
    pub fn entries(&self, name: &str, max: usize) -> Result<Vec<Object<'a>>, Vec<Problem>> {
        let entries = self.list(name);
        if self.problems().is_empty() && !(1..=max).contains(&entries.len()) {
            let message = format!("must be a list of 1 to {max} objects, and has {}", entries.len());
            self.problems.note(Problem::new(name, message));
        }
        self.finish(entries)
    }

    /// What was read of the document, unless something was wrong with it.
    pub fn finish<T>(&self, value: T) -> Result<T, Vec<Problem>> {
        finished(value, self.problems())
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

    /// The names of all its fields, as they were sent.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(AsRef::as_ref)
    }

    /// Whether a key is there with something other than null.
    pub fn has_value(&self, name: &str) -> bool {
        self.entries.get(name).is_some_and(|raw| raw.get() != "null")
    }

    /// Whether a key is there with something in it: neither null nor a blank text, an empty list or an empty object.
    pub fn is_given(&self, name: &str) -> bool {
        let Some(raw) = self.entries.get(name) else { return false };
        let bare: String = raw.get().chars().filter(|c| !c.is_whitespace()).collect();
        !["null", "\"\"", "[]", "{}"].contains(&bare.as_str())
    }

    /// Refuses every field but `known`, by name: where a typo must not be lost.
    pub fn refuse_unknown(&self, known: &[&str]) {
        for name in self.names().filter(|name| !known.contains(name)) {
            self.refuse(name, "is not known here");
        }
    }

    /// This object less some of its fields, its problems told in the same place.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let entries = self.entries.iter().filter(|(name, _)| !names.contains(&name.as_ref()));
        let entries = entries.map(|(name, raw)| (name.clone(), *raw)).collect();
        Self { path: self.path.clone(), entries, problems: self.problems.clone() }
    }

    /// Notes that `name` of `inner`, which stands in this object, is wrong.
    pub fn refuse_at(&self, inner: &Object, name: &str, message: impl Into<String>) {
        self.problems.note(Problem::new(join(&inner.path, name), message));
    }

    /// Notes that `name` is wrong.
    pub fn refuse(&self, name: &str, message: impl Into<String>) {
        self.problems.note(Problem::new(join(&self.path, name), message));
    }

    /// Notes what is wrong with a field of this object.
    pub fn refuse_for(&self, problem: &Problem) {
        self.refuse(&problem.field, problem.message.clone());
    }

    /// A text; numbers and truth values are taken as the text they are written as.
    pub fn text(&self, name: &str) -> Option<String> {
        self.value(name)?.text()
    }

    /// A text of at most `max` characters.
    pub fn short_text(&self, name: &str, max: usize) -> Option<String> {
        let text = self.text(name)?;
        match check_text_length(name, &text, max) {
            Some(problem) => {
                self.refuse_for(&problem);
                None
            }
            None => Some(text),
        }
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

    /// A whole number that may be negative, as a number or a string; an empty string is none.
    pub fn signed(&self, name: &str) -> Option<i64> {
        self.parsed(name, "must be a whole number", |text| Money::parse(text)?.text().parse().ok())
    }

    /// A sum of amounts, which may lie beyond the limits of one.
    pub fn sum(&self, name: &str) -> Option<Money> {
        self.parsed(name, "must be a decimal number, such as 12.50", Money::parse_sum)
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

    /// A date in any of the forms of [`time::read`]; an empty string is none.
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        self.parsed(name, &time::NotADate.to_string(), |text| time::read(text).ok()).flatten()
    }

    /// The day of such a date, as it was written whatever its offset.
    pub fn day(&self, name: &str) -> Option<Timestamp> {
        self.parsed(name, &time::NotADate.to_string(), |text| time::read_day(text).ok()).flatten()
    }

    /// Yes or no, as `true`, `1`, `"1"`, `"true"`, `"yes"`, `"on"`, or their opposites.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.parsed(name, "must be true or false", |text| match text {
            yes if YES.contains(&yes) => Some(true),
            no if NO.contains(&no) => Some(false),
            _ => None,
        })
    }

    /// Names and texts; `[]`, `{}` and null are all the empty map.
    pub fn map(&self, name: &str) -> Option<Variations> {
        let object = self.value(name)?.object()?;
        let texts = object.entries.keys().map(|key| (key.to_string(), object.text(key).unwrap_or_default()));
        Some(texts.collect())
    }

    /// Names and texts of at most `max` characters as JSON; what is absent is the empty map.
    pub fn limited_map(&self, name: &str, max: usize) -> Variations {
        let map = self.map(name).unwrap_or_default();
        if let Some(problem) = check_map_length(name, &map, max) {
            self.refuse_for(&problem);
        }
        map
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

    /// What `read` makes of this object, or the problems of that reading alone: one entry of a list does not spoil the
    /// others.
    pub fn alone<T>(&self, read: impl FnOnce(&Self) -> T) -> Result<T, Vec<Problem>> {
        let (value, problems) = self.problems_of(read);
        finished(value, problems)
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

/// What is told of `"\\ud83d"`: half of a surrogate pair, in a text or in a name.
const HALF_A_CHARACTER: &str = "must be made of whole characters, and holds half of a surrogate pair";

/// One JSON value and where it stands.
struct Value<'a> {
    path: String,
    raw: &'a RawValue,
    problems: Problems,
}

impl<'a> Value<'a> {
    fn text(&self) -> Option<String> {
        match self.raw.get().as_bytes().first() {
            // Half of a surrogate pair is JSON and no text.
            Some(b'"') => serde_json::from_str(self.raw.get()).ok().or_else(|| self.refuse(HALF_A_CHARACTER)),
            Some(b'{' | b'[') => self.refuse("must be a text"),
            _ if self.raw.get() == "null" => None,
            _ => Some(self.raw.get().to_owned()),
        }
    }

    fn object(&self) -> Option<Object<'a>> {
        match self.raw.get().as_bytes().first() {
            Some(b'{') => {
                let Ok(entries) = serde_json::from_str(self.raw.get()) else { return self.refuse(HALF_A_CHARACTER) };
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
            Some(b'[') => {
                serde_json::from_str(self.raw.get()).ok().or_else(|| self.refuse("must be a list")).unwrap_or_default()
            }
            Some(b'{') => self.numbered().unwrap_or_default(),
            _ => self.refuse("must be a list").unwrap_or_default(),
        };
        let element =
            |(index, raw)| Value { path: format!("{}[{index}]", self.path), raw, problems: self.problems.clone() };
        raws.into_iter().enumerate().map(element).collect()
    }

    /// The values of an object whose keys are all numbers, as PHP writes a list with gaps.
    fn numbered(&self) -> Option<Vec<&'a RawValue>> {
        let Ok(entries) = serde_json::from_str::<Entries<'a>>(self.raw.get()) else {
            return self.refuse(HALF_A_CHARACTER);
        };
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

fn finished<T>(value: T, problems: Vec<Problem>) -> Result<T, Vec<Problem>> {
    if problems.is_empty() { Ok(value) } else { Err(problems) }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests;
