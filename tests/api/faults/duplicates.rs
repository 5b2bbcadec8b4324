//! Records and messages that come more than once, or in another order.

use serde_json::{Value, json};

use super::{note_and_post, notes};
use crate::shop::Shop;
use crate::world::{DEAD, Function, POST};

/// Orders whose records are in the stream and nobody has read yet.
async fn unread_orders(shop: &Shop, count: usize) -> Vec<String> {
    let mut orders = vec![];
    for number in 0..count {
        orders.push(shop.order(&format!("D-{number}")).await);
    }
    orders
}

/// Catches a function that takes a record it has handled for a new one: Lambda hands out a batch again after any
/// failure, also what of it was done.
#[tokio::test]
async fn records_that_come_twice_do_nothing_more() {
    let shop = Shop::open("twice").await;
    note_and_post(&shop, "order_imported", "seen", "/in").await;
    let orders = unread_orders(&shop, 5).await;
    let twice = |records: Vec<Value>| [records.clone(), records].concat();
    shop.world.replace_unread(Function::EvaluateRules, twice(shop.world.unread(Function::EvaluateRules)));
    let seen = shop.world.unread(Function::EvaluateRules);
    shop.world.invoke_stream(Function::EvaluateRules, &seen).await.unwrap();
    shop.world.replace_unread(Function::CarryOutPlans, twice(shop.world.unread(Function::CarryOutPlans)));
    shop.world.settle().await;
    shop.world.invoke_stream(Function::EvaluateRules, &seen).await.unwrap();
    shop.world.settle().await;
    for order in &orders {
        assert_eq!(notes(&shop, order).await, ["seen"]);
        shop.appointments(order, "complete", 1).await;
    }
    assert_eq!(shop.receiver.received("/in").len(), 5);
}

/// Catches a function that relies on an order among orders: a stream has none but that of one order's records.
#[tokio::test]
async fn records_of_different_orders_may_come_in_any_order() {
    let shop = Shop::open("shuffled").await;
    note_and_post(&shop, "order_imported", "first", "/in").await;
    note_and_post(&shop, "folder_changed", "second", "/moved").await;
    let orders = unread_orders(&shop, 4).await;
    let ids: Vec<u64> = orders.iter().map(|id| id.parse().unwrap()).collect();
    shop.post("/api/v2/move-orders", &json!({"order_id_list": ids, "destination_folder_id": 2})).await;
    for function in [Function::EvaluateRules, Function::CarryOutPlans] {
        // By order, the last one first, each order's own records in their order.
        let mut records = shop.world.unread(function);
        records.sort_by_key(|record| std::cmp::Reverse(record["dynamodb"]["Keys"]["pk"]["S"].to_string()));
        shop.world.replace_unread(function, records.clone());
        shop.world.invoke_stream(function, &records).await.unwrap();
    }
    shop.world.settle().await;
    for order in &orders {
        assert_eq!(notes(&shop, order).await, ["first", "second"]);
        shop.appointments(order, "complete", 2).await;
    }
    assert_eq!((shop.receiver.received("/in").len(), shop.receiver.received("/moved").len()), (4, 4));
}

/// Catches rules that run twice, or not at all, when one order's records come in the wrong order or again.
#[tokio::test]
async fn records_of_one_order_that_come_backwards_run_their_rules_once_each() {
    let shop = Shop::open("backwards").await;
    note_and_post(&shop, "order_imported", "imported", "/in").await;
    note_and_post(&shop, "folder_changed", "moved", "/moved").await;
    let order = shop.order("B-1").await;
    let ids = [order.parse::<u64>().unwrap()];
    shop.post("/api/v2/move-orders", &json!({"order_id_list": ids, "destination_folder_id": 2})).await;
    let mut records = shop.world.unread(Function::EvaluateRules);
    assert_eq!(records.len(), 2);
    records.reverse();
    shop.world.replace_unread(Function::EvaluateRules, [records.clone(), records].concat());
    shop.world.settle().await;
    let mut notes = notes(&shop, &order).await;
    notes.sort();
    assert_eq!(notes, ["imported", "moved"]);
    assert_eq!((shop.receiver.received("/in").len(), shop.receiver.received("/moved").len()), (1, 1));
}

/// Catches a post that is made again because its message came again, which SQS may do at any time.
#[tokio::test]
async fn messages_that_come_again_post_nothing_more() {
    let shop = Shop::open("messages-twice").await;
    note_and_post(&shop, "order_imported", "seen", "/in").await;
    let orders = unread_orders(&shop, 3).await;
    while shop.world.aws.queues.messages(POST).is_empty() {
        let records = shop.world.unread(Function::EvaluateRules);
        shop.world.replace_unread(Function::EvaluateRules, []);
        shop.world.invoke_stream(Function::EvaluateRules, &records).await.unwrap();
        let plans = shop.world.unread(Function::CarryOutPlans);
        shop.world.replace_unread(Function::CarryOutPlans, []);
        shop.world.invoke_stream(Function::CarryOutPlans, &plans).await.unwrap();
    }
    let bodies: Vec<String> = shop.world.aws.queues.messages(POST).into_iter().map(|message| message.body).collect();
    shop.world.settle().await;
    for body in &bodies {
        shop.world.aws.queues.send(POST, body);
        shop.world.aws.queues.send(DEAD, body);
    }
    shop.world.settle().await;
    assert_eq!(shop.receiver.received("/in").len(), orders.len());
    for order in &orders {
        let done = shop.appointments(order, "complete", 1).await;
        assert_eq!((done[0]["attempts"].as_array().unwrap().len(), &done[0]["failure"]), (1, &json!("")));
    }
    assert!(shop.mails().is_empty());
}
