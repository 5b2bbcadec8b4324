//! Orders of carts on their way here: what a webhook or a poll brought, before it is an order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{StoreId, body_digest, is_default};

/// Why an arrival is kept is told with at most this many characters.
pub const MAX_ARRIVAL_REASON_LENGTH: usize = 500;

/// What a cart says of one of its orders, as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// The store.
    #[serde(rename = "store")]
    pub store_id: StoreId,
    /// The connection it came by.
    #[serde(rename = "connection")]
    pub connection_id: String,
    /// The cart's id of the order; blank where it is about none.
    #[serde(rename = "order", default, skip_serializing_if = "String::is_empty")]
    pub order_id: String,
    /// What it tells.
    pub kind: ArrivalKind,
    /// Where the order is.
    pub payload: Payload,
    /// What brought it.
    pub by: BroughtBy,
    /// When it came.
    pub at: Timestamp,
    /// Whether an order is made though one was made of it before that is removed, was moved away or merged.
    #[serde(default, skip_serializing_if = "is_default")]
    pub again: bool,
}

/// What an arrival tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrivalKind {
    /// How an order is: a new one, or one that changed.
    Order,
    /// An order was removed in the shop.
    Removed,
    /// The shop took our access away.
    Disconnected,
    /// Somebody asks the shop for what is kept of them, or for its removal.
    Privacy,
}

/// Where the order of an arrival is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payload {
    /// Here: the document, as the cart wrote it.
    Here(String),
    /// In the private bucket, under this name.
    Kept(String),
    /// In the shop, which is asked for it.
    InShop,
}

/// What brought an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BroughtBy {
    /// A webhook.
    Webhook,
    /// A poll by the connection's schedule.
    Poll,
    /// Somebody who imports by hand.
    Hand,
    /// Its waiting is over, or it is tried again.
    Replay,
}

/// An arrival that is kept: it waits, or could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptArrival {
    /// What came. Its payload is never here.
    pub arrival: Arrival,
    /// Why it is kept.
    pub kept: Kept,
}

/// Why an arrival is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Kept {
    /// Orders of the connection are held back for a while after they were placed.
    Delayed {
        /// Until when.
        until: Timestamp,
    },
    /// No order could be made of it.
    Refused {
        /// Since when.
        since: Timestamp,
        /// A sentence for people.
        reason: String,
    },
    /// The connection is paused.
    Paused,
}

impl Arrival {
    /// What all arrivals of one order of a shop have in common, and no others: they are worked on one after another.
    pub fn group(&self) -> String {
        group_of(self.store_id, &self.connection_id, &self.order_id)
    }

    /// The id of what is kept of its order: one arrival of each is, the newest.
    pub fn kept_id(&self) -> String {
        kept_id(&self.order_id)
    }

    /// The name in the private bucket of this document of its order. The same document has the same name each time.
    pub fn object_name(&self, document: &str) -> String {
        let Self { store_id, connection_id, .. } = self;
        let digest = body_digest(document);
        format!("carts/{store_id}/{connection_id}/{}/{digest}.json", self.kept_id())
    }
}

fn kept_id(order_id: &str) -> String {
    let mut digest = body_digest(order_id);
    digest.truncate(20);
    digest
}

fn group_of(store_id: StoreId, connection_id: &str, order_id: &str) -> String {
    format!("{store_id}-{connection_id}-{}", kept_id(order_id))
}

impl KeptArrival {
    /// Its id within its connection.
    pub fn id(&self) -> String {
        self.arrival.kept_id()
    }

    /// The arrival as it is tried again; `at` is then.
    pub fn replayed(&self, at: Timestamp) -> Arrival {
        Arrival { by: BroughtBy::Replay, at, ..self.arrival.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(order_id: &str) -> Arrival {
        Arrival {
            store_id: StoreId::new(42).unwrap(),
            connection_id: "1000000007".into(),
            order_id: order_id.into(),
            kind: ArrivalKind::Order,
            payload: Payload::InShop,
            by: BroughtBy::Webhook,
            at: "2026-11-29T10:00:00Z".parse().unwrap(),
            again: false,
        }
    }

    #[test]
    fn arrivals_of_one_order_are_of_one_group_whatever_its_id_is_made_of() {
        assert_eq!(arrival("gid://shopify/Order/1").group(), arrival("gid://shopify/Order/1").group());
        assert_ne!(arrival("1").group(), arrival("2").group());
        let group = arrival("../../ö").group();
        assert!(
            group.len() <= 128 && group.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
            "{group}"
        );
        assert!(arrival("../x").object_name("{}").starts_with("carts/42/1000000007/"));
        assert_ne!(arrival("1").object_name("{}"), arrival("1").object_name("{ }"));
    }

    #[test]
    fn an_arrival_comes_back_as_it_was() {
        let arrival = Arrival { payload: Payload::Here("{\"id\":1}".into()), again: true, ..arrival("1") };
        let text = serde_json::to_string(&arrival).unwrap();
        assert_eq!(serde_json::from_str::<Arrival>(&text).unwrap(), arrival);
    }
}
