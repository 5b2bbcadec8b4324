//! What calls cost that do the work of many: a token for each entry, and for each thousand orders a search looks at.

use std::time::Duration;

use serde_json::{Value, json};

use super::{assert_success, header};
use crate::shop::{Shop, order, text};

const NONE: Value = Value::Null;

/// How many tokens are left after a call of either face.
async fn left(shop: &Shop, method: &str, path: &str, body: &Value) -> u64 {
    let reply = shop.call(method, path, Some(body).filter(|body| !body.is_null())).await;
    assert!(reply.status < 300, "{method} {path}: {} {}", reply.status, reply.text());
    header(&reply, "x-tokens-remaining").unwrap().parse().unwrap()
}

/// Catches the work of many for the price of one.
#[tokio::test]
async fn each_entry_of_a_call_for_many_takes_a_token() {
    let shop = Shop::open_limited("entries").await;
    let id = shop.order("E-1").await;
    let item = json!({"name": "Mug", "code": "MUG"});
    let item = text(&shop.post("/api/v2/inventory-items", &item).await["inventory_item"]["id"]);
    let shipment = |number: u32| json!({"order_id": id, "tracking_number": format!("T-{number}")});
    let item = json!({"id": item, "name": "Mug", "code": "MUG"});
    for (method, path, body, entries) in [
        ("POST", "/v1/bulk/orders", json!({"orders": (0..5).map(|n| order(&format!("B-{n}"))).collect::<Vec<_>>()}), 5),
        ("PATCH", "/v1/bulk/orders", json!({"orders": vec![json!({"id": id, "email": "ada@example.com"}); 4]}), 4),
        ("POST", "/v1/bulk/shipments", json!({"shipments": vec![shipment(1); 3]}), 3),
        ("POST", "/api/v2/batch-shipments", json!([shipment(2), shipment(3)]), 2),
        ("POST", "/api/v2/move-orders", json!({"order_id_list": [1, 2, 3, 4, 5, 6, 7], "destination_folder_id": 2}), 7),
        ("PUT", "/api/v2/batch-inventory-items", json!(vec![item; 6]), 6),
        ("POST", "/api/v2/batch-shipments", json!([shipment(4)]), 1),
        ("GET", "/api/v2/test", NONE, 1),
    ] {
        shop.world.advance(Duration::from_mins(1));
        assert_eq!(left(&shop, method, path, &body).await, 20 - entries, "{method} {path}");
    }
    // Removing a folder moves what is in it.
    shop.world.advance(Duration::from_mins(1));
    assert_eq!(left(&shop, "DELETE", "/v1/folders/1?into=3", &NONE).await, 20 - 6, "E-1 and the five made in bulk");
}

/// Catches a bulk call that no bucket is large enough for, and one that costs nothing because nobody calls for a while.
#[tokio::test]
async fn a_large_call_is_done_and_the_store_waits_until_it_has_paid_for_it() {
    let shop = Shop::open_limited("debt").await;
    let orders: Vec<Value> = (0..100).map(|number| order(&format!("D-{number}"))).collect();
    let reply = shop.call("POST", "/v1/bulk/orders", Some(&json!({"orders": orders}))).await;
    assert_eq!((reply.status, header(&reply, "x-tokens-remaining")), (200, Some("0")));
    let refused = shop.ask("GET", "/test", &NONE).await;
    assert_eq!((refused.status, header(&refused, "retry-after")), (429, Some("28")), "80, and two calls, 3 a second");
    shop.world.advance(Duration::from_secs(25));
    assert_eq!(shop.ask("GET", "/test", &NONE).await.status, 429, "whole slots without a call forgive nothing");
    shop.world.advance(Duration::from_secs(3));
    assert_success(&shop.ask("GET", "/test", &NONE).await, 200);
}

/// Catches a request more for a call that is one.
#[tokio::test]
async fn a_call_for_many_writes_the_bucket_once_more_and_one_for_one_does_not() {
    let shop = Shop::open_limited("writes").await;
    let id = shop.order("W-1").await;
    let shipments = |from: u32, to: u32| {
        (from..to).map(|n| json!({"order_id": id, "tracking_number": format!("T-{n}")})).collect::<Value>()
    };
    let count = || shop.world.aws.faults.count("UpdateItem");
    for (from, to, writes) in [(0, 1, 1), (1, 6, 2)] {
        let before = count();
        shop.post("/api/v2/batch-shipments", &shipments(from, to)).await;
        assert_eq!(count() - before, writes);
    }
}

/// Catches searches that walk through a whole store for one token each, and those that are refused as they would have to
/// look at too much.
#[tokio::test]
async fn a_search_without_an_index_takes_a_token_for_each_thousand_orders_it_looks_at() {
    let shop = Shop::open_limited("searches").await;
    let id = shop.order("S-1").await;
    let row = shop.row(&id);
    for number in 0..3_100_u64 {
        let mut row = row.clone();
        row["pk"]["S"] = json!(format!("O#{}#{}", shop.id, 3_000_000_000 + number));
        shop.put_row(&row);
    }
    for (path, tokens) in [
        ("/api/v2/orders?shipping_first_name=nobody", 1 + 2),
        ("/api/v2/orders?limit=1", 1),
        ("/api/v2/orders?limit=1&shipping_first_name=nobody&search_start_date=2026-11-26", 1),
        ("/api/v2/inventory-items?search=nothing", 1),
    ] {
        shop.world.advance(Duration::from_mins(1));
        assert_eq!(left(&shop, "GET", path, &NONE).await, 20 - tokens, "{path}");
    }
    shop.world.advance(Duration::from_mins(1));
    assert_eq!(left(&shop, "POST", "/v1/folders/1/recount", &NONE).await, 20 - 3);
}
