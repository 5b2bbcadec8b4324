//! Stock that rules move, over crashes and records that come again: each movement is done once.

use std::time::Duration;

use serde_json::json;

use super::at_each_write;
use crate::flows::repairs::{lose_stream, repair};
use crate::flows::stock::{has, moves, run_rules, stock};
use crate::shop::{Shop, order, text};
use crate::world::Function;

async fn shop_with_stock(shop: &Shop) {
    has(shop, "PRINT-A3", 10).await;
    has(shop, "FRAME", 10).await;
    moves(shop, "order_imported", "take").await;
    moves(shop, "order_canceled", "give_back").await;
}

/// Catches stock that is taken twice, or never, when who runs the rules or who carries out what they plan dies.
#[tokio::test]
async fn stock_moved_over_a_crash_is_moved_once() {
    for (function, least) in [(Function::EvaluateRules, 3), (Function::CarryOutPlans, 6)] {
        let name = format!("stock-{}", function.name());
        let crashes = at_each_write(&name, function, async |shop, crash| {
            shop_with_stock(shop).await;
            crash.plan(shop);
            let orders = [shop.order("S-1").await, shop.order("S-2").await];
            shop.world.settle().await;
            shop.post(&format!("/v1/orders/{}/events", orders[0]), &json!({"event": "order_canceled"})).await;
            crash.end(shop).await;
            let left = (stock(shop, "PRINT-A3").await, stock(shop, "FRAME").await);
            assert_eq!(left, (8, 9), "after write {}", crash.writes);
        });
        assert!(crashes.await >= least, "{function:?}: of three movements of two items each a write");
    }
}

/// Catches an edit that lets a movement be forgotten or done again, as who carried it out died in between.
#[tokio::test]
async fn an_item_that_is_edited_behind_a_movement_that_died_has_what_the_edit_says() {
    let crashes = at_each_write("stock-edited", Function::CarryOutPlans, async |shop, crash| {
        let print = has(shop, "PRINT-A3", 10).await;
        moves(shop, "order_imported", "take").await;
        shop.order("S-1").await;
        run_rules(shop).await;
        let records = shop.world.unread(Function::CarryOutPlans);
        crash.plan(shop);
        let _ = shop.world.invoke_stream(Function::CarryOutPlans, &records).await;
        let body = json!({"name": "Print", "code": "PRINT-A3", "stock": 100});
        let put = shop.call("PUT", &format!("/api/v2/inventory-items/{print}"), Some(&body)).await;
        assert_eq!(put.status, 200, "{}", put.text());
        crash.end(shop).await;
        assert_eq!(stock(shop, "PRINT-A3").await, 100, "after write {}", crash.writes);
    });
    assert_eq!(crashes.await, 2, "the movement, and what comes of it a second time, which is refused");
}

/// Catches a repair that moves stock once more, however long it was moved before.
#[tokio::test]
async fn a_repair_moves_what_nobody_moved_and_nothing_again() {
    let shop = Shop::open("stock-repair").await;
    shop_with_stock(&shop).await;
    shop.order("S-1").await;
    assert_eq!(stock(&shop, "PRINT-A3").await, 8);
    shop.order("S-2").await;
    run_rules(&shop).await;
    lose_stream(&shop);
    shop.world.advance(Duration::from_hours(24 * 90));
    for _ in 0..2 {
        let done = repair(&shop).await;
        assert_eq!(done["status"], "done", "{done}");
        assert_eq!((stock(&shop, "PRINT-A3").await, stock(&shop, "FRAME").await), (6, 8));
    }
}

/// Catches stock that is taken, given back or refused twice, or half, where a setting moves it and its carriers die.
#[tokio::test]
async fn stock_that_follows_by_a_setting_is_right_over_any_crash() {
    for (function, least) in [(Function::EvaluateRules, 2), (Function::CarryOutPlans, 8)] {
        let name = format!("stock-follows-{}", function.name());
        let crashes = at_each_write(&name, function, async |shop, crash| {
            let settings = json!({"settings": {"stock_is_taken": "on_import", "stock_may_go_negative": false}});
            assert_eq!(shop.call("PATCH", "/v1/store", Some(&settings)).await.status, 200);
            shop.world.advance(Duration::from_mins(1));
            has(shop, "PRINT-A3", 3).await;
            has(shop, "FRAME", 10).await;
            crash.plan(shop);
            let kept = shop.order("S-1").await;
            shop.world.settle().await;
            // One print is left, and two are wanted.
            let short = shop.order("S-2").await;
            shop.world.settle().await;
            shop.post(&format!("/v1/orders/{short}/cancel"), &json!({"note": "Short"})).await;
            shop.world.settle().await;
            let path = format!("/v1/orders/{kept}");
            assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
            shop.world.settle().await;
            shop.post(&format!("{path}/restore"), &json!(null)).await;
            crash.end(shop).await;
            let left = (stock(shop, "PRINT-A3").await, stock(shop, "FRAME").await);
            assert_eq!(left, (1, 9), "after write {}", crash.writes);
        });
        assert!(crashes.await >= least, "{function:?}");
    }
}

/// Catches stock that an order gives back which it never got, as who was told that there was too little died, and the order
/// was deleted before the next one came.
#[tokio::test]
async fn an_order_that_is_deleted_before_it_knows_that_it_got_nothing_gives_nothing_back() {
    let settings = json!({"rate_limit": "off", "stock_is_taken": "on_import", "stock_may_go_negative": false});
    let shop = Shop::with("short-and-deleted", settings).await;
    has(&shop, "PRINT-A3", 1).await;
    let mut sent = order("S-1");
    sent["order_items"] = json!([{"code": "PRINT-A3", "name": "Print", "quantity": 2}]);
    let id = text(&shop.post("/api/v2/orders", &sent).await["order"]["id"]);
    run_rules(&shop).await;
    let records = shop.world.unread(Function::CarryOutPlans);
    shop.world.crash_after(1, Function::CarryOutPlans);
    let _ = shop.world.invoke_stream(Function::CarryOutPlans, &records).await;
    shop.world.call_off_crash();
    shop.world.replace_unread(Function::CarryOutPlans, []);
    let path = format!("/v1/orders/{id}");
    assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
    assert_eq!(stock(&shop, "PRINT-A3").await, 3, "it gives back what it believes to have");
    for _ in 0..2 {
        shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
        assert_eq!(stock(&shop, "PRINT-A3").await, 1);
    }
    shop.post(&format!("{path}/restore"), &json!(null)).await;
    assert_eq!(stock(&shop, "PRINT-A3").await, 1, "there is too little as before");
}
