//! Replacing an order: `PUT /orders/{id}` (orderdesk-api 4).
//!
//! What a client read and sends back unchanged leaves the order exactly as it stands, though the API's form says less
//! than the row: each field that is told again as it was is kept as it is.

use jiff::Timestamp;

use super::item_in::NewOrderItem;
use super::order_fields::{as_customer, fill, last_four};
use super::order_in::{folder, items};
use super::read::{Document, Object, Problem};
use crate::time::whole_seconds;
use crate::{Address, FolderId, Note, Order, OrderId, OrderItem};

/// What somebody wants a whole order to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderReplacement {
    /// What is absent from the body is blank in it (orderdesk-api 4.1).
    draft: Order,
    /// The new truth about the items; without one they stay (4.4).
    items: Option<Vec<NewOrderItem>>,
    date_added: Option<Timestamp>,
    card: Card,
    shipping_sent: bool,
    customer_sent: bool,
    /// The folder asked for; without one the order stays where it is (4.5). Whether it exists is the caller's to check,
    /// before [`OrderReplacement::apply`].
    pub folder_id: Option<FolderId>,
}

/// What becomes of a card's last four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Card {
    /// They are as sent, or blank.
    Replaced,
    /// Only the masked number came back: they stay (4.7).
    Kept,
}

impl OrderReplacement {
    /// Reads the body of `PUT /orders/{id}`; all that is wrong with it comes back at once.
    pub fn read(body: &str, now: Timestamp) -> Result<Self, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let replacement = Self::of(&document.object(), whole_seconds(now));
        match document.problems() {
            problems if problems.is_empty() => Ok(replacement),
            problems => Err(problems),
        }
    }

    fn of(object: &Object, now: Timestamp) -> Self {
        let mut draft = Order::new(OrderId::default(), FolderId::default(), now);
        fill(&mut draft, object, now);
        // Not the order's total, as at creation: a balance of 0 arrives as absent from clients that drop zeros (4.7),
        // and a refunded order must not be charged again.
        draft.processor_balance = object.sum("processor_balance").unwrap_or_default();
        draft.cc_number = last_four(&object.text("cc_number").unwrap_or_default());
        let masked_only = draft.cc_number.is_empty() && object.is_given("cc_number_masked");
        Self {
            draft,
            items: object.has_value("order_items").then(|| items(object)),
            date_added: object.time("date_added"),
            card: if masked_only { Card::Kept } else { Card::Replaced },
            shipping_sent: object.has_value("shipping"),
            customer_sent: object.has_value("customer"),
            folder_id: folder(object),
        }
    }

    /// Makes `order` what was sent. Ids, shipments, origin and counters stay; so does everything on an error.
    pub fn apply(&self, order: &mut Order) -> Result<(), Vec<Problem>> {
        let mut problems = vec![];
        let mut changed = Order { serial: order.serial, id: order.id, ..self.draft.clone() };
        self.keep(&mut changed, order);
        self.keep_addresses(&mut changed, order, &mut problems);
        changed.order_notes = kept_notes(&self.draft.order_notes, &order.order_notes);
        match &self.items {
            Some(items) => changed.order_items = replaced_items(items, &mut changed, order, &mut problems),
            None => changed.order_items.clone_from(&order.order_items),
        }
        if problems.is_empty() {
            *order = changed;
            return Ok(());
        }
        Err(problems)
    }

    /// What no replacement changes, and what cannot be blank (4.5).
    fn keep(&self, changed: &mut Order, order: &Order) {
        changed.date_updated = order.date_updated;
        changed.email_count = order.email_count;
        changed.origin = order.origin;
        changed.order_shipments.clone_from(&order.order_shipments);
        // Read without the blanks around it.
        if changed.email == order.email.trim() {
            changed.email.clone_from(&order.email);
        }
        changed.folder_id = self.folder_id.unwrap_or(order.folder_id);
        changed.date_added = self.date_added.map_or(order.date_added, |sent| same_second(sent, order.date_added));
        if changed.source_name.is_empty() {
            changed.source_name.clone_from(&order.source_name);
        }
        if changed.source_id.is_empty() {
            changed.source_id.clone_from(&order.source_id);
        }
        if self.card == Card::Kept {
            changed.cc_number.clone_from(&order.cc_number);
        }
    }

    /// The copy rule of creation (4.6), but an address that was blank and comes back blank stays so.
    fn keep_addresses(&self, changed: &mut Order, order: &Order, problems: &mut Vec<Problem>) {
        let blank = Address::default();
        let kept_blank = |sent: bool, old: &Address| sent && *old == blank;
        if changed.customer == as_customer(&order.customer) && self.customer_sent {
            changed.customer.clone_from(&order.customer);
        }
        if changed.shipping == blank && !kept_blank(self.shipping_sent, &order.shipping) {
            changed.shipping.clone_from(&changed.customer);
        } else if changed.customer == blank && !kept_blank(self.customer_sent, &order.customer) {
            changed.customer = as_customer(&changed.shipping);
        }
        check_name(changed, order, problems);
    }
}

/// An order keeps a name or a company (4.6), unless it never had one and nobody touches its addresses.
pub(super) fn check_name(changed: &Order, order: &Order, problems: &mut Vec<Problem>) {
    let same = changed.shipping == order.shipping && changed.customer == order.customer;
    if !same && !changed.shipping.is_named() && !changed.customer.is_named() {
        let message = "a first name, a last name or a company is needed in the shipping or the customer address";
        problems.push(Problem::new("shipping", message));
    }
}

/// The items as they are to be (4.4): a listed one is replaced, one without an id is added, what is not listed is gone.
/// Takes new ids from `changed`.
pub(super) fn replaced_items(
    items: &[NewOrderItem],
    changed: &mut Order,
    order: &Order,
    problems: &mut Vec<Problem>,
) -> Vec<OrderItem> {
    let mut replaced: Vec<OrderItem> = vec![];
    for item in items {
        let Some(id) = item.sent_id() else {
            replaced.push(item.item(changed.next_part_id()));
            continue;
        };
        let field = format!("{}.id", item.path());
        match order.order_items.iter().find(|old| old.id == id) {
            _ if replaced.iter().any(|other| other.id == id) => {
                problems.push(Problem::new(field, format!("{id} is listed twice")));
            }
            Some(old) => replaced.push(item.replacing(old)),
            None => problems.push(Problem::new(field, format!("the order has no item {id}"))),
        }
    }
    replaced
}

/// `notes`, each with the moment it is kept with when it is one of `kept` told again to the second.
pub(super) fn kept_notes(notes: &[Note], kept: &[Note]) -> Vec<Note> {
    let as_kept = |(index, note): (usize, &Note)| {
        let told_again =
            |old: &&Note| **old == Note { date_added: same_second(note.date_added, old.date_added), ..note.clone() };
        let in_place = kept.get(index).filter(told_again);
        in_place.or_else(|| kept.iter().find(told_again)).unwrap_or(note).clone()
    };
    notes.iter().enumerate().map(as_kept).collect()
}

/// `kept`, when `sent` is it to the second.
pub(super) fn same_second(sent: Timestamp, kept: Timestamp) -> Timestamp {
    if sent == whole_seconds(kept) { kept } else { sent }
}

#[cfg(test)]
mod tests;
