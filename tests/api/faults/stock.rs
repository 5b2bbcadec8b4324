//! Stock that rules move, over crashes and records that come again: each movement is done once.

use std::time::Duration;

use serde_json::json;

use super::at_each_write;
use crate::flows::repairs::{lose_stream, repair};
use crate::flows::stock::{has, moves, run_rules, stock};
use crate::shop::Shop;
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
    for (function, least) in [(Function::EvaluateRules, 3), (Function::CarryOutPlans, 12)] {
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
        assert!(crashes.await >= least, "{function:?}: of three movements of two items each two writes");
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
    assert_eq!(crashes.await, 2, "the stock, and the row that says so");
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
