//! Prices without the tax that the cart has in them.

use domain::{Money, NewOrderItem, Order};
use rust_decimal::Decimal;

use crate::amount;

/// Takes `tax` out of the prices of the items, of shipping and of handling, each in proportion to what it costs, and makes
/// it part of the order's tax. The order's total stays, but for what rounding prices to six places leaves.
pub(super) fn take_out(tax: Money, order: &mut Order, items: &mut [NewOrderItem]) {
    let total_of = |item: &NewOrderItem| item.values.price * item.values.quantity;
    let costs = items.iter().map(total_of).chain([order.shipping_total, order.handling_total]);
    let weights: Vec<Decimal> = costs.map(|cost| cost.decimal().max(Decimal::ZERO)).collect();
    if weights.iter().all(Decimal::is_zero) {
        return;
    }
    let mut shares = tax.shares(&weights).into_iter();
    for (item, share) in items.iter_mut().zip(shares.by_ref()) {
        let quantity = Decimal::from(item.values.quantity);
        item.values.price = amount::per_piece(total_of(item) - share, quantity);
    }
    order.shipping_total = order.shipping_total - shares.next().unwrap_or_default();
    order.handling_total = order.handling_total - shares.next().unwrap_or_default();
    order.tax_total = order.tax_total + tax;
}
