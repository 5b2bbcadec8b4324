//! Stock that rules take from the inventory and give back, through the API and the stream (orderdesk-app 1.4, 7.2).

use serde_json::{Value, json};

use crate::shop::{Shop, text};
use crate::world::Function;

/// Adds what the inventory has; its id comes back.
pub(crate) async fn has(shop: &Shop, code: &str, stock: i64) -> String {
    let item = json!({"name": format!("The {code}"), "code": code, "stock": stock});
    text(&shop.post("/api/v2/inventory-items", &item).await["inventory_item"]["id"])
}

/// How many the inventory has of a code, once all work is done.
pub(crate) async fn stock(shop: &Shop, code: &str) -> i64 {
    shop.world.settle().await;
    let found = shop.get(&format!("/api/v2/inventory-items?code={code}")).await;
    found["inventory_items"][0]["stock"].as_i64().unwrap()
}

/// Adds a rule that moves stock.
pub(crate) async fn moves(shop: &Shop, event: &str, direction: &str) {
    let actions = json!([{"action": "adjust_inventory", "direction": direction}]);
    shop.rule(direction, event, actions).await;
}

async fn put_items(shop: &Shop, order: &str, items: &Value) {
    let changed = shop.call("PATCH", &format!("/v1/orders/{order}"), Some(&json!({"order_items": items}))).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
}

/// Catches stock that is taken again by a second run, or given back that was not taken.
#[tokio::test]
async fn stock_is_taken_when_an_order_comes_and_given_back_when_it_is_canceled() {
    let shop = Shop::open("stock").await;
    has(&shop, "print-a3", 10).await;
    has(&shop, "FRAME", 0).await;
    moves(&shop, "order_imported", "take").await;
    moves(&shop, "order_canceled", "give_back").await;
    let order = shop.order("S-1").await;
    assert_eq!((stock(&shop, "PRINT-A3").await, stock(&shop, "FRAME").await), (8, -1));
    let line = shop.history(&order).await.pop().unwrap();
    assert!(line.starts_with("Rule \"take\" (Order is Imported): took "), "{line}");
    assert!(line.contains("2 of print-a3") && line.contains("1 of FRAME"), "{line}");
    let found = shop.get("/api/v2/inventory-items?code=FRAME").await["inventory_items"][0].clone();
    assert_eq!(found["update_source"], "Auto");
    let again = json!({"event": "order_imported"});
    shop.post(&format!("/v1/orders/{order}/events"), &again).await;
    assert_eq!(stock(&shop, "PRINT-A3").await, 8, "nothing more is taken");
    let item = shop.get(&format!("/v1/orders/{order}")).await["order"]["order_items"][0].clone();
    assert_eq!(item.as_object().unwrap().keys().filter(|name| name.contains("stock")).count(), 0);
    for _ in 0..2 {
        shop.post(&format!("/v1/orders/{order}/events"), &json!({"event": "order_canceled"})).await;
        assert_eq!((stock(&shop, "PRINT-A3").await, stock(&shop, "FRAME").await), (10, 0));
    }
}

/// Catches stock that is forgotten, or taken twice, when a caller changes the items.
#[tokio::test]
async fn the_next_run_follows_what_callers_make_of_the_items() {
    let shop = Shop::open("stock-follows").await;
    for code in ["PRINT-A3", "FRAME", "CARD"] {
        has(&shop, code, 10).await;
    }
    moves(&shop, "order_imported", "take").await;
    moves(&shop, "order_items_changed", "take").await;
    let order = shop.order("S-1").await;
    shop.world.settle().await;
    let ids = shop.get(&format!("/v1/orders/{order}")).await["order"]["order_items"].clone();
    let (print, frame) = (text(&ids[0]["id"]), text(&ids[1]["id"]));
    let steps = [
        (json!([{"id": print, "code": "PRINT-A3", "quantity": 5}, {"id": frame, "code": "FRAME"}]), [5, 9, 10]),
        // Another code, and an item that is gone.
        (json!([{"id": print, "code": "CARD", "quantity": 1}]), [10, 10, 9]),
        // The same goods under new ids.
        (json!([{"code": "CARD", "quantity": 2}, {"code": "NONE"}]), [10, 10, 8]),
        (json!([]), [10, 10, 10]),
    ];
    for (items, expected) in steps {
        put_items(&shop, &order, &items).await;
        let found = [stock(&shop, "PRINT-A3").await, stock(&shop, "FRAME").await, stock(&shop, "CARD").await];
        assert_eq!(found, expected, "{items}");
    }
}

/// Catches an item replaced as a whole that makes a movement be done again, or one that goes to another item with its code.
#[tokio::test]
async fn a_movement_is_of_an_item_and_not_of_its_code_and_is_done_once_over_edits() {
    let shop = Shop::open("stock-edits").await;
    let (print, other) = (has(&shop, "PRINT-A3", 10).await, has(&shop, "OTHER", 100).await);
    moves(&shop, "order_imported", "take").await;
    let order = shop.order("S-1").await;
    run_rules(&shop).await;
    let again = shop.world.unread(Function::CarryOutPlans);
    // Before the plan is carried out the code goes to another item.
    let put = async |id: &str, body: Value| {
        let put = shop.call("PUT", &format!("/api/v2/inventory-items/{id}"), Some(&body)).await;
        assert_eq!(put.status, 200, "{}", put.text());
    };
    put(&print, json!({"name": "Old print", "code": "OLD", "stock": 20})).await;
    put(&other, json!({"name": "New print", "code": "PRINT-A3", "stock": 100})).await;
    assert_eq!((stock(&shop, "OLD").await, stock(&shop, "PRINT-A3").await), (18, 100));
    put(&print, json!({"name": "Old print", "code": "OLD", "stock": 30})).await;
    shop.world.invoke_stream(Function::CarryOutPlans, &again).await.unwrap();
    assert_eq!(stock(&shop, "OLD").await, 30);
    assert!(shop.history(&order).await.iter().all(|line| !line.contains("gone")));
}

/// Lets the rules run, and nobody carry out what they plan.
pub(crate) async fn run_rules(shop: &Shop) {
    let records = shop.world.unread(Function::EvaluateRules);
    shop.world.invoke_stream(Function::EvaluateRules, &records).await.unwrap();
    shop.world.replace_unread(Function::EvaluateRules, []);
}

/// Catches a plan that is parked or repeated for ever because of an item that was removed.
#[tokio::test]
async fn of_an_inventory_item_that_is_gone_the_history_says_so_once() {
    let shop = Shop::open("stock-gone").await;
    let print = has(&shop, "PRINT-A3", 10).await;
    moves(&shop, "order_imported", "take").await;
    let order = shop.order("S-1").await;
    run_rules(&shop).await;
    assert_eq!(shop.call("DELETE", &format!("/api/v2/inventory-items/{print}"), None).await.status, 200);
    let records = shop.world.unread(Function::CarryOutPlans);
    for _ in 0..2 {
        shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
        shop.world.settle().await;
    }
    let gone = format!("2 of PRINT-A3 could not be taken: inventory item {print} is gone");
    let lines = shop.history(&order).await;
    assert_eq!(lines.iter().filter(|line| **line == gone).count(), 1, "{lines:?}");
}

/// Catches stock that a split, a merge or a copy loses, doubles or gives to two.
#[tokio::test]
async fn families_share_what_was_taken() {
    let shop = Shop::open("stock-families").await;
    has(&shop, "PRINT-A3", 10).await;
    moves(&shop, "order_imported", "take").await;
    moves(&shop, "order_canceled", "give_back").await;
    let (one, two) = (shop.order("S-1").await, shop.order("S-2").await);
    assert_eq!(stock(&shop, "PRINT-A3").await, 6);
    let give_back = async |order: &str| {
        shop.post(&format!("/v1/orders/{order}/events"), &json!({"event": "order_canceled"})).await;
        stock(&shop, "PRINT-A3").await
    };
    let item = text(&shop.get(&format!("/v1/orders/{one}")).await["order"]["order_items"][0]["id"]);
    let body = json!({"items": [{"id": item, "quantity": 1}]});
    let made = shop.post(&format!("/v1/orders/{one}/split"), &body).await;
    let split = text(&made["orders"][0]["id"]);
    assert_eq!(give_back(&split).await, 7, "its piece");
    let copy = shop.post(&format!("/v1/orders/{two}/duplicate"), &Value::Null).await;
    assert_eq!(give_back(&text(&copy["order"]["id"])).await, 7, "a duplicate has taken nothing");
    let merged = shop.post("/v1/orders/merge", &json!({"ids": [one, two]})).await;
    let merged = text(&merged["order"]["id"]);
    assert_eq!(give_back(&one).await, 7, "it is the merged order's");
    let said = shop.history(&one).await.pop().unwrap();
    assert!(said.ends_with(&format!("did not move stock: the order was merged into order {merged}")), "{said}");
    assert_eq!(give_back(&merged).await, 10);
}
