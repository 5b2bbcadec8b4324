//! A shipment of ours as a cart is told of it.
//!
//! Each push first reads what the cart has of the order, and then sends what is missing. So a push whose answer was lost is
//! made again without a second mail to the customer.

use domain::{LedgerLine, Order, OrderItem, Shipment, Variations, ledger};

use super::CartRequest;
use crate::mapped::LINE_ID;

/// Whether the cart mails the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerMail {
    /// It does.
    Send,
    /// It doesn't, where it leaves us the choice.
    Suppress,
}

/// Some of one line of a cart's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedLine {
    /// The cart's id of the line.
    pub line_id: String,
    /// How many of it are in the parcel.
    pub quantity: u32,
    /// What was kept of the line when it was imported.
    pub metadata: Variations,
}

/// A shipment as a cart is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentPush {
    /// The cart's id of the order.
    pub order_id: String,
    /// The shipment.
    pub shipment: Shipment,
    /// What is in it.
    pub lines: Vec<PushedLine>,
    /// Whether nothing is left to ship behind it.
    pub completes: bool,
    /// Whether the customer is mailed.
    pub mail: CustomerMail,
    /// What the cart calls shipments of this order that are others than this one.
    pub other_ids: Vec<String>,
}

/// Why there is nothing to tell a cart of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPushable {
    /// The order did not come from a cart.
    #[error("the order has no id of a cart's")]
    NoCartOrder,
    /// Nothing in the parcel is a line of the cart's order.
    #[error("nothing in the shipment is of the cart's order")]
    NoLines,
}

impl ShipmentPush {
    /// What a cart is told of this shipment of `order`. One that is not itemised is of all that was left before it. Items
    /// that the cart does not know, as a person added them, are left out. What is canceled in the cart is not for it.
    pub fn of(order: &Order, shipment: &Shipment, mail: CustomerMail) -> Result<Self, NotPushable> {
        let order_id = order.cart.as_ref().ok_or(NotPushable::NoCartOrder)?.order_id.clone();
        let before = order.order_shipments.iter().take_while(|other| other.id != shipment.id).cloned();
        let mut counted = order.clone();
        counted.order_shipments = before.collect();
        let left_before = ledger(&counted);
        counted.order_shipments.push(shipment.clone());
        let left = ledger(&counted);
        // The ledger has a line for each item, in their sequence.
        let counts = left_before.iter().zip(&left).map(|(before, after)| before.left.saturating_sub(after.left));
        let of_cart = |(item, count): (&OrderItem, u64)| {
            let line_id = item.metadata.get(LINE_ID).filter(|id| !id.is_empty() && count > 0)?;
            let quantity = u32::try_from(count).unwrap_or(u32::MAX);
            Some(PushedLine { line_id: line_id.clone(), quantity, metadata: item.metadata.clone() })
        };
        let lines: Vec<PushedLine> = order.order_items.iter().zip(counts).filter_map(of_cart).collect();
        if lines.is_empty() {
            return Err(NotPushable::NoLines);
        }
        let completes = !is_left(order, &left);
        let others = order.order_shipments.iter().filter(|other| other.id != shipment.id);
        let others = others.map(|other| other.cart_shipment_id.clone());
        let other_ids = others.filter(|id| !id.is_empty()).collect();
        Ok(Self { order_id, shipment: shipment.clone(), lines, completes, mail, other_ids })
    }

    /// The same where the cart's order is in several parts here, of which `parts` are the others: it is complete when all of
    /// them are.
    #[must_use]
    pub fn among(mut self, parts: &[Order]) -> Self {
        self.completes = self.completes && !parts.iter().any(|part| is_left(part, &ledger(part)));
        let shipments = parts.iter().flat_map(|part| &part.order_shipments);
        let ids = shipments.map(|shipment| &shipment.cart_shipment_id).filter(|id| !id.is_empty());
        self.other_ids.extend(ids.cloned());
        self
    }

    /// Whether what the cart has under this id, blank where it gives none, and these numbers is this shipment: by its id or
    /// by its number. Without a number, and as long as its id is not known, it is one that is none of the others and has no
    /// number either.
    pub(crate) fn is_known_as(&self, id: &str, numbers: &[String]) -> bool {
        let own_id = &self.shipment.cart_shipment_id;
        if !id.is_empty() && own_id == id {
            return true;
        }
        if !id.is_empty() && self.other_ids.iter().any(|other| other == id) {
            return false;
        }
        let bare = |number: &str| -> String {
            number.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
        };
        let ours = self.number();
        if ours.is_empty() {
            return own_id.is_empty() && numbers.iter().all(String::is_empty);
        }
        numbers.iter().any(|number| bare(number) == bare(ours))
    }

    /// The tracking number; blank where there is none.
    pub(crate) fn number(&self) -> &str {
        if self.shipment.has_tracking_number() { &self.shipment.tracking_number } else { "" }
    }
}

/// Whether something of an order is still to be shipped, by its ledger.
fn is_left(order: &Order, ledger: &[LedgerLine]) -> bool {
    let is_left = |(item, line): (&OrderItem, &LedgerLine)| item.delivery_type == "ship" && line.left > 0;
    order.order_items.iter().zip(ledger).any(is_left)
}

/// What is still to be sent of a push.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PushPlan {
    /// What the cart calls what it has of this shipment already.
    pub found: Vec<String>,
    /// What is to be sent, one after another; none when the cart has all of it.
    pub sends: Vec<CartRequest>,
    /// Lines for the history: what the cart can't be told of.
    pub notes: Vec<String>,
}
