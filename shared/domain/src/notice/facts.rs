//! What a store's template may put into a mail that the store itself is sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Values by the names that templates know them by. Amounts and counts are numbers as text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NoticeFacts {
    /// Single ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Lists, such as the suppliers of a month; each entry has values of its own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, Vec<BTreeMap<String, String>>>,
}

impl NoticeFacts {
    /// These values, and no lists.
    pub fn new<const N: usize>(values: [(&str, String); N]) -> Self {
        Self { values: entry(values), lists: BTreeMap::new() }
    }

    /// The same with a list.
    #[must_use]
    pub fn with_list(mut self, name: &str, entries: Vec<BTreeMap<String, String>>) -> Self {
        self.lists.insert(name.to_owned(), entries);
        self
    }
}

/// An entry of a list, with these values.
pub fn entry<const N: usize>(values: [(&str, String); N]) -> BTreeMap<String, String> {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
