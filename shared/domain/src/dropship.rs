//! Links by which who ships an order confirms it and enters tracking numbers, without a login (orderdesk-app 8.4).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{OrderId, StoreId};

/// A link in a dropship mail, as the table knows it: under a digest of its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropshipLink {
    /// The store.
    pub store_id: StoreId,
    /// The order it is of.
    pub order_id: OrderId,
    /// Who got it, as histories call them: the first address of the mail.
    pub supplier: String,
    /// The supplier to whom the order was submitted, who sees its own items alone; blank for who sees the whole order.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub supplier_id: String,
    /// From when on it does nothing.
    pub ends_at: Timestamp,
    /// When somebody confirmed the order by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Timestamp>,
}

impl DropshipLink {
    /// How long a link can be used.
    pub const LASTS: SignedDuration = SignedDuration::from_hours(180 * 24);

    /// Whether it has ended.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ends_at <= now
    }
}
