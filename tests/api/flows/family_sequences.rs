//! Whatever is split, shipped, merged, canceled, deleted and restored in whatever sequence: no piece and no cent is lost
//! or doubled. (`shared/domain` holds the same of thousands of sequences of what is pure of it; these go over HTTP, the
//! table and the stream.)

use std::collections::BTreeMap;

use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::families::{Total, all_orders, total};
use crate::shop::{Shop, text};

/// So many sequences at once, each in a shop of its own.
const SEQUENCES: usize = 4;

/// One call. Orders are named by their place among those that are there, or among the deleted ones.
#[derive(Debug, Clone)]
enum Step {
    Split { order: usize, item: usize, quantity: u32 },
    SplitBy { order: usize, by: &'static str },
    Ship { order: usize, item: usize, number: u32 },
    Merge { one: usize, other: usize },
    Cancel { order: usize },
    Delete { order: usize },
    Restore { deleted: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..9_usize, 0..4_usize, 1..3_u32).prop_map(|(order, item, quantity)| Step::Split { order, item, quantity }),
        1 => (0..9_usize, prop::sample::select(vec!["each_item", "each_unit"])).prop_map(|(order, by)| Step::SplitBy { order, by }),
        1 => (0..9_usize, 0..4_usize, 0..99_u32).prop_map(|(order, item, number)| Step::Ship { order, item, number }),
        3 => (0..9_usize, 0..9_usize).prop_map(|(one, other)| Step::Merge { one, other }),
        1 => (0..9_usize).prop_map(|order| Step::Cancel { order }),
        2 => (0..9_usize).prop_map(|order| Step::Delete { order }),
        3 => (0..9_usize).prop_map(|deleted| Step::Restore { deleted }),
    ];
    prop::collection::vec(step, 16)
}

/// Catches a deletion that takes more with it than the order, a restored order that lacks a part or comes twice, and a
/// merge of what is gone.
#[tokio::test]
async fn no_piece_and_no_cent_is_lost_or_doubled_by_any_calls() {
    let mut runner = TestRunner::deterministic();
    let sequences = (0..SEQUENCES).map(|_| steps().new_tree(&mut runner).unwrap().current());
    let done: Vec<BTreeMap<&'static str, usize>> =
        join_all(sequences.collect::<Vec<_>>().into_iter().map(|steps| Box::pin(run(steps)))).await;
    for call in ["split", "shipments", "merge", "cancel", "delete", "restore"] {
        let times: usize = done.iter().filter_map(|done| done.get(call)).sum();
        assert!(times > 0, "no sequence had a {call} that was done: {done:?}");
    }
}

/// Makes the calls of a sequence; how often each was not refused.
async fn run(steps: Vec<Step>) -> BTreeMap<&'static str, usize> {
    let shop = Shop::open("family-sequence").await;
    for number in ["F-1", "F-2", "F-3"] {
        shop.order(number).await;
    }
    let (mut deleted, mut done) = (BTreeMap::new(), BTreeMap::new());
    let before = counted(&shop, &deleted).await;
    for step in &steps {
        if let Some(call) = make(&shop, &mut deleted, step).await {
            *done.entry(call).or_default() += 1;
        }
        shop.world.settle().await;
        assert_eq!(counted(&shop, &deleted).await, before, "{step:?} of {steps:?}");
    }
    done
}

/// What all orders have together: those that are there and those that can be restored. The pieces of a merged one are
/// those of the order it is in.
async fn counted(shop: &Shop, deleted: &BTreeMap<String, Value>) -> Total {
    let mut orders = all_orders(shop).await;
    assert!(orders.iter().all(|order| !deleted.contains_key(&text(&order["id"]))), "a deleted order is listed");
    orders.extend(deleted.values().cloned());
    orders.retain(|order| order["order_metadata"]["merged_to"].is_null());
    total(&orders)
}

/// Makes one call; what it was, where there was something to call and it was not refused.
async fn make(shop: &Shop, deleted: &mut BTreeMap<String, Value>, step: &Step) -> Option<&'static str> {
    let mut orders = all_orders(shop).await;
    orders.sort_by_key(|order| text(&order["id"]));
    let order = |place: usize| orders.get(place % orders.len().max(1));
    let id = |place: usize| order(place).map(|order| text(&order["id"]));
    let item = |place: usize, item: usize| {
        let items = order(place)?["order_items"].as_array()?;
        Some(text(&items.get(item % items.len().max(1))?["id"]))
    };
    match *step {
        Step::Split { order, item: which, quantity } => {
            let body = json!({"items": [{"id": item(order, which)?, "quantity": quantity}]});
            call(shop, &id(order)?, "split", &body).await
        }
        Step::SplitBy { order, by } => call(shop, &id(order)?, "split", &json!({"by": by})).await,
        Step::Ship { order, item: which, number } => {
            let items = json!([{"id": item(order, which)?, "quantity": 1}]);
            let body = json!({"tracking_number": format!("T-{number}"), "order_items": items});
            call(shop, &id(order)?, "shipments", &body).await
        }
        Step::Merge { one, other } => {
            let reply = shop.call("POST", "/v1/orders/merge", Some(&json!({"ids": [id(one)?, id(other)?]}))).await;
            known(reply.status, "merge", &reply.text())
        }
        Step::Cancel { order } => call(shop, &id(order)?, "cancel", &json!({"note": "changed her mind"})).await,
        Step::Delete { order: place } => {
            let (id, order) = (id(place)?, order(place)?.clone());
            let reply = shop.call("DELETE", &format!("/v1/orders/{id}"), None).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
            deleted.insert(id, order);
            Some("delete")
        }
        Step::Restore { deleted: place } => {
            let id = deleted.keys().nth(place % deleted.len().max(1))?.clone();
            let restored = call(shop, &id, "restore", &json!({})).await;
            assert!(restored.is_some(), "order {id} was not restored");
            deleted.remove(&id);
            restored
        }
    }
}

async fn call(shop: &Shop, order: &str, what: &'static str, body: &Value) -> Option<&'static str> {
    let reply = shop.call("POST", &format!("/v1/orders/{order}/{what}"), Some(body)).await;
    known(reply.status, what, &reply.text())
}

/// The call, unless it was refused for what the order is.
fn known(status: u16, what: &'static str, text: &str) -> Option<&'static str> {
    assert!(status < 300 || [400, 409].contains(&status), "{what}: {status} {text}");
    (status < 300).then_some(what)
}
