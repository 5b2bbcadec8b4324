//! Orders that documents are made of. All names are made up.

use std::sync::Arc;

use domain::{Address, FolderId, Money, Order, OrderId, OrderItem};
use templates::{Context, MAX_OUTPUT_BYTES, Subject, Surroundings, Template};

/// An order that goes to somebody, with items: name, code, price, how many.
pub(crate) fn order(number: u64, to: [&str; 6], items: &[(&str, &str, &str, u32)]) -> Order {
    let at = domain::time::parse("2026-03-01 23:15:00").unwrap();
    let mut order = Order::new(OrderId::new(number).unwrap(), FolderId::new(1).unwrap(), at);
    order.source_id = format!("W-{number}");
    order.email = "ada@example.com".into();
    let [first, last, street, code, city, country] = to.map(str::to_owned);
    order.shipping = Address {
        first_name: first,
        last_name: last,
        address1: street,
        postal_code: code,
        city,
        country,
        ..Address::default()
    };
    order.customer = order.shipping.clone();
    order.shipping_method = "Standard".into();
    order.payment_type = "Visa".into();
    order.shipping_total = Money::parse("4.90").unwrap();
    order.order_items = items.iter().enumerate().map(|(place, item)| made(place, *item)).collect();
    order
}

fn made(place: usize, (name, code, price, quantity): (&str, &str, &str, u32)) -> OrderItem {
    let price = Money::parse(price).unwrap();
    let mut item = OrderItem {
        id: place.to_string(),
        name: name.into(),
        code: code.into(),
        price,
        quantity,
        ..OrderItem::default()
    };
    if place == 0 {
        item.variation_list.insert("Size".into(), "L".into());
        item.metadata.insert("location".into(), "A-03-2".into());
    }
    item
}

/// What a built-in template makes of orders.
pub(crate) fn html_of(template: &str, orders: Vec<Order>) -> String {
    let found = documents::TEMPLATES.iter().find(|built_in| built_in.name == template).unwrap();
    written(found.source, orders)
}

/// What a template makes of orders.
pub(crate) fn written(source: &str, orders: Vec<Order>) -> String {
    let now = domain::time::parse("2026-03-05 12:00:00").unwrap();
    let store = Surroundings { store_country: "DE".into(), ..Surroundings::new("Lindengarten", now) };
    let subject = Subject::Orders(orders.into_iter().map(Arc::new).collect());
    let context = Context { surroundings: Arc::new(store), subject, extra: std::collections::BTreeMap::new() };
    Template::html(source).unwrap().render(&context, MAX_OUTPUT_BYTES).unwrap().text
}
