//! An order as one user of a store sees it (accounts 4): what they may not see is not in it. And the other way round: what
//! they don't see of an order, they don't change.

#[cfg(test)]
pub(crate) mod tests;

use std::ops::Deref;

use crate::supplier::own_shipments;
use crate::{
    Address, Family, FolderId, Money, Order, OrderItem, Rights, StockByItem, Submission, UserScope, Variations,
};

/// An order as one user of a store sees it. Pages, files and searches for people are made of these alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenOrder(Order);

impl Deref for SeenOrder {
    type Target = Order;

    fn deref(&self) -> &Order {
        &self.0
    }
}

impl SeenOrder {
    /// The order as whoever has these rights sees it; none where it lies outside of their scope.
    pub fn of(order: Order, rights: &Rights) -> Option<Self> {
        rights.covers(&order).then(|| Self::reduced(order, rights))
    }

    /// What of an order is shown to whoever has these rights, wherever it lies: of one that they have just changed, and that
    /// may have left their scope by that.
    pub fn reduced(mut order: Order, rights: &Rights) -> Self {
        if let UserScope::Supplier(id) = &rights.scope {
            reduce_to_supplier(&mut order, id);
        }
        if !rights.sees_customers() {
            hide_customer(&mut order);
        }
        if !rights.sees_prices() {
            hide_prices(&mut order);
        }
        Self(order)
    }

    /// The order, without what it was reduced by.
    pub fn into_inner(self) -> Order {
        self.0
    }
}

impl Rights {
    /// Gives an order that they have changed back what they don't see of it, as it was `before`. Shipments, and what it is to a
    /// supplier, are not changed together with anything else; who does not see all of that leaves it as it is.
    pub fn keep_unseen(&self, before: &Order, after: &mut Order) {
        if let UserScope::Supplier(id) = &self.scope {
            let own = before.submission.as_deref().filter(|submission| submission.supplier_id == *id);
            keep_what_is_the_store_s(before, after, own);
        }
        if !self.sees_customers() {
            keep_customer(before, after);
        }
        if !self.sees_prices() {
            keep_prices(before, after);
        }
    }
}

impl UserScope {
    /// Of these folders those whose orders are in the scope.
    pub fn of_folders(&self, folders: impl Iterator<Item = FolderId>) -> Vec<FolderId> {
        match self {
            Self::Everything | Self::Supplier(_) => folders.collect(),
            Self::Folders(ids) => folders.filter(|id| ids.contains(id)).collect(),
        }
    }
}

/// Leaves what the supplier was told of: its own items, where they go, and its parcels. Nothing of what stands at another.
fn reduce_to_supplier(order: &mut Order, supplier_id: &str) {
    let own = order.submission.take().filter(|submission| submission.supplier_id == supplier_id);
    order.order_shipments = own.as_deref().map(|own| own_shipments(order, own)).unwrap_or_default();
    order.order_items.retain(|item| own.as_ref().is_some_and(|own| own.has(item)));
    // Why the store canceled it is told to whom it stood at then.
    if own.as_ref().is_none_or(|own| own.canceled.is_none()) {
        order.cancellation = None;
    }
    order.submission = own;
    order.forget_earlier_submissions();
    for item in &mut order.order_items {
        item.metadata = Variations::default();
    }
    order.payment_type.clear();
    order.payment_status.clear();
    order.checkout_data = Variations::default();
    order.order_metadata = Variations::default();
    order.order_notes.clear();
    order.family = Family::default();
    order.cart = None;
    order.stock_taken = StockByItem::new();
    order.stock_refused.clear();
}

/// Takes away who bought it, but for the name and the address it is sent to.
fn hide_customer(order: &mut Order) {
    order.email.clear();
    order.ip_address.clear();
    order.customer_id.clear();
    order.email_count = 0;
    order.shipping.phone.clear();
    order.customer = Address::default();
    hide_card(order);
}

/// Takes away what it cost, and what was paid.
fn hide_prices(order: &mut Order) {
    let none = Money::default();
    order.shipping_total = none;
    order.handling_total = none;
    order.tax_total = none;
    order.processor_balance = none;
    order.refund_total = none;
    order.discount_list.clear();
    order.order_payments.clear();
    for item in &mut order.order_items {
        item.price = none;
    }
    for shipment in &mut order.order_shipments {
        shipment.cost = none;
    }
    order.forget_earlier_submissions();
    hide_card(order);
}

fn hide_card(order: &mut Order) {
    order.cc_number.clear();
    order.cc_exp.clear();
    order.processor_response.clear();
}

/// Gives back what [`reduce_to_supplier`] takes away.
fn keep_what_is_the_store_s(before: &Order, after: &mut Order, own: Option<&Submission>) {
    let is_own = |item: &OrderItem| own.is_some_and(|own| own.has(item));
    let changed = |old: &OrderItem| {
        let new = after.order_items.iter().find(|new| new.id == old.id)?;
        Some(OrderItem { metadata: old.metadata.clone(), ..new.clone() })
    };
    let there = before.order_items.iter();
    let there = there.filter_map(|old| if is_own(old) { changed(old) } else { Some(old.clone()) });
    let is_new = |new: &&OrderItem| before.order_items.iter().all(|old| old.id != new.id);
    let items: Vec<OrderItem> = there.chain(after.order_items.iter().filter(is_new).cloned()).collect();
    after.order_items = items;
    after.payment_type.clone_from(&before.payment_type);
    after.payment_status.clone_from(&before.payment_status);
    after.checkout_data.clone_from(&before.checkout_data);
    after.order_metadata.clone_from(&before.order_metadata);
    after.order_notes.clone_from(&before.order_notes);
    after.family.clone_from(&before.family);
    after.cart.clone_from(&before.cart);
    after.stock_taken.clone_from(&before.stock_taken);
    after.stock_refused.clone_from(&before.stock_refused);
    after.cancellation.clone_from(&before.cancellation);
    after.submission.clone_from(&before.submission);
}

/// Gives back what [`hide_customer`] takes away.
fn keep_customer(before: &Order, after: &mut Order) {
    after.email.clone_from(&before.email);
    after.ip_address.clone_from(&before.ip_address);
    after.customer_id.clone_from(&before.customer_id);
    after.email_count = before.email_count;
    after.shipping.phone.clone_from(&before.shipping.phone);
    after.customer.clone_from(&before.customer);
    keep_card(before, after);
}

/// Gives back what [`hide_prices`] takes away. A new item has the price that it came with.
fn keep_prices(before: &Order, after: &mut Order) {
    after.shipping_total = before.shipping_total;
    after.handling_total = before.handling_total;
    after.tax_total = before.tax_total;
    after.processor_balance = before.processor_balance;
    after.refund_total = before.refund_total;
    after.discount_list.clone_from(&before.discount_list);
    after.order_payments.clone_from(&before.order_payments);
    for item in &mut after.order_items {
        if let Some(old) = before.order_items.iter().find(|old| old.id == item.id) {
            item.price = old.price;
        }
    }
    after.order_shipments.clone_from(&before.order_shipments);
    after.submission.clone_from(&before.submission);
    keep_card(before, after);
}

fn keep_card(before: &Order, after: &mut Order) {
    after.cc_number.clone_from(&before.cc_number);
    after.cc_exp.clone_from(&before.cc_exp);
    after.processor_response.clone_from(&before.processor_response);
}
