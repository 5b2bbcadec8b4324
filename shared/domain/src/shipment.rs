//! A shipment of an order (orderdesk-api 3.3).

mod new;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use new::{MAX_TRACKING_NUMBER_LENGTH, NewShipment, ShipmentEntry, draft_shipment};

use crate::limits::{MAX_LABELS_BYTES, MAX_SHIPMENTS, check_count};
use crate::order::is_blank;
use crate::{Money, Problem, is_default};

/// What is sent as a tracking number where there is none, without blanks and dashes and in small letters.
const NO_NUMBER: [&str; 5] = ["", "n/a", "na", "none", "null"];

/// A shipment. On the wire every scalar of it is a string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// Its id, digits.
    pub id: String,
    /// Tracking number; `n/a` when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tracking_number: String,
    /// `UPS`, `USPS`, …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub carrier_code: String,
    /// Name of the service.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shipment_method: String,
    /// Weight.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weight: Money,
    /// What it cost.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cost: Money,
    /// Filled by tracking.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// Where to follow it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tracking_url: String,
    /// Format of the label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label_format: String,
    /// The label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label_image: String,
    /// Whether its label was printed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub printed: bool,
    /// What is in it; empty when not itemised.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_items: Vec<ItemQuantity>,
    /// Who added it: `API`, `Manual`, …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Id of the shipment in the cart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cart_shipment_id: String,
    /// Id of the shipment at the label service.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label_shipment_id: String,
    /// Day it left.
    pub date_shipped: Timestamp,
    /// When it was added.
    pub date_added: Timestamp,
}

/// So many of an item, named by `id` or by `code`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ShippedItem))]
pub struct ItemQuantity {
    /// Id of the order item.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Its SKU.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// How many.
    pub quantity: u32,
}

impl Shipment {
    /// Whether it has a tracking number, and not what is sent where there is none (`n/a`).
    pub fn has_tracking_number(&self) -> bool {
        !NO_NUMBER.iter().any(|none| bare(&self.tracking_number).eq(none.chars()))
    }

    /// Whether the two are the same shipment: the same tracking number, whatever its blanks, dashes and letters' case, and
    /// the same items (orderdesk-api 2.6). Two without a number (`n/a`) are never one: each is a letter of its own.
    pub fn repeats(&self, other: &Self) -> bool {
        let sorted = |shipment: &Self| {
            let mut items = shipment.order_items.clone();
            items.sort();
            items
        };
        let is_same_number = bare(&self.tracking_number).eq(bare(&other.tracking_number));
        self.has_tracking_number() && is_same_number && sorted(self) == sorted(other)
    }
}

/// What is wrong with an order of these shipments: there are too many, or their labels are too large together.
pub fn check_shipments<'a>(shipments: impl Iterator<Item = &'a Shipment>) -> Option<Problem> {
    let (count, bytes) = shipments.fold((0_usize, 0_usize), |(count, bytes), shipment| {
        (count.saturating_add(1), bytes.saturating_add(shipment.label_image.len()))
    });
    let field = "order_shipments";
    let message = || format!("must have labels of at most {MAX_LABELS_BYTES} bytes together, and has {bytes}");
    let labels = (bytes > MAX_LABELS_BYTES).then(|| Problem::new(field, message()));
    check_count(field, "shipments", count, MAX_SHIPMENTS).or(labels)
}

/// A tracking number as two are compared: in small letters, without the blanks and dashes that people type.
fn bare(number: &str) -> impl Iterator<Item = char> {
    number.chars().filter(|c| !is_blank(*c) && *c != '-').flat_map(char::to_lowercase)
}
