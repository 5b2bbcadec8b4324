//! Whatever calls are made on an order, in whatever order: its totals hold, and no id is given twice.

use std::collections::BTreeSet;

use domain::{FolderId, Money, NewShipment, Order, OrderId, StoreId};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{OrderView, read_new, read_patch, read_replacement};
use crate::{items, shipments};

/// One call of the API; numbers choose among what is there.
#[derive(Debug, Clone)]
enum Call {
    Replace { items: Option<Vec<Item>>, amounts: [i64; 4] },
    Patch { items: Option<Vec<Item>>, tax: i64 },
    AddItem(Item),
    ReplaceItem(usize, Item),
    RemoveItem(usize),
    AddShipment(u8),
    ReplaceShipment(usize, u8),
    RemoveShipment(usize),
}

/// An item as it is sent: a new one, or the one of this place.
#[derive(Debug, Clone)]
struct Item {
    place: Option<usize>,
    cents: i64,
    quantity: u32,
}

fn item() -> impl Strategy<Value = Item> {
    let place = prop::option::of(0_usize..5);
    (place, -500_i64..100_000, 0_u32..9).prop_map(|(place, cents, quantity)| Item { place, cents, quantity })
}

fn call() -> impl Strategy<Value = Call> {
    let items = || prop::option::of(prop::collection::vec(item(), 0..4));
    prop_oneof![
        (items(), prop::array::uniform4(0_i64..9_999)).prop_map(|(items, amounts)| Call::Replace { items, amounts }),
        (items(), 0_i64..9_999).prop_map(|(items, tax)| Call::Patch { items, tax }),
        item().prop_map(Call::AddItem),
        (0_usize..5, item()).prop_map(|(place, item)| Call::ReplaceItem(place, item)),
        (0_usize..5).prop_map(Call::RemoveItem),
        any::<u8>().prop_map(Call::AddShipment),
        (0_usize..5, any::<u8>()).prop_map(|(place, number)| Call::ReplaceShipment(place, number)),
        (0_usize..5).prop_map(Call::RemoveShipment),
    ]
}

fn cents(cents: i64) -> String {
    format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

impl Item {
    fn body(&self, order: Option<&Order>) -> Value {
        let mut body = json!({"name": "a", "price": cents(self.cents), "quantity": self.quantity, "weight": "0.125"});
        if let Some(old) = self.place.and_then(|place| order?.order_items.get(place)) {
            body["id"] = old.id.clone().into();
        }
        body
    }
}

fn bodies(items: &[Item], order: &Order) -> Vec<Value> {
    items.iter().map(|item| item.body(Some(order))).collect()
}

/// What the functions do with a call, less the table.
fn make(call: &Call, order: &mut Order, now: Timestamp) {
    match call {
        Call::Replace { items, amounts } => {
            let mut body = json!({
                "shipping": {"company": "X"}, "tax_total": cents(amounts[0]), "shipping_total": cents(amounts[1]),
                "handling_total": cents(amounts[2]), "discount_list": [{"amount": cents(-amounts[3])}, {"amount": 0.1}],
            });
            if let Some(items) = items {
                body["order_items"] = bodies(items, order).into();
            }
            let _ = read_replacement(&body.to_string(), now).unwrap().apply(order);
        }
        Call::Patch { items, tax } => {
            let mut body = json!({"tax_total": cents(*tax)});
            if let Some(items) = items {
                body["order_items"] = bodies(items, order).into();
            }
            let _ = read_patch(&body.to_string(), now).unwrap().apply(order);
        }
        Call::AddItem(item) => {
            let id = order.next_part_id().unwrap();
            order.order_items.push(items::read_new(&item.body(None).to_string()).unwrap().item(id));
        }
        Call::ReplaceItem(place, item) => {
            if let Some(old) = order.order_items.get_mut(*place) {
                *old = items::read_new(&item.body(None).to_string()).unwrap().replacing(old);
            }
        }
        Call::RemoveItem(place) if *place < order.order_items.len() => drop(order.order_items.remove(*place)),
        Call::AddShipment(number) => {
            let id = order.next_part_id().unwrap();
            order.order_shipments.push(shipment(*number, now).shipment(id));
        }
        Call::ReplaceShipment(place, number) => {
            if let Some(old) = order.order_shipments.get_mut(*place) {
                *old = shipment(*number, now).replacing(old);
            }
        }
        Call::RemoveShipment(place) if *place < order.order_shipments.len() => {
            drop(order.order_shipments.remove(*place));
        }
        Call::RemoveItem(_) | Call::RemoveShipment(_) => {}
    }
}

fn shipment(number: u8, now: Timestamp) -> NewShipment {
    shipments::read_new(&json!({"tracking_number": number}).to_string(), now).unwrap()
}

fn amount(json: &Value) -> Money {
    Money::parse(&json.to_string()).unwrap()
}

fn sum<'a>(entries: &'a Value, part: impl Fn(&'a Value) -> Money) -> Money {
    entries.as_array().unwrap().iter().map(part).sum()
}

/// What must hold of an order as it is written.
fn check_totals(order: &Order) -> Result<(), TestCaseError> {
    let view = OrderView::new(order, StoreId::new(42).unwrap());
    let json: Value = serde_json::from_str(&serde_json::to_string(&view).unwrap()).unwrap();
    let times = |item: &Value| u32::try_from(item["quantity"].as_u64().unwrap()).unwrap();
    let total = |name: &str| amount(&json[name]);
    let items = &json["order_items"];
    let discounts = sum(&json["discount_list"], |entry| Money::parse(entry["amount"].as_str().unwrap()).unwrap());
    prop_assert_eq!(total("product_total"), sum(items, |item| amount(&item["price"]) * times(item)));
    prop_assert_eq!(total("weight_total"), sum(items, |item| amount(&item["weight"]) * times(item)));
    prop_assert_eq!(total("quantity_total"), sum(items, |item| amount(&item["quantity"])));
    prop_assert_eq!(total("discount_total"), discounts);
    let plus = ["product_total", "shipping_total", "handling_total", "tax_total"].map(total).into_iter().sum::<Money>();
    prop_assert_eq!(total("order_total"), plus - total("discount_total"));
    Ok(())
}

fn ids(order: &Order) -> BTreeSet<String> {
    let items = order.order_items.iter().map(|item| item.id.clone());
    items.chain(order.order_shipments.iter().map(|shipment| shipment.id.clone())).collect()
}

proptest! {
    #[test]
    fn totals_hold_and_no_id_is_given_twice_whatever_is_called(calls in prop::collection::vec(call(), 1..20)) {
        let now = "2026-03-02T12:00:00.5Z".parse().unwrap();
        let body = r#"{"shipping":{"company":"X"},"order_items":[{"name":"a","price":1.5},{"price":2,"quantity":3}],
            "order_shipments":[{"tracking_number":"A"}]}"#;
        let mut order = read_new(body, now).unwrap().order(OrderId::new(2_147_483_647).unwrap(), FolderId::new(1).unwrap(), 1);
        let mut given = ids(&order);
        check_totals(&order)?;
        for call in calls {
            let before = ids(&order);
            make(&call, &mut order, now);
            check_totals(&order)?;
            let after = ids(&order);
            prop_assert_eq!(after.len(), order.order_items.len() + order.order_shipments.len());
            for id in after.difference(&before) {
                prop_assert!(given.insert(id.clone()), "{id} was given before: {call:?}");
            }
        }
    }
}
