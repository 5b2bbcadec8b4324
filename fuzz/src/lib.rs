//! What the targets share: one order, one moment, and what must be true of every order.

use std::sync::LazyLock;

use domain::{FolderId, Money, NewOrder, Order, OrderId, StoreId};
use jiff::Timestamp;
use wire::Document;
use wire::orders::{OrderView, read_new, read_replacement};

/// The order that others are compared with; it was stored a while ago.
const ORDER: &str = include_str!("order.json");

/// The moment of every call: not a whole second, as clocks are.
pub fn now() -> Timestamp {
    Timestamp::new(1_772_452_800, 500_000_000).unwrap_or_default()
}

/// The store's number.
pub fn store_id() -> StoreId {
    StoreId::new(42).unwrap_or_default()
}

/// An order with all that one can have.
pub fn order() -> Order {
    static READ: LazyLock<Order> = LazyLock::new(|| made(&read_new(ORDER, now()).expect("the order is one")));
    READ.clone()
}

/// The order of a creation.
pub fn made(new: &NewOrder) -> Order {
    let folder = new.folder_id.or_else(|| FolderId::new(1)).unwrap_or_default();
    new.order(OrderId::new(1_001).unwrap_or_default(), folder, 2)
}

/// An order as the API writes it.
pub fn written(order: &Order) -> String {
    serde_json::to_string(&OrderView::new(order, store_id())).expect("an order is JSON")
}

/// What is true of every order that can be stored.
pub fn check_order(order: &Order) {
    check_totals(order);
    let row = serde_json::to_string(order).expect("an order is JSON");
    let stored: Order = serde_json::from_str(&row).expect("a row is an order");
    assert_eq!(stored, *order, "the row says something else");
    let body = written(order);
    let replacement = read_replacement(&body, now()).unwrap_or_else(|problems| panic!("{problems:?} of {body}"));
    let mut sent_back = order.clone();
    replacement.apply(&mut sent_back).unwrap_or_else(|problems| panic!("{problems:?} of {body}"));
    assert_eq!(sent_back, *order, "what was read and sent back unchanged is another order");
}

/// The totals, worked out once more in whole numbers, are those that are written (orderdesk-api 3.1).
fn check_totals(order: &Order) {
    let product: i128 = order.order_items.iter().map(|item| exact(item.price) * i128::from(item.quantity)).sum();
    let discount: i128 = order.discount_list.iter().map(|discount| exact(discount.amount)).sum();
    let others = exact(order.shipping_total) + exact(order.handling_total) + exact(order.tax_total);
    let body = written(order);
    let document = Document::read(&body).expect("an order is JSON");
    let object = document.object();
    let told = |name| object.sum(name).map(exact);
    assert_eq!(told("product_total"), Some(product), "product_total of {body}");
    assert_eq!(told("discount_total"), Some(discount), "discount_total of {body}");
    assert_eq!(told("order_total"), Some(product + others - discount), "order_total of {body}");
}

/// An amount in units of its smallest place.
fn exact(amount: Money) -> i128 {
    let amount = amount.decimal();
    let places = 8_u32.checked_sub(amount.scale()).expect("an amount has eight places at most");
    amount.mantissa() * 10_i128.pow(places)
}

/// What is there is read or refused, and never lost in silence.
pub fn check_nothing_is_lost(body: &str) {
    let Ok(document) = Document::read(body) else { return };
    let object = document.object();
    let empty = |text: &str| text.chars().filter(|c| !c.is_whitespace()).eq(['{', '}']);
    let bare = body.trim_start().starts_with('{');
    assert!(!bare || !object.is_empty() || !document.problems().is_empty() || empty(body), "the body is lost");
    for name in object.names().filter(|name| object.has_value(name)) {
        let (text, refusals) = object.problems_of(|object| object.text(name));
        assert!(text.is_some() || !refusals.is_empty(), "the text {name} is lost");
        let (inner, refusals) = object.problems_of(|object| object.object(name));
        assert!(inner.is_some() || !refusals.is_empty(), "the object {name} is lost");
    }
}
