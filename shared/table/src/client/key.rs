//! The primary key of a row.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::limits::aws::{MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES};

/// A row's partition key and sort key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    pub(crate) fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// Whether DynamoDB takes it. Under one that it doesn't, there is no row.
    pub(super) fn fits(&self) -> bool {
        self.pk.len() <= MAX_PARTITION_KEY_BYTES && self.sk.len() <= MAX_SORT_KEY_BYTES
    }

    /// The two attributes, as the SDK takes them.
    pub(super) fn attributes(self) -> [(String, AttributeValue); 2] {
        [("pk".to_owned(), AttributeValue::S(self.pk)), ("sk".to_owned(), AttributeValue::S(self.sk))]
    }
}
