//! Stock over the real stream (orderdesk-app 7, 10.2). Everything else about stock is in `tests/api/flows/inventory.rs`.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::shop::{Shop, eventually, order, text};

/// So many orders come at once.
const ORDERS: usize = 50;

/// So many pieces there are.
const PIECES: i64 = 10;

/// What became of the stock of an item, oldest first, once there is a line for each order.
async fn stock_history(shop: &Shop, item: &str) -> Vec<Value> {
    eventually("what became of the stock", async || {
        let found = shop.get(&format!("/v1/inventory/{item}/history?limit=500")).await;
        let lines: Vec<_> = found["history"].as_array().unwrap().iter().rev().cloned().collect();
        (lines.len() >= ORDERS).then_some(lines)
    })
    .await
}

/// Catches a piece that is sold twice or never, and an order of which nobody can say whether it got one.
#[tokio::test]
async fn of_fifty_orders_at_once_ten_get_the_last_ten_pieces_and_the_history_says_which() {
    let shop = Shop::open("last-pieces").await;
    shop.set(json!({"stock_is_taken": "on_import", "stock_may_go_negative": false})).await;
    let item = json!({"name": "Lantern", "code": "LANTERN", "stock": PIECES});
    let item = text(&shop.post("/api/v2/inventory-items", &item).await["inventory_item"]["id"]);
    let orders = (0..ORDERS).map(|number| {
        let mut new = order(&format!("L-{number}"));
        new["order_items"] = json!([{"name": "Lantern", "code": "LANTERN", "price": 30, "quantity": 1}]);
        new
    });
    let shop_of = &shop;
    let made = join_all(orders.map(|new| async move { shop_of.post("/api/v2/orders", &new).await })).await;
    let ids: BTreeSet<String> = made.iter().map(|made| text(&made["order"]["id"])).collect();

    let lines = stock_history(&shop, &item).await;
    let of: BTreeSet<String> = lines.iter().map(|line| text(&line["order_id"])).collect();
    assert_eq!((lines.len(), &of), (ORDERS, &ids), "one line for each order");
    let (taken, refused): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line["change"] == -1);
    let left: BTreeSet<i64> = taken.iter().map(|line| line["stock_after"].as_i64().unwrap()).collect();
    assert_eq!((i64::try_from(taken.len()).unwrap(), left), (PIECES, (0..PIECES).collect()), "{taken:#?}");
    assert!(taken.iter().all(|line| line["reason"] == "ordered"), "{taken:#?}");
    let is_refusal = |line: &&Value| (&line["refused"], &line["change"]) == (&json!("short"), &json!(0));
    assert!(refused.iter().all(is_refusal), "{refused:#?}");
    let found = shop.get("/api/v2/inventory-items?code=LANTERN").await;
    assert_eq!(found["inventory_items"][0]["stock"], 0);

    // The orders say the same.
    for (line, part) in [(taken[0], "took 1 of LANTERN"), (refused[0], "1 of LANTERN could not be taken")] {
        let id = text(&line["order_id"]);
        eventually(part, async || shop.history(&id).await.iter().any(|said| said.contains(part)).then_some(())).await;
    }
}
