//! An order and its parts (orderdesk-api 3.1, 3.2).

mod address;
mod cancellation;
mod check;
mod family;
mod new;
mod new_item;
mod notify;
mod offshoot;
mod origin;
mod patch;
mod payment;
mod replacement;
mod search;
mod sort;
mod stock;
mod tag;
mod transfer;

use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{PartsUsedUp, part_id};
use crate::{CartOrder, FolderId, Money, OrderId, Shipment, Submission, is_default};

pub use address::{Address, ReturnAddress};
pub use cancellation::{Canceled, Cancellation};
pub(crate) use check::is_blank;
pub use check::{ChangeError, check_discount_count, check_item_count, check_note_count, check_notes_length};
pub use family::{DUPLICATE_OF, Family, FamilyRequest, MERGED_FROM, MERGED_TO, Relative, SPLIT_FROM, SPLIT_TO};
pub use new::{NewOrder, draft_order};
pub use new_item::{Given, NewOrderItem};
pub use notify::NOTIFY_URL;
pub use offshoot::{
    MAX_MERGED_ORDERS, MAX_OFFSHOOTS, MAX_SPLIT_ORDERS, Offshoot, OffshootError, ShipTo, SplitBy, SplitMethod,
    SplitRule, Splitting, can_join, check_mergeable, duplicate, merge, newest_of, shipments_for_originals, split,
    split_by,
};
pub use origin::Origin;
pub use patch::{MapPatch, OrderPatch};
pub use payment::{
    MAX_PAYMENT_NOTE_LENGTH, MAX_PAYMENTS, NewPayment, Payment, PaymentError, PaymentKind, PaymentStatus, Repetition,
    payment_events,
};
pub use replacement::{Card, OrderReplacement};
pub use search::{MAX_PAGE, OrderSearch, PartSearch, SearchField, USUAL_PAGE};
pub use sort::{SortField, SortValue};
pub use stock::{StockByItem, StockChange, StockChanges, StockKey, StockTaken, TakenComponent};
pub use tag::{TAGS, tag_of};
pub use transfer::{NewTransfer, ORIGINAL_ORDER_ID, ORIGINAL_STORE_ID};

/// Name and value pairs in the order they were given: checkout data, metadata, variations.
pub type Variations = IndexMap<String, String>;

/// An order. Totals that follow from the parts are computed, never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Internal id.
    pub id: OrderId,
    /// Customer's e-mail.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// Name of the chosen method.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shipping_method: String,
    /// Price of shipping.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shipping_total: Money,
    /// Price of handling.
    #[serde(default, skip_serializing_if = "is_default")]
    pub handling_total: Money,
    /// Tax.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tax_total: Money,
    /// The card's last four digits; no more of it is ever kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cc_number: String,
    /// `MM/YYYY`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cc_exp: String,
    /// `<gateway name>: <transaction id>`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub processor_response: String,
    /// Visa, PayPal, …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub payment_type: String,
    /// Captured, Pending, …: the API documents eight values, carts send others, all are kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub payment_status: String,
    /// Charged amount, lowered by refunds.
    #[serde(default, skip_serializing_if = "is_default")]
    pub processor_balance: Money,
    /// Refunded amount.
    #[serde(default, skip_serializing_if = "is_default")]
    pub refund_total: Money,
    /// Customer's id in the cart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer_id: String,
    /// How many orders of the store had this e-mail when this one came, itself included.
    #[serde(default, skip_serializing_if = "is_default")]
    pub email_count: u32,
    /// Customer's address on the network.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ip_address: String,
    /// Not in use by the API; kept for who sends it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tag_color: String,
    /// Cart or marketplace.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source_name: String,
    /// The order's number in the cart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source_id: String,
    /// Set when sent to fulfilment.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fulfillment_name: String,
    /// Id at the fulfilment service.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fulfillment_id: String,
    /// The tag: `success`, `error`, `info`, `warning`, `orange`, `purple`, `x` (orderdesk-app 4.5).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tag_name: String,
    /// Where it lies.
    pub folder_id: FolderId,
    /// Date of the order.
    pub date_added: Timestamp,
    /// Last change.
    pub date_updated: Timestamp,
    /// Ship to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shipping: Address,
    /// Bill to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub customer: Address,
    /// Return to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub return_address: ReturnAddress,
    /// Extra data people see.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub checkout_data: Variations,
    /// Extra data for machines and rules.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub order_metadata: Variations,
    /// Discounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discount_list: Vec<Discount>,
    /// Notes by people and rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_notes: Vec<Note>,
    /// Items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_items: Vec<OrderItem>,
    /// Shipments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_shipments: Vec<Shipment>,
    /// How it came.
    #[serde(default, skip_serializing_if = "is_default")]
    pub origin: Origin,
    /// The orders it belongs with.
    #[serde(default, skip_serializing_if = "Family::is_empty")]
    pub family: Family,
    /// Which order of which shop it is, where it came from one. Ours alone: no call changes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cart: Option<CartOrder>,
    /// What was taken from the inventory for its items. Ours alone: no call shows or changes it.
    #[serde(default, skip_serializing_if = "StockByItem::is_empty")]
    pub stock_taken: StockByItem,
    /// That it was canceled, the last time it was; it counts while the order lies where it was put then. Ours alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancellation: Option<Cancellation>,
    /// What was captured, refunded and voided of its money, oldest first. Ours alone: calls only add to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_payments: Vec<Payment>,
    /// The newest movements of stock that were refused, by their numbers and inventory items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stock_refused: Vec<String>,
    /// The supplier it was submitted to, and how far it is there. Ours alone: no call changes it as a field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<Box<Submission>>,
    /// The number last given to a part or an appointment of this order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub serial: u64,
}

impl Order {
    /// What people call it: its number in the shop, or its id where it has none.
    pub fn shown_number(&self) -> String {
        if self.source_id.is_empty() { self.id.to_string() } else { self.source_id.clone() }
    }

    /// An empty order.
    pub fn new(id: OrderId, folder_id: FolderId, at: Timestamp) -> Self {
        Self {
            id,
            folder_id,
            date_added: at,
            date_updated: at,
            email: String::new(),
            shipping_method: String::new(),
            shipping_total: Money::default(),
            handling_total: Money::default(),
            tax_total: Money::default(),
            cc_number: String::new(),
            cc_exp: String::new(),
            processor_response: String::new(),
            payment_type: String::new(),
            payment_status: String::new(),
            processor_balance: Money::default(),
            refund_total: Money::default(),
            customer_id: String::new(),
            email_count: 0,
            ip_address: String::new(),
            tag_color: String::new(),
            source_name: String::new(),
            source_id: String::new(),
            fulfillment_name: String::new(),
            fulfillment_id: String::new(),
            tag_name: String::new(),
            shipping: Address::default(),
            customer: Address::default(),
            return_address: ReturnAddress::default(),
            checkout_data: Variations::default(),
            order_metadata: Variations::default(),
            discount_list: vec![],
            order_notes: vec![],
            order_items: vec![],
            order_shipments: vec![],
            origin: Origin::default(),
            family: Family::default(),
            cart: None,
            stock_taken: StockByItem::new(),
            cancellation: None,
            order_payments: vec![],
            stock_refused: vec![],
            submission: None,
            serial: 0,
        }
    }

    /// Sum of the items' quantities.
    pub fn quantity_total(&self) -> u64 {
        self.order_items.iter().map(|item| u64::from(item.quantity)).sum()
    }

    /// Sum of weight × quantity.
    pub fn weight_total(&self) -> Money {
        self.order_items.iter().map(|item| item.weight * item.quantity).sum()
    }

    /// Sum of price × quantity.
    pub fn product_total(&self) -> Money {
        self.order_items.iter().map(|item| item.price * item.quantity).sum()
    }

    /// Sum of the discounts, positive.
    pub fn discount_total(&self) -> Money {
        self.discount_list.iter().map(|discount| discount.amount).sum()
    }

    /// product + shipping + handling + tax − discount (orderdesk-api 3.1).
    pub fn order_total(&self) -> Money {
        self.product_total() + self.shipping_total + self.handling_total + self.tax_total - self.discount_total()
    }

    /// The number for the next part or appointment of this order.
    pub fn next_serial(&mut self) -> u64 {
        self.serial = self.serial.saturating_add(1);
        self.serial
    }

    /// A new id for an item or a shipment of this order; no id is given twice.
    pub fn next_part_id(&mut self) -> Result<String, PartsUsedUp> {
        let serial = self.next_serial();
        part_id(self.id, serial)
    }

    /// The id of a part the order is created with: its row has no room for as many as there are ids.
    pub(crate) fn part_id_of_creation(&mut self) -> String {
        self.next_part_id().unwrap_or_default()
    }
}

/// One item of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OrderItem {
    /// Its id, digits.
    pub id: String,
    /// Name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Price of one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub price: Money,
    /// How many.
    #[serde(default)]
    pub quantity: u32,
    /// Weight of one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weight: Money,
    /// SKU.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// `ship`, `noship`, `download`, `future`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub delivery_type: String,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category_code: String,
    /// Fulfilment method.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fulfillment_method: String,
    /// Options people see.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub variation_list: Variations,
    /// Options for machines.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub metadata: Variations,
    /// The id it had in the order that this one was split off, merged or copied of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub original_item_id: String,
    /// The supplier it was assigned to; blank: whose codes name it. Ours alone: no call changes it as a field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub supplier_id: String,
}

/// A discount; the amount is positive.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Discount {
    /// What it is called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The code that gave it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// How much is taken off.
    #[serde(default, skip_serializing_if = "is_default")]
    pub amount: Money,
}

/// A note on an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When it was written.
    pub date_added: Timestamp,
    /// By whom.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub username: String,
    /// What it says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content: String,
}
