//! Replacing an order (orderdesk-api 4).
//!
//! What a client read and sends back unchanged leaves the order exactly as it stands, though the API's form says less
//! than the row: each field that is told again as it was is kept as it is.

use jiff::Timestamp;

use super::check::{
    ChangeError, as_kept, check_item_count, check_items, check_limits, check_name, kept, kept_notes, replaced_items,
    same_second,
};
use crate::{Address, FolderId, NewOrderItem, Order};

/// What somebody wants a whole order to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderReplacement {
    /// The new values; what is absent is blank in it (orderdesk-api 4.1). Its ids, folder, date, items and shipments
    /// do not count.
    draft: Order,
    /// The new truth about the items; without one they stay (4.4).
    pub items: Option<Vec<NewOrderItem>>,
    /// The date of the order; without one it stays.
    pub date_added: Option<Timestamp>,
    /// What becomes of the card's last four digits.
    pub card: Card,
    /// Whether a shipping address was sent at all, blank or not: one that was blank then stays so.
    pub is_shipping_sent: bool,
    /// The same of the customer's.
    pub is_customer_sent: bool,
    /// The folder asked for; without one the order stays where it is (4.5). Whether it exists is the caller's to check,
    /// before [`OrderReplacement::apply`].
    pub folder_id: Option<FolderId>,
}

/// What becomes of a card's last four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Card {
    /// They are as sent, or blank.
    Replaced,
    /// Only the masked number came back: they stay (4.7).
    Kept,
}

impl OrderReplacement {
    /// A replacement by the values of `draft` (see [`draft_order`](crate::draft_order)); items, date and folder stay
    /// until they are set. Of a card's number only the last four digits are kept.
    pub fn new(draft: Order) -> Self {
        Self {
            draft: kept(draft),
            items: None,
            date_added: None,
            card: Card::Replaced,
            is_shipping_sent: false,
            is_customer_sent: false,
            folder_id: None,
        }
    }

    /// Whether a card's number was given.
    pub fn has_card(&self) -> bool {
        !self.draft.cc_number.is_empty()
    }

    /// Makes `order` what was sent. Ids, shipments, origin and counters stay; so does everything on an error.
    pub fn apply(&self, order: &mut Order) -> Result<(), ChangeError> {
        let mut problems = check_limits(&self.draft, |_| true);
        let items = self.items.as_deref().unwrap_or_default();
        problems.extend(check_item_count(items.len()));
        problems.extend(check_items(items));
        let mut changed = Order { serial: order.serial, id: order.id, ..self.draft.clone() };
        self.keep(&mut changed, order);
        self.keep_addresses(&mut changed, order);
        problems.extend(check_name(&changed, order));
        changed.order_notes = kept_notes(&self.draft.order_notes, &order.order_notes);
        match &self.items {
            Some(items) => changed.order_items = replaced_items(items, &mut changed, order, &mut problems)?,
            None => changed.order_items.clone_from(&order.order_items),
        }
        if problems.is_empty() {
            *order = changed;
            return Ok(());
        }
        Err(ChangeError::Invalid(problems))
    }

    /// What no replacement changes, and what cannot be blank (4.5).
    fn keep(&self, changed: &mut Order, order: &Order) {
        changed.date_updated = order.date_updated;
        changed.email_count = order.email_count;
        changed.origin = order.origin;
        changed.family.clone_from(&order.family);
        changed.stock_taken.clone_from(&order.stock_taken);
        changed.cancellation.clone_from(&order.cancellation);
        changed.order_payments.clone_from(&order.order_payments);
        changed.stock_refused.clone_from(&order.stock_refused);
        changed.order_shipments.clone_from(&order.order_shipments);
        as_kept(&mut changed.email, &order.email);
        as_kept(&mut changed.source_name, &order.source_name);
        as_kept(&mut changed.source_id, &order.source_id);
        as_kept(&mut changed.customer_id, &order.customer_id);
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
    fn keep_addresses(&self, changed: &mut Order, order: &Order) {
        let blank = Address::default();
        let kept_blank = |sent: bool, old: &Address| sent && *old == blank;
        if changed.customer == order.customer.as_customer() && self.is_customer_sent {
            changed.customer.clone_from(&order.customer);
        }
        if changed.shipping == blank && !kept_blank(self.is_shipping_sent, &order.shipping) {
            changed.shipping.clone_from(&changed.customer);
        } else if changed.customer == blank && !kept_blank(self.is_customer_sent, &order.customer) {
            changed.customer = changed.shipping.as_customer();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OrderId, draft_order};

    #[test]
    fn a_replacement_of_plain_values_blanks_what_is_absent() {
        let mut order = Order::new(OrderId::new(1).unwrap(), FolderId::new(3).unwrap(), Timestamp::UNIX_EPOCH);
        (order.shipping.company, order.customer_id) = ("Harbor".into(), "C-1".into());
        let (code, components) = ("MUG".into(), vec![]);
        let taken = crate::StockTaken { inventory_item_id: 5, code, quantity: 1, store_id: None, components };
        order.stock_taken.insert("1".into(), taken);
        let mut draft = draft_order(Timestamp::UNIX_EPOCH);
        draft.shipping.company = "Pier".into();
        OrderReplacement::new(draft).apply(&mut order).unwrap();
        assert_eq!((order.shipping.company.as_str(), order.customer.company.as_str()), ("Pier", "Pier"));
        assert_eq!((order.customer_id.as_str(), order.folder_id.number()), ("", 3));
        assert_eq!(order.stock_taken["1"].quantity, 1, "what was taken is known");
    }
}
