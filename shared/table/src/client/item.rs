//! Attributes, from the SDK and from a stream's image alike.

use std::borrow::Cow;
use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::limits::aws::{MAX_PARTITION_KEY_BYTES, MAX_ROW_BYTES, MAX_SORT_KEY_BYTES};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Key;
use crate::TableError;
use crate::body::{BodyError, MAX_NEW_BODY_BYTES, pack, unpack, unpack_counted, unpacked_size};

/// The attributes that are keys, of the row or of its entries in indexes, and how long they may be.
const KEYS: [(&str, usize); 8] = [
    ("pk", MAX_PARTITION_KEY_BYTES),
    ("sk", MAX_SORT_KEY_BYTES),
    ("listed_in", MAX_PARTITION_KEY_BYTES),
    ("listed_at", MAX_SORT_KEY_BYTES),
    ("email_in", MAX_PARTITION_KEY_BYTES),
    ("source_in", MAX_PARTITION_KEY_BYTES),
    ("updated_in", MAX_PARTITION_KEY_BYTES),
    ("updated_at", MAX_SORT_KEY_BYTES),
];

/// A row as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Reading attributes by name, wherever they came from.
pub(crate) trait Attributes {
    fn text(&self, name: &str) -> Option<&str>;
    fn number(&self, name: &str) -> Option<u64>;
    fn bytes(&self, name: &str) -> Option<Cow<'_, [u8]>>;

    /// The row's key.
    fn key(&self) -> Option<Key> {
        Some(Key::new(self.text("pk")?, self.text("sk")?))
    }

    /// Where the row lies, for messages.
    fn place(&self) -> String {
        format!("{}/{}", self.text("pk").unwrap_or("?"), self.text("sk").unwrap_or("?"))
    }

    /// The unpacked `body`.
    fn body<T: DeserializeOwned>(&self) -> Result<T, TableError> {
        let packed = self.bytes("body").ok_or_else(|| TableError::unreadable(self.place(), "it has no body"))?;
        unpack(&packed).map_err(|error| TableError::unreadable(self.place(), error))
    }

    /// How many bytes its `body` has when it is unpacked.
    fn body_size(&self) -> usize {
        self.bytes("body").map_or(0, |packed| unpacked_size(&packed))
    }

    /// The same, and how many bytes its JSON takes in an answer.
    fn counted_body<T: DeserializeOwned>(&self) -> Result<(T, usize), TableError> {
        let packed = self.bytes("body").ok_or_else(|| TableError::unreadable(self.place(), "it has no body"))?;
        unpack_counted(&packed).map_err(|error| TableError::unreadable(self.place(), error))
    }

    /// The JSON in a text attribute; its default where there is none.
    fn json<T: DeserializeOwned + Default>(&self, name: &str) -> Result<T, TableError> {
        let Some(text) = self.text(name) else { return Ok(T::default()) };
        serde_json::from_str(text).map_err(|error| TableError::unreadable(self.place(), error))
    }

    /// The row's version.
    fn version(&self) -> Result<u64, TableError> {
        self.number("version").ok_or_else(|| TableError::unreadable(self.place(), "it has no version"))
    }
}

impl Attributes for Item {
    fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_s().ok().map(String::as_str)
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.as_n().ok()?.parse().ok()
    }

    fn bytes(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        self.get(name)?.as_b().ok().map(|blob| Cow::Borrowed(blob.as_ref()))
    }
}

/// A number of a row that may be below zero.
pub(crate) fn signed(item: &Item, name: &str) -> Option<i64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// A row being written.
pub(crate) struct NewItem(Item);

impl NewItem {
    pub(crate) fn at(key: Key) -> Self {
        Self(key.attributes().into())
    }

    /// A row that is there, to be changed.
    pub(crate) fn of(item: Item) -> Self {
        Self(item)
    }

    pub(crate) fn text(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), AttributeValue::S(value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    pub(crate) fn number(mut self, name: &str, value: u64) -> Self {
        self.0.insert(name.to_owned(), AttributeValue::N(value.to_string()));
        self
    }

    pub(crate) fn signed(mut self, name: &str, value: i64) -> Self {
        self.0.insert(name.to_owned(), AttributeValue::N(value.to_string()));
        self
    }

    pub(crate) fn body(mut self, value: &impl Serialize) -> Result<Self, TableError> {
        let packed = pack(value).map_err(|error| match error {
            BodyError::TooLarge(bytes) => TableError::TooLarge { bytes, max: MAX_NEW_BODY_BYTES },
            error => TableError::unreadable(self.0.place(), error),
        })?;
        self.0.insert("body".to_owned(), AttributeValue::B(Blob::new(packed)));
        Ok(self)
    }

    /// JSON as a text attribute, left out when there is nothing in it: stream filters ask whether it is there.
    pub(crate) fn json<T: Serialize>(mut self, name: &str, values: &[T]) -> Result<Self, TableError> {
        if !values.is_empty() {
            let text = serde_json::to_string(values).map_err(|error| TableError::unreadable(self.0.place(), error))?;
            self.0.insert(name.to_owned(), AttributeValue::S(text));
        }
        Ok(self)
    }

    /// The row, if DynamoDB takes one of its size, with keys of their size.
    pub(crate) fn sized(self) -> Result<Item, TableError> {
        for (name, max) in KEYS {
            let bytes = self.0.text(name).map_or(0, str::len);
            if bytes > max {
                return Err(TableError::TooLarge { bytes, max });
            }
        }
        let bytes = self.0.iter().map(|(name, value)| name.len() + size(value)).sum();
        if bytes > MAX_ROW_BYTES {
            return Err(TableError::TooLarge { bytes, max: MAX_ROW_BYTES });
        }
        Ok(self.0)
    }
}

/// What a value counts for, as DynamoDB counts (a number at its worst: 21 bytes).
fn size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::B(blob) => blob.as_ref().len(),
        _ => 21,
    }
}
