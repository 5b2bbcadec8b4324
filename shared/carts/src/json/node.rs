//! One value of a document with the path to it, and how mappers read it.

use domain::{Money, time};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::Json;
use crate::error::MapError;
use crate::text::clean;

/// A value and where it stands, as in `line_items[0].price`.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    json: &'a Json,
    path: String,
}

impl<'a> Node<'a> {
    /// The whole of a document.
    pub(crate) fn root(json: &'a Json) -> Self {
        Self { json, path: String::new() }
    }

    /// The value itself.
    pub(crate) fn json(&self) -> &'a Json {
        self.json
    }

    /// Where it stands.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// What lies under `key`; null where nothing does.
    pub(crate) fn get(&self, key: &str) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { json: self.json.get(key), path }
    }

    /// What lies at these keys within each other.
    pub(crate) fn at<const N: usize>(&self, keys: [&str; N]) -> Self {
        keys.into_iter().fold(self.clone(), |node, key| node.get(key))
    }

    /// The entries of a list. An object alone is a list of one, anything else is none.
    pub(crate) fn list(&self) -> Vec<Self> {
        match self.json {
            Json::List(entries) => {
                let node = |(place, json)| Self { json, path: format!("{}[{place}]", self.path) };
                entries.iter().enumerate().map(node).filter(|node| !node.is_null()).collect()
            }
            Json::Object(entries) if !entries.is_empty() => vec![self.clone()],
            _ => vec![],
        }
    }

    /// The entries of the list under `key`.
    pub(crate) fn list_of(&self, key: &str) -> Vec<Self> {
        self.get(key).list()
    }

    /// The keys and values of an object.
    pub(crate) fn entries(&self) -> Vec<(&'a str, Self)> {
        match self.json {
            Json::Object(entries) => entries.keys().map(|key| (key.as_str(), self.get(key))).collect(),
            _ => vec![],
        }
    }

    /// Whether nothing is there.
    pub(crate) fn is_null(&self) -> bool {
        *self.json == Json::Null
    }

    /// The value as a plain text: a text or a number; blank for everything else.
    pub(crate) fn own_text(&self) -> String {
        match self.json {
            Json::Text(text) => clean(text),
            Json::Number(number) => number.clone(),
            _ => String::new(),
        }
    }

    /// The value as a map of texts keeps it: lists and objects as JSON, null as a blank text.
    pub(crate) fn kept_text(&self) -> String {
        match self.json {
            Json::Null => String::new(),
            Json::Bool(_) | Json::List(_) | Json::Object(_) => self.json.to_string(),
            Json::Text(_) | Json::Number(_) => self.own_text(),
        }
    }

    /// The plain text under `key`, blanks around it cut off.
    pub(crate) fn text(&self, key: &str) -> String {
        self.get(key).own_text().trim().to_owned()
    }

    /// The first of these keys that holds a plain text that is not blank.
    pub(crate) fn first_text(&self, keys: &[&str]) -> String {
        keys.iter().map(|key| self.text(key)).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// Whether `true`, `1`, `"true"`, `"1"` or `"yes"` lies under `key`.
    pub(crate) fn flag(&self, key: &str) -> bool {
        match self.json.get(key) {
            Json::Bool(flag) => *flag,
            Json::Number(text) | Json::Text(text) => matches!(text.trim(), "1" | "true" | "yes"),
            _ => false,
        }
    }

    /// The amount itself: a number or the text of one; none for null and a blank text.
    pub(crate) fn own_amount(&self) -> Result<Option<Money>, MapError> {
        let text = self.own_text();
        match self.json {
            Json::Null => Ok(None),
            Json::Text(_) | Json::Number(_) if text.trim().is_empty() => Ok(None),
            _ => Money::parse(&text).map(Some).ok_or_else(|| self.wrong("an amount")),
        }
    }

    /// The amount under `key`, if one is there.
    pub(crate) fn maybe_amount(&self, key: &str) -> Result<Option<Money>, MapError> {
        self.get(key).own_amount()
    }

    /// The amount under `key`; nothing there is 0.
    pub(crate) fn amount(&self, key: &str) -> Result<Money, MapError> {
        Ok(self.maybe_amount(key)?.unwrap_or_default())
    }

    /// The sum of the amounts under `key` of each entry of the list under `list`.
    pub(crate) fn sum(&self, list: &str, key: &str) -> Result<Money, MapError> {
        self.list_of(list).iter().map(|entry| entry.amount(key)).sum()
    }

    /// How many lie under `key`; nothing there is 1.
    pub(crate) fn quantity(&self, key: &str) -> Result<Decimal, MapError> {
        Ok(self.maybe_amount(key)?.map_or(Decimal::ONE, Money::decimal))
    }

    /// The moment under `key`, in any form that is read of calls; what names no zone is UTC.
    pub(crate) fn time(&self, key: &str) -> Option<Timestamp> {
        time::parse(&self.text(key))
    }

    /// What is wrong with this value.
    pub(crate) fn wrong(&self, expected: &'static str) -> MapError {
        MapError::Wrong { path: self.path.clone(), expected }
    }

    /// The plain text under `key`, which must be there.
    pub(crate) fn needed_text(&self, key: &str) -> Result<String, MapError> {
        let text = self.text(key);
        if text.is_empty() { Err(self.get(key).wrong("an id or a number")) } else { Ok(text) }
    }

    /// The value, which must be an object.
    pub(crate) fn needed_object(self) -> Result<Self, MapError> {
        if matches!(self.json, Json::Object(_)) { Ok(self) } else { Err(self.wrong("an object")) }
    }
}
