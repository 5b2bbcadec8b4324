//! A whole document.

use domain::Problem;
use domain::limits::check_count;
use serde_json::value::RawValue;

use super::counted::Counted;
use super::problems::Problems;
use super::value::Value;
use super::{AtMost, Object, finished};

/// In front of a text that some programs save. It says how the text is encoded, and is no part of it.
const BYTE_ORDER_MARK: char = '\u{feff}';

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

    /// The document as a list of at most `max` objects: bare or under `name`. One object alone is a list of one. Where it is
    /// longer, none of it is read.
    pub fn list(&self, name: &str, max: usize) -> Vec<Object<'a>> {
        let root = self.root();
        let at_most = AtMost { count: max, what: "objects" };
        match root.first() {
            b'[' => {
                let problem = check_count(name, at_most.what, Counted::read(self.body, 0).count, max);
                if let Some(problem) = problem {
                    self.problems.note(problem);
                    return vec![];
                }
                root.elements(at_most).iter().filter_map(Value::object).collect()
            }
            b'{' => match root.object() {
                Some(object) if object.has(name) => object.list_of(name, at_most).unwrap_or_default(),
                Some(_) => root.list(at_most),
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
        let entries = self.list(name, max);
        if self.problems().is_empty() && entries.is_empty() {
            let message = format!("must be a list of 1 to {max} objects, and has 0");
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
