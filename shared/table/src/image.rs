//! Rows as the table's stream carries them.

use std::borrow::Cow;
use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::StoreId;
use serde::Deserialize;

use crate::TableError;
use crate::client::Attributes;

/// One attribute in a stream's image; kinds we never write read as nothing.
#[derive(Debug, Deserialize)]
struct Value {
    #[serde(rename = "S")]
    text: Option<String>,
    #[serde(rename = "N")]
    number: Option<String>,
    #[serde(rename = "B")]
    bytes: Option<String>,
}

/// A row as it was after a change.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Image(HashMap<String, Value>);

/// A record of the table's stream.
#[derive(Debug, Deserialize)]
pub struct Change {
    dynamodb: Images,
}

#[derive(Debug, Deserialize)]
struct Images {
    #[serde(rename = "NewImage")]
    new: Option<Image>,
}

impl Change {
    /// The row after the change that `record` (its JSON) tells of; nothing when it was removed.
    pub fn read(record: &str) -> Result<Option<Image>, TableError> {
        let change: Self =
            serde_json::from_str(record).map_err(|error| TableError::unreadable("in the stream", error))?;
        Ok(change.dynamodb.new)
    }
}

/// Whose record it is: the store, and the key of the rows it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// The store.
    pub store_id: StoreId,
    /// The partition: an order's with what lies beside it, or a notice's.
    pub partition: String,
}

#[derive(Deserialize)]
struct Keyed {
    dynamodb: Keys,
}

#[derive(Deserialize)]
struct Keys {
    #[serde(rename = "Keys")]
    keys: Option<PartitionKey>,
    /// Records that a person hands over may have the row alone.
    #[serde(rename = "NewImage")]
    new: Option<PartitionKey>,
}

#[derive(Deserialize)]
struct PartitionKey {
    pk: Value,
}

impl Whose {
    /// Of what `record` (its JSON) tells; nothing when it is neither an order's nor a notice's.
    pub fn read(record: &str) -> Option<Self> {
        let keyed: Keyed = serde_json::from_str(record).ok()?;
        let partition = keyed.dynamodb.keys.or(keyed.dynamodb.new)?.pk.text?;
        let of_order = crate::keys::read_order_partition(&partition).map(|(store_id, _)| store_id);
        let store_id = of_order.or_else(|| crate::keys::read_notice_partition(&partition))?;
        Some(Self { store_id, partition })
    }
}

impl Image {
    /// How many bytes its body has when it is unpacked, as it says itself.
    pub fn unpacked_size(&self) -> usize {
        self.body_size()
    }

    /// Whether it is an appointment, not an order.
    pub fn is_appointment(&self) -> bool {
        !self.is_arrival() && self.text("sk").is_some_and(|sk| sk.starts_with(crate::keys::APPOINTMENT))
    }

    /// The order, and the version of its row, where that says that what lies beside it is to follow: the order was removed
    /// or restored.
    pub fn settles_beside(&self) -> Option<(StoreId, domain::OrderId, u64)> {
        let is_order = self.text("sk") == Some(crate::keys::ORDER) && self.text("wake").is_some();
        let (store_id, order_id) = crate::keys::read_order_partition(self.text("pk")?)?;
        is_order.then_some((store_id, order_id, self.number("version")?))
    }

    /// Whether it is a notice.
    pub fn is_notice(&self) -> bool {
        self.text("sk") == Some(crate::keys::NOTICE)
    }
}

impl Attributes for Image {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.text.as_deref()
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.number.as_deref()?.parse().ok()
    }

    fn bytes(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        let encoded = self.0.get(name)?.bytes.as_deref()?;
        STANDARD.decode(encoded).ok().map(Cow::Owned)
    }
}
