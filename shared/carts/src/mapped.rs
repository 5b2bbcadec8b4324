//! A cart's order as `desk` takes it.

use domain::{IncludedTax, Money, NewOrder, NewShipment, WeightUnit};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::generic::FieldMap;
use crate::text::cut;

/// The order metadata that holds the cart's id of the order, which the cart is asked by.
pub const SOURCE_ORDER_ID: &str = "source_order_id";
/// The order metadata that holds what the cart's total has beyond the sum of its parts.
pub const TOTAL_RESIDUAL: &str = "total_residual";
/// The order metadata that says that nobody is named in the cart's order.
pub const NAME_MISSING: &str = "name_missing";
/// The item metadata that holds the cart's id of the line.
pub const LINE_ID: &str = "line_item_id";

/// So many characters of a text of the cart's are in a line of the history.
const MAX_QUOTED_LENGTH: usize = 100;

/// A cart's order, mapped: the same kind of new order as one of the API, and what a cart knows beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedOrder {
    /// The cart's id of it.
    pub order_id: String,
    /// When it was as it is here, by the cart's clock.
    pub version: Option<Timestamp>,
    /// The order. Its shipments are those the cart has already, each with the cart's id.
    pub new: NewOrder,
    /// How far it is in the cart.
    pub stage: Stage,
    /// The cart's own word for that.
    pub cart_status: String,
    /// Whether the shop was only tried out with it.
    pub is_test: bool,
    /// The shipments the cart has, those too whose items can't be told by their codes.
    pub parcels: Vec<CartParcel>,
    /// What was paid back.
    pub refunds: Vec<CartRefund>,
    /// What of it could not be taken as it is.
    pub shortfalls: Vec<Shortfall>,
}

/// How far an order is in its cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// No order yet: a draft, or a checkout that nobody ended.
    Unfinished,
    /// Ordered, and not paid yet.
    Unpaid,
    /// To be shipped.
    Open,
    /// All of it was shipped by the cart's own count.
    Shipped,
    /// Canceled, or its payment failed for good.
    Canceled,
}

/// A shipment that a cart has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartParcel {
    /// The shipment, with the cart's id and without items.
    pub shipment: NewShipment,
    /// The cart's ids of the lines in it, and how many of each; none where the cart doesn't say.
    pub lines: Vec<(String, u32)>,
    /// Whether there is more in it than these lines.
    pub is_partial: bool,
}

/// A refund of a cart's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartRefund {
    /// The cart's id of it.
    pub id: String,
    /// How much was paid back.
    pub amount: Money,
}

/// What of a cart's order could not be taken as it is. Each is a line of the order's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shortfall {
    /// Something is to be shipped, and where to is not known.
    NoAddress {
        /// What is missing, by the names of an address's fields.
        missing: Vec<&'static str>,
    },
    /// The order goes to several addresses; it has the first of them.
    SeveralAddresses {
        /// How many.
        count: usize,
    },
    /// A quantity is no whole number: the item is there once, at the line's price.
    FractionalQuantity {
        /// The item's name.
        item: String,
        /// The quantity as the cart has it.
        quantity: String,
    },
    /// A line takes money off, as a return does: the item has a negative price.
    NegativeItem {
        /// The item's name.
        item: String,
        /// The quantity as the cart has it.
        quantity: String,
    },
    /// A line of quantity 0 is left out.
    RemovedItem {
        /// The item's name.
        item: String,
    },
    /// What is in a shipment of the cart's can't be told, as items have no code of their own.
    UnknownParcel {
        /// Its tracking number.
        tracking_number: String,
    },
    /// A text was too long, and is cut.
    Cut {
        /// Which field, as in `order_items[0].name`.
        field: String,
    },
    /// Entries of a map were too many or too long, and are left out. The payload has them.
    LeftOut {
        /// Which map, as in `order_metadata`.
        field: String,
        /// The keys of what is left out.
        keys: Vec<String>,
    },
}

impl Shortfall {
    /// Whether the order has to wait for a person before anything is done with it.
    pub fn needs_person(&self) -> bool {
        match self {
            Self::NoAddress { .. }
            | Self::SeveralAddresses { .. }
            | Self::FractionalQuantity { .. }
            | Self::NegativeItem { .. }
            | Self::UnknownParcel { .. } => true,
            Self::RemovedItem { .. } | Self::Cut { .. } | Self::LeftOut { .. } => false,
        }
    }

    /// What the order's history says of it.
    pub fn text(&self) -> String {
        let quoted = |text: &str| cut(text, MAX_QUOTED_LENGTH);
        match self {
            Self::NoAddress { missing } => format!("The cart sent no whole address: {} missing", missing.join(", ")),
            Self::SeveralAddresses { count } => {
                format!("The order goes to {count} addresses in the cart; it has the first of them here")
            }
            Self::FractionalQuantity { item, quantity } => {
                format!("The cart has {quantity} of \"{}\": it is 1 here, at the price of all", quoted(item))
            }
            Self::NegativeItem { item, quantity } => {
                format!("The cart has {quantity} of \"{}\", which takes money off", quoted(item))
            }
            Self::RemovedItem { item } => format!("The cart has 0 of \"{}\": it is left out", quoted(item)),
            Self::UnknownParcel { tracking_number } => {
                format!("What is in the cart's shipment {} can't be told", quoted(tracking_number))
            }
            Self::Cut { field } => format!("{field} was too long, and is cut"),
            Self::LeftOut { field, keys } => {
                format!("{field} has no room for {} of the cart: {}", keys.len(), quoted(&keys.join(", ")))
            }
        }
    }
}

impl MappedOrder {
    /// Whether it goes to the hold folder: something of it needs a person.
    pub fn needs_person(&self) -> bool {
        self.shortfalls.iter().any(Shortfall::needs_person)
    }

    /// The cart's ids of its shipments.
    pub(crate) fn shipment_ids(&self) -> impl Iterator<Item = String> {
        let ids = self.parcels.iter().map(|parcel| parcel.shipment.shipment(String::new()).cart_shipment_id);
        ids.filter(|id| !id.is_empty())
    }
}

/// What mapping depends on beside the cart's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapOptions<'a> {
    /// Now: the date of an order that has none.
    pub now: Timestamp,
    /// In what the store weighs.
    pub weight_unit: WeightUnit,
    /// What becomes of taxes that are in the cart's prices.
    pub included_tax: IncludedTax,
    /// Where other people's JSON has what; for the generic cart alone.
    pub field_map: Option<&'a FieldMap>,
}

impl MapOptions<'_> {
    /// Mapping with nothing set.
    pub fn new(now: Timestamp) -> Self {
        Self { now, weight_unit: WeightUnit::default(), included_tax: IncludedTax::default(), field_map: None }
    }
}
