//! Reading JSON from outside: exact for numbers, liberal about types, and each refusal names its field.

mod counted;
mod document;
mod problems;
mod value;

use std::borrow::Cow;

use domain::fields::{PartField, max_length_of};
use domain::limits::{check_count, check_map_length, check_text_length};
use domain::{MAX_ITEM_QUANTITY, Money, Problem, Variations, id_digits, time};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::value::RawValue;

use self::counted::Counted;
pub use self::document::Document;
use self::problems::Problems;
use self::value::Value;

/// What means yes, as a text.
pub const YES: [&str; 4] = ["true", "1", "yes", "on"];

/// What means no, as a text.
pub const NO: [&str; 4] = ["false", "0", "no", "off"];

/// How many entries a list may have, and what they are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtMost {
    /// So many.
    pub count: usize,
    /// As in "must have at most 500 ids".
    pub what: &'static str,
}

impl AtMost {
    /// What a list may have of which nothing else is said.
    const ENTRIES: Self = Self { count: 1_000, what: "entries" };
    /// What a map may have, whatever stands in it.
    const OF_A_MAP: Self = Self { count: 10_000, what: "entries" };
}

type Entries<'a> = IndexMap<Cow<'a, str>, &'a RawValue>;

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
        // A longer one is refused where it is read.
        let elements = Counted::read(value.raw, AtMost::ENTRIES.count).kept;
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

    /// The text of this name in a part with these `fields`, which say how long it may be.
    pub fn text_of<R>(&self, fields: &[PartField<R>], name: &str) -> Option<String> {
        match max_length_of(fields, name) {
            Some(max) => self.short_text(name, max),
            None => self.text(name),
        }
    }

    /// The map of this name in a part with these `fields`, which say how long it may be; what is absent is the empty map.
    pub fn map_of<R>(&self, fields: &[PartField<R>], name: &str) -> Variations {
        match max_length_of(fields, name) {
            Some(max) => self.limited_map(name, max),
            None => self.map(name).unwrap_or_default(),
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
        let fits = u32::try_from(number).ok().filter(|quantity| *quantity <= MAX_ITEM_QUANTITY);
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
            let elements = value.elements(AtMost::OF_A_MAP).into_iter().enumerate();
            return Some(elements.map(|(place, element)| (place.to_string(), element.kept_text())).collect());
        }
        let object = value.object()?;
        if let Some(problem) = check_count(name, AtMost::OF_A_MAP.what, object.entries.len(), AtMost::OF_A_MAP.count) {
            self.refuse_for(&problem);
            return None;
        }
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
        self.list_of(name, AtMost::ENTRIES)
    }

    /// The same of so many objects. A list that is longer is refused, and reads as an empty one.
    pub fn list_of(&self, name: &str, at_most: AtMost) -> Option<Vec<Object<'a>>> {
        Some(self.value(name)?.list(at_most))
    }

    /// The same, and what is wrong with it is noted nowhere: who reads it again says so.
    pub fn list_unnoted(&self, name: &str) -> Vec<Object<'a>> {
        let own = Self { path: self.path.clone(), entries: self.entries.clone(), problems: Problems::default() };
        own.list(name).unwrap_or_default()
    }

    /// What `read` makes of this object, or the problems of that reading alone: one entry of a list does not spoil the
    /// others.
    pub fn alone<T>(&self, read: impl FnOnce(&Self) -> T) -> Result<T, Vec<Problem>> {
        let (value, problems) = self.problems_of(read);
        finished(value, problems)
    }

    /// What `read` makes of this object, and the problems of that reading alone.
    pub fn problems_of<T>(&self, read: impl FnOnce(&Self) -> T) -> (T, Vec<Problem>) {
        let own = Self { path: self.path.clone(), entries: self.entries.clone(), problems: self.problems.of_part() };
        let value = read(&own);
        (value, own.problems.all())
    }

    /// A list of at most `max` ids, as [`id_text`](Self::id_text) reads them.
    pub fn id_texts(&self, name: &str, max: usize) -> Option<Vec<String>> {
        let texts = self
            .value(name)?
            .elements(AtMost { count: max, what: "ids" })
            .into_iter()
            .filter_map(|element| element.text());
        Some(texts.map(|text| id_digits(&text).to_owned()).collect())
    }

    /// A list of at most `count` texts, without the blanks around them, of at most `max` characters each.
    pub fn texts(&self, name: &str, count: usize, max: usize) -> Option<Vec<String>> {
        let elements = self.value(name)?.elements(AtMost { count, ..AtMost::ENTRIES });
        let texts: Vec<_> = elements.iter().filter_map(Value::text).map(|text| text.trim().to_owned()).collect();
        if let Some(problem) = texts.iter().find_map(|text| check_text_length(name, text, max)) {
            self.refuse_for(&problem);
        }
        Some(texts)
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
