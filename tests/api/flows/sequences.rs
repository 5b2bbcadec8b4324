//! Whatever calls are made in whatever sequence: the totals of the stored order follow from its parts, and no id is
//! given twice. (`shared/domain` holds the same of thousands of sequences; these go over HTTP and through the table.)

use std::collections::BTreeSet;

use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::shop::{Shop, order, text};

/// So many sequences at once, each in a shop of its own.
const SEQUENCES: usize = 6;

/// One call.
#[derive(Debug, Clone)]
enum Step {
    AddItem { price: u32, quantity: u32 },
    ReplaceItem { which: usize, price: u32, quantity: u32 },
    RemoveItem { which: usize },
    Put { shipping: u32, discount: u32 },
    Patch { tax: u32 },
    Ship { number: u32 },
    RemoveShipment { which: usize },
    RemoveAndSendAgain,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0..9_999_u32, 0..9_u32).prop_map(|(price, quantity)| Step::AddItem { price, quantity }),
        (0..9_usize, 0..9_999_u32, 0..9_u32).prop_map(|(which, price, quantity)| Step::ReplaceItem {
            which,
            price,
            quantity
        }),
        (0..9_usize).prop_map(|which| Step::RemoveItem { which }),
        (0..9_999_u32, 0..999_u32).prop_map(|(shipping, discount)| Step::Put { shipping, discount }),
        (0..9_999_u32).prop_map(|tax| Step::Patch { tax }),
        (0..99_u32).prop_map(|number| Step::Ship { number }),
        (0..9_usize).prop_map(|which| Step::RemoveShipment { which }),
        Just(Step::RemoveAndSendAgain),
    ];
    proptest::collection::vec(step, 14)
}

#[tokio::test]
async fn the_totals_follow_from_the_parts_and_no_id_is_given_twice_after_any_calls() {
    let mut runner = TestRunner::deterministic();
    let sequences = (0..SEQUENCES).map(|_| steps().new_tree(&mut runner).unwrap().current());
    join_all(sequences.collect::<Vec<_>>().into_iter().map(run)).await;
}

async fn run(steps: Vec<Step>) {
    let shop = Shop::open("sequence").await;
    let mut id = shop.order("Q-1").await;
    let mut seen = Seen::default();
    for step in &steps {
        let order = shop.get(&format!("/api/v2/orders/{id}")).await["order"].clone();
        seen.look(&order);
        if let Some(next) = make(&shop, &id, &order, step).await {
            id = next;
        }
        let order = shop.get(&format!("/api/v2/orders/{id}")).await["order"].clone();
        check_totals(&order, step);
        seen.look(&order);
    }
}

/// Makes one call; the order's new id, where it has one.
async fn make(shop: &Shop, id: &str, before: &Value, step: &Step) -> Option<String> {
    let at = |path: &str| format!("/api/v2/orders/{id}{path}");
    let part = |list: &str, which: &usize| {
        let parts = before[list].as_array().unwrap();
        parts.get(which % parts.len().max(1)).map(|part| text(&part["id"]))
    };
    let cents = |cents: &u32| json!(format!("{}.{:02}", cents / 100, cents % 100));
    let item = |price: &u32, quantity: &u32| json!({"name": "A", "code": "A", "price": cents(price), "quantity": quantity, "weight": "0.125"});
    let call = async |method: &str, path: String, body: Value| {
        let reply = shop.call(method, &path, Some(&body)).await;
        assert!(reply.status < 300 || reply.status == 409, "{step:?}: {} {}", reply.status, reply.text());
    };
    match step {
        Step::AddItem { price, quantity } => call("POST", at("/order-items"), item(price, quantity)).await,
        Step::ReplaceItem { which, price, quantity } => {
            let part = part("order_items", which)?;
            call("PUT", at(&format!("/order-items/{part}")), item(price, quantity)).await;
        }
        Step::RemoveItem { which } => {
            let part = part("order_items", which)?;
            call("DELETE", at(&format!("/order-items/{part}")), Value::Null).await;
        }
        Step::Put { shipping, discount } => {
            let mut body = before.clone();
            body["shipping_total"] = cents(shipping);
            body["discount_list"] = json!([{"name": "D", "amount": cents(discount)}]);
            call("PUT", at(""), body).await;
        }
        Step::Patch { tax } => call("PATCH", format!("/v1/orders/{id}"), json!({"tax_total": cents(tax)})).await,
        Step::Ship { number } => {
            call("POST", at("/shipments"), json!({"tracking_number": format!("T-{number}")})).await;
        }
        Step::RemoveShipment { which } => {
            let part = part("order_shipments", which)?;
            call("DELETE", at(&format!("/shipments/{part}")), Value::Null).await;
        }
        Step::RemoveAndSendAgain => {
            call("DELETE", at(""), Value::Null).await;
            return Some(text(&shop.post("/api/v2/orders", &order("Q-1")).await["order"]["id"]));
        }
    }
    None
}

/// Every id there was, and what it was given to.
#[derive(Default)]
struct Seen {
    living: BTreeSet<String>,
    gone: BTreeSet<String>,
}

impl Seen {
    fn look(&mut self, order: &Value) {
        let parts = ["order_items", "order_shipments"].into_iter().flat_map(|list| order[list].as_array().unwrap());
        let ids: Vec<String> = parts.map(|part| text(&part["id"])).chain([text(&order["id"])]).collect();
        let now: BTreeSet<String> = ids.iter().cloned().collect();
        assert_eq!(now.len(), ids.len(), "an id stands there twice: {ids:?}");
        let gone: Vec<String> = self.living.difference(&now).cloned().collect();
        self.gone.extend(gone);
        assert!(self.gone.is_disjoint(&now), "an id came back: {:?} {now:?}", self.gone);
        self.living = now;
    }
}

/// Thousandths of what a JSON number or text says, exactly.
fn thousandths(value: &Value) -> i64 {
    let text = text(value);
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let rest: i64 = format!("{rest:0<3}")[..3].parse().unwrap();
    whole.parse::<i64>().unwrap() * 1_000 + sign * rest
}

fn check_totals(order: &Value, step: &Step) {
    let amount = |name: &str| thousandths(&order[name]);
    let items = order["order_items"].as_array().unwrap();
    let sum = |of: &dyn Fn(&Value) -> i64| items.iter().map(of).sum::<i64>();
    let count = |item: &Value| item["quantity"].as_i64().unwrap();
    assert_eq!(order["quantity_total"], sum(&count), "{step:?}");
    assert_eq!(amount("product_total"), sum(&|item| thousandths(&item["price"]) * count(item)), "{step:?}");
    assert_eq!(amount("weight_total"), sum(&|item| thousandths(&item["weight"]) * count(item)), "{step:?}");
    let discounts = order["discount_list"].as_array().unwrap();
    assert_eq!(amount("discount_total"), discounts.iter().map(|one| thousandths(&one["amount"])).sum::<i64>());
    let parts = amount("product_total") + amount("shipping_total") + amount("handling_total") + amount("tax_total");
    assert_eq!(amount("order_total"), parts - amount("discount_total"), "{step:?}: {order}");
}
