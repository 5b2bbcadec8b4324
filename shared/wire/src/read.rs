//! Reading JSON from outside: exact for numbers, liberal about types, and each refusal names its field.

mod problems;
mod value;

use std::borrow::Cow;

use domain::limits::{check_map_length, check_text_length};
use domain::{Money, Problem, Variations, id_digits, time};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::value::RawValue;

use self::problems::Problems;
use self::value::Value;

/// What means yes, as a text.
pub const YES: [&str; 4] = ["true", "1", "yes", "on"];

/// What means no, as a text.
pub const NO: [&str; 4] = ["false", "0", "no", "off"];

/// In front of a text that some programs save. It says how the text is encoded, and is no part of it.
const BYTE_ORDER_MARK: char = '\u{feff}';

type Entries<'a> = IndexMap<Cow<'a, str>, &'a RawValue>;

/// A JSON document that is read field by field, gathering every problem on the way.
pub struct Document<'a> {
    body: &'a RawValue,
    problems: Problems,
}

impl<'a> Document<'a> {
    /// Takes `text` if it is JSON at all; a byte order mark in front of it is passed over.
    pub fn read(text: &'a str) -> Result<Self, Vec<Problem>> {
        let body = serde_json::from_str(text.trim_start_matches(BYTE_ORDER_MARK))
            .map_err(|error| vec![Problem::new("", format!("The body is not valid JSON: {error}"))])?;
        Ok(Self { body, problems: Problems::default() })
    }

    /// The document as one object; something else is a problem and reads as an empty one.
    pub fn object(&self) -> Object<'a> {
        let root = self.root();
        root.object().unwrap_or_else(|| root.empty())
    }

    /// The document as a list of objects: bare or under `name`. One object alone is a list of one.
    pub fn list(&self, name: &str) -> Vec<Object<'a>> {
        let root = self.root();
        match root.first() {
            b'[' => root.elements().iter().filter_map(Value::object).collect(),
            b'{' => match root.object() {
                Some(object) if object.has(name) => object.list(name).unwrap_or_default(),
                Some(_) => root.list(),
                None => vec![],
            },
            _ => root.refuse("must be a list").unwrap_or_default(),
        }
    }

    fn root(&self) -> Value<'a> {
        Value { path: String::new(), raw: self.body, problems: self.problems.clone() }
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

    /// Whether a key is there with something in it: neither null, false nor a blank text, an empty list or an empty object.
    pub fn is_given(&self, name: &str) -> bool {
        let Some(raw) = self.entries.get(name) else { return false };
        let bare: String = raw.get().chars().filter(|c| !c.is_whitespace()).collect();
        !["null", "false", "\"\"", "[]", "{}"].contains(&bare.as_str())
    }

    /// Whether a key is there with a list: with something other than null, false, a blank text, or a list of nothing else.
    pub fn has_list(&self, name: &str) -> bool {
        let Some(value) = self.value(name) else { return false };
        let elements: Vec<&RawValue> = serde_json::from_str(value.raw.get()).unwrap_or_default();
        let is_of_nothing =
            !elements.is_empty() && elements.iter().all(|raw| value.with(String::new(), raw).is_nothing());
        !value.is_nothing() && !is_of_nothing
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

    /// Notes that `name` is missing, unless something is wrong with it, or with what stands in it: then it may be only that.
    pub fn demand(&self, name: &str, message: impl Into<String>) {
        if !self.is_refused(name) {
            self.refuse(name, message);
        }
    }

    /// Whether something is wrong with `name`, with what it stands in, or with what stands in it.
    pub fn is_refused(&self, name: &str) -> bool {
        self.problems.touch(&join(&self.path, name))
    }

    /// A text; numbers are taken as the text they are written as (`1005.0` is 1005), `true` is a text, and `false` none,
    /// as some systems write an empty text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.value(name)?.text()
    }

    /// An id as a text, without the blanks around it and without the `.0` that spreadsheets put behind it.
    pub fn id_text(&self, name: &str) -> Option<String> {
        Some(id_digits(&self.text(name)?).to_owned())
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
        if self.value(name)?.raw.get() == "false" {
            return Some(false);
        }
        self.parsed(name, "must be true or false", |text| match text {
            yes if YES.contains(&yes) => Some(true),
            no if NO.contains(&no) => Some(false),
            _ => None,
        })
    }

    /// Names and texts, as [`map_entries`](Self::map_entries) reads them; null is the empty text.
    pub fn map(&self, name: &str) -> Option<Variations> {
        let entries = self.map_entries(name)?.into_iter();
        Some(entries.map(|(key, text)| (key, text.unwrap_or_default())).collect())
    }

    /// The entries of a map. `[]`, `{}`, `""` and false are the empty map; a list is the map of its places, `0`, `1`, …, as
    /// PHP writes such a map. What is no text is kept as it is written, a list or an object as JSON, null as none.
    pub fn map_entries(&self, name: &str) -> Option<Vec<(String, Option<String>)>> {
        let value = self.value(name)?;
        if value.first() == b'[' {
            let elements = value.elements().into_iter().enumerate();
            return Some(elements.map(|(place, element)| (place.to_string(), element.kept_text())).collect());
        }
        let object = value.object()?;
        let kept = |name: &str| object.value(name).and_then(|value| value.kept_text());
        Some(object.names().map(|name| (name.to_owned(), kept(name))).collect())
    }

    /// Names and texts of at most `max` characters as JSON; what is absent is the empty map.
    pub fn limited_map(&self, name: &str, max: usize) -> Variations {
        let map = self.map(name).unwrap_or_default();
        if let Some(problem) = check_map_length(name, &map, max) {
            self.refuse_for(&problem);
        }
        map
    }

    /// An object inside this one; `[]`, `""` and false are the empty one.
    pub fn object(&self, name: &str) -> Option<Object<'a>> {
        self.value(name)?.object()
    }

    /// A list of objects inside this one, in which null is nothing. An object is the list of its values when those are
    /// objects, and else a list of one; `""` and false are the empty list.
    pub fn list(&self, name: &str) -> Option<Vec<Object<'a>>> {
        Some(self.value(name)?.list())
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

    /// A list of ids, as [`id_text`](Self::id_text) reads them.
    pub fn id_texts(&self, name: &str) -> Option<Vec<String>> {
        let texts = self.value(name)?.elements().into_iter().filter_map(|element| element.text());
        Some(texts.map(|text| id_digits(&text).to_owned()).collect())
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

fn finished<T>(value: T, problems: Vec<Problem>) -> Result<T, Vec<Problem>> {
    if problems.is_empty() { Ok(value) } else { Err(problems) }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests;
