//! One value of a document, and how it is taken as a text, an object or a list.

use std::borrow::Cow;

use domain::limits::check_count;
use domain::{Money, Problem};
use serde_json::value::RawValue;

use super::counted::Counted;
use super::problems::Problems;
use super::{AtMost, Entries, Object};

/// What is told of `"\\ud83d"`: half of a surrogate pair, in a text or in a name.
pub(super) const HALF_A_CHARACTER: &str = "must be made of whole characters, and holds half of a surrogate pair";

/// One JSON value and where it stands.
pub(super) struct Value<'a> {
    pub(super) path: String,
    pub(super) raw: &'a RawValue,
    pub(super) problems: Problems,
}

impl<'a> Value<'a> {
    pub(super) fn text(&self) -> Option<String> {
        match self.raw.get() {
            "null" | "false" => None,
            written => match self.first() {
                b'"' => self.string(),
                b'{' | b'[' => self.refuse("must be a text"),
                _ if written.contains(['.', 'e', 'E']) => {
                    Some(whole_text(written).unwrap_or_else(|| written.to_owned()))
                }
                _ => Some(written.to_owned()),
            },
        }
    }

    /// The value as a map keeps it, which has only texts.
    pub(super) fn kept_text(&self) -> Option<String> {
        match (self.raw.get(), self.first()) {
            ("null", _) => None,
            (_, b'"') => self.string(),
            (written, b'{' | b'[') => Some(without_spaces(written)),
            (written, _) => Some(written.to_owned()),
        }
    }

    fn string(&self) -> Option<String> {
        // Half of a surrogate pair is JSON and no text.
        serde_json::from_str(self.raw.get()).ok().or_else(|| self.refuse(HALF_A_CHARACTER))
    }

    pub(super) fn object(&self) -> Option<Object<'a>> {
        match self.first() {
            b'{' => self.entries().map(|entries| Object { entries, ..self.empty() }),
            b'[' if Counted::read(self.raw, 0).count == 0 => Some(self.empty()),
            // The whole of a body is never left blank.
            _ if self.is_nothing() && !self.path.is_empty() => Some(self.empty()),
            _ => self.refuse("must be an object"),
        }
    }

    pub(super) fn list(&self, at_most: AtMost) -> Vec<Object<'a>> {
        let elements = match self.first() {
            b'{' => self.entries().map(|entries| self.values_or_one(&entries, at_most)).unwrap_or_default(),
            _ if self.is_nothing() => vec![],
            _ => self.elements(at_most),
        };
        elements.iter().filter(|element| !element.is_nothing()).filter_map(Value::object).collect()
    }

    /// The values of an object that stands for a list, as PHP writes one; else the object alone.
    fn values_or_one(&self, entries: &Entries<'a>, at_most: AtMost) -> Vec<Self> {
        let is_list = are_numbers(entries) || entries.values().all(|raw| raw.get().starts_with('{'));
        if !is_list {
            return self.numbered(vec![self.raw]);
        }
        if self.is_too_long(entries.len(), at_most) {
            vec![]
        } else {
            self.numbered(entries.values().copied().collect())
        }
    }

    /// The elements of a list, which may be an object whose keys are all numbers, as PHP writes one with gaps. A list that
    /// is too long is refused, and none of it is looked at.
    pub(super) fn elements(&self, at_most: AtMost) -> Vec<Self> {
        let (raws, count) = match self.first() {
            b'[' => {
                let Counted { kept, count } = Counted::read(self.raw, at_most.count);
                (Some(kept), count)
            }
            b'{' => match self.entries() {
                Some(entries) => {
                    let count = entries.len();
                    (Some(entries).filter(are_numbers).map(|entries| entries.into_values().collect()), count)
                }
                None => return vec![],
            },
            _ => (None, 0),
        };
        let Some(raws) = raws.or_else(|| self.refuse("must be a list")) else { return vec![] };
        if self.is_too_long(count, at_most) { vec![] } else { self.numbered(raws) }
    }

    fn is_too_long(&self, count: usize, at_most: AtMost) -> bool {
        let Some(problem) = check_count(&self.path, at_most.what, count, at_most.count) else { return false };
        self.problems.note(problem);
        true
    }

    fn numbered(&self, raws: Vec<&'a RawValue>) -> Vec<Self> {
        raws.into_iter().enumerate().map(|(place, raw)| self.with(format!("{}[{place}]", self.path), raw)).collect()
    }

    fn entries(&self) -> Option<Entries<'a>> {
        serde_json::from_str(self.raw.get()).ok().or_else(|| self.refuse(HALF_A_CHARACTER))
    }

    /// Whether it is how some systems write that there is no list and no object: null, false or a blank text.
    pub(super) fn is_nothing(&self) -> bool {
        let text = serde_json::from_str::<Cow<str>>(self.raw.get());
        ["null", "false"].contains(&self.raw.get()) || text.is_ok_and(|text| text.trim().is_empty())
    }

    /// What it begins with, by which the kinds of JSON are told apart.
    pub(super) fn first(&self) -> u8 {
        self.raw.get().as_bytes().first().copied().unwrap_or_default()
    }

    pub(super) fn with(&self, path: String, raw: &'a RawValue) -> Self {
        Self { path, raw, problems: self.problems.clone() }
    }

    pub(super) fn empty(&self) -> Object<'a> {
        Object { path: self.path.clone(), entries: Entries::default(), problems: self.problems.clone() }
    }

    pub(super) fn refuse<T>(&self, message: &str) -> Option<T> {
        self.problems.note(Problem::new(self.path.clone(), message));
        None
    }
}

fn are_numbers(entries: &Entries) -> bool {
    entries.keys().all(|key| key.parse::<u32>().is_ok())
}

/// A whole number that is written with a point or an exponent, `1005.0` or `1e5`, as its digits alone.
fn whole_text(number: &str) -> Option<String> {
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let places = digits.split_once('.').map_or("", |(_, places)| places.trim_end_matches('0'));
    let is_whole = exponent.parse().is_ok_and(|exponent: usize| places.len() <= exponent);
    is_whole.then(|| Money::parse_sum(number)).flatten().map(Money::text)
}

/// JSON without the spaces between its parts.
fn without_spaces(json: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let is_kept = |c: &char| {
        let is_quote = *c == '"' && !is_escaped;
        is_escaped = is_text && *c == '\\' && !is_escaped;
        is_text ^= is_quote;
        is_text || !c.is_ascii_whitespace()
    };
    json.chars().filter(is_kept).collect()
}
