//! Splits and merges that die between any two writes: afterwards they are whole, and no piece and no cent is lost or
//! doubled.

use serde_json::{Value, json};

use super::calls::insist;
use super::{assert_count, at_each_write};
use crate::flows::families::{Total, all_orders, family, total};
use crate::flows::repairs::{LATER, lose_stream, repair};
use crate::shop::{Shop, text};
use crate::world::Function;

async fn split_body(shop: &Shop, order: &str) -> Value {
    let found = shop.get(&format!("/v1/orders/{order}")).await;
    json!({"items": [{"id": found["order"]["order_items"][0]["id"], "quantity": 1}]})
}

/// The split is whole: two orders that have together what was ordered, each with its event once.
async fn assert_split(shop: &Shop, order: &str, before: Total) {
    let orders = all_orders(shop).await;
    assert_eq!(orders.len(), 2, "{orders:?}");
    assert_eq!(total(&orders), before);
    let made = text(&family(shop, order).await["split_to"][0]);
    assert_eq!(family(shop, &made).await["split_from"], json!(order));
    assert_eq!(
        (super::notes(shop, order).await, super::notes(shop, &made).await),
        (vec!["left".into()], vec!["new".into()])
    );
    assert_count(shop, 1, 2, 1).await;
}

async fn split_rules(shop: &Shop) {
    shop.rule("New", "order_split", json!([{"action": "add_order_note", "content": "new"}])).await;
    shop.rule("Left", "items_removed_after_split", json!([{"action": "add_order_note", "content": "left"}])).await;
}

/// Catches a new order that is lost with the answer, or made again when the call is made again.
#[tokio::test]
async fn an_order_split_over_a_crash_is_split_once() {
    let crashes = at_each_write("split", Function::ServeApi, async |shop, crash| {
        split_rules(shop).await;
        let order = shop.order("S-1").await;
        let before = total(&all_orders(shop).await);
        let body = split_body(shop, &order).await;
        crash.plan(shop);
        let made = insist(shop, "POST", &format!("/v1/orders/{order}/split"), &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let made: Value = made.json().unwrap();
        assert_eq!(made["orders"].as_array().unwrap().len(), 1, "{made}");
        crash.end(shop).await;
        assert_split(shop, &order, before).await;
    });
    assert!(crashes.await >= 3, "the order, the new one and its folder's count");
}

/// Catches a new order that nobody makes, as its caller is gone and who should go on dies too.
#[tokio::test]
async fn a_split_whose_caller_is_gone_is_made_by_the_stream_once() {
    let crashes = at_each_write("split-alone", Function::CarryOutPlans, async |shop, crash| {
        split_rules(shop).await;
        let order = shop.order("S-1").await;
        let before = total(&all_orders(shop).await);
        let body = split_body(shop, &order).await;
        shop.world.crash_after(1, Function::ServeApi);
        let path = format!("/v1/orders/{order}/split");
        let died = shop.call("POST", &path, Some(&body)).await;
        assert_eq!(died.status, 500, "{}", died.text());
        assert!(shop.world.has_crashed());
        crash.plan(shop);
        crash.end(shop).await;
        assert_split(shop, &order, before).await;
    });
    assert!(crashes.await >= 2, "the new order and its folder's count");
}

/// The merge is whole: the merged order has what the originals had, which are in no other and lie in the archive.
async fn assert_merged(shop: &Shop, ids: &[String], before: Total) {
    let merged = text(&family(shop, &ids[0]).await["merged_to"]);
    for id in ids {
        assert_eq!(family(shop, id).await["merged_to"], json!(merged), "{id}");
        assert_eq!(shop.get(&format!("/v1/orders/{id}")).await["order"]["folder_id"], 4, "{id}");
    }
    assert_eq!(family(shop, &merged).await["merged_from"].as_array().unwrap().len(), ids.len());
    let orders = all_orders(shop).await;
    assert_eq!(orders.len(), ids.len() + 1, "{orders:?}");
    let (originals, made): (Vec<_>, Vec<_>) = orders.into_iter().partition(|order| ids.contains(&text(&order["id"])));
    assert_eq!((total(&originals), total(&made)), (before, before));
    assert_eq!(super::notes(shop, &merged).await, ["merged"]);
    assert_count(shop, 4, u64::try_from(ids.len()).unwrap(), 3).await;
}

async fn three(shop: &Shop) -> (Vec<String>, Total, Value) {
    shop.rule("Merged", "order_merged", json!([{"action": "add_order_note", "content": "merged"}])).await;
    let ids = vec![shop.order("M-1").await, shop.order("M-2").await, shop.order("M-3").await];
    let before = total(&all_orders(shop).await);
    let body = json!({"ids": ids, "archive_folder_id": 4});
    (ids, before, body)
}

/// Catches an original that is claimed and in no merged order, and a merged order that is made twice.
#[tokio::test]
async fn orders_merged_over_a_crash_are_merged_once() {
    let crashes = at_each_write("merge", Function::ServeApi, async |shop, crash| {
        let (ids, before, body) = three(shop).await;
        crash.plan(shop);
        let made = insist(shop, "POST", "/v1/orders/merge", &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert_eq!(made.json::<Value>().unwrap()["left_out"], json!([]));
        crash.end(shop).await;
        assert_merged(shop, &ids, before).await;
    });
    assert!(crashes.await >= 6, "three claims, the merged order, counts");
}

/// Catches a merge that stands still, as its caller is gone and who should go on dies too.
#[tokio::test]
async fn a_merge_whose_caller_is_gone_is_made_by_the_stream_once() {
    let crashes = at_each_write("merge-alone", Function::CarryOutPlans, async |shop, crash| {
        let (ids, before, body) = three(shop).await;
        shop.world.crash_after(1, Function::ServeApi);
        let died = shop.call("POST", "/v1/orders/merge", Some(&body)).await;
        assert_eq!(died.status, 500, "{}", died.text());
        assert!(shop.world.has_crashed());
        crash.plan(shop);
        crash.end(shop).await;
        assert_merged(shop, &ids, before).await;
    });
    assert!(crashes.await >= 5, "two claims, the merged order, counts");
}

/// Catches a shipment that an original never learns of, or is told of twice.
#[tokio::test]
async fn a_shipment_of_a_merged_order_comes_to_each_original_once_over_a_crash() {
    let crashes = at_each_write("merged-ship", Function::CarryOutPlans, async |shop, crash| {
        let (ids, _, body) = three(shop).await;
        let merged = text(&shop.post("/v1/orders/merge", &body).await["order"]["id"]);
        shop.world.settle().await;
        crash.plan(shop);
        let shipment = json!({"tracking_number": "T-1"});
        shop.post(&format!("/api/v2/orders/{merged}/shipments"), &shipment).await;
        crash.end(shop).await;
        for id in &ids {
            let shipments = shop.get(&format!("/api/v2/orders/{id}/shipments")).await["shipments"].clone();
            assert_eq!(shipments.as_array().unwrap().len(), 1, "{shipments}");
            assert_eq!(shipments[0]["source"], "Merged");
        }
    });
    assert!(crashes.await >= 3, "three originals");
}

/// Catches an order that is made again when its record comes again after it was removed.
#[tokio::test]
async fn a_plan_that_comes_again_makes_nothing_that_was_removed() {
    let shop = Shop::open("split-removed").await;
    let order = shop.order("S-1").await;
    let body = split_body(&shop, &order).await;
    let made = shop.post(&format!("/v1/orders/{order}/split"), &body).await;
    let records = shop.world.unread(Function::CarryOutPlans);
    shop.world.settle().await;
    let made = text(&made["orders"][0]["id"]);
    assert_eq!(shop.call("DELETE", &format!("/api/v2/orders/{made}"), None).await.status, 200);
    shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
    shop.world.settle().await;
    assert_eq!(all_orders(&shop).await.len(), 1);
}

/// Catches a split by a rule that is made twice, or whose new order is lost with who should make it.
#[tokio::test]
async fn a_split_by_a_rule_over_a_crash_is_made_once() {
    for (function, least) in [(Function::EvaluateRules, 2), (Function::CarryOutPlans, 2)] {
        let name = format!("split-rule-{}", function.name());
        let crashes = at_each_write(&name, function, async |shop, crash| {
            split_rules(shop).await;
            let split = json!([{"action": "split_order", "by": "code"}]);
            shop.rule("Split", "order_imported", split).await;
            crash.plan(shop);
            let order = shop.order("S-1").await;
            let before = total(&all_orders(shop).await);
            crash.end(shop).await;
            assert_split(shop, &order, before).await;
        });
        assert!(crashes.await >= least, "{function:?}");
    }
}

/// Catches a new order that nobody makes, as the stream that should is lost: a repair does.
#[tokio::test]
async fn a_split_that_everybody_forgot_is_made_by_a_repair() {
    let shop = Shop::open("split-repair").await;
    split_rules(&shop).await;
    let order = shop.order("S-1").await;
    shop.world.settle().await;
    let before = total(&all_orders(&shop).await);
    let body = split_body(&shop, &order).await;
    shop.world.crash_after(1, Function::ServeApi);
    assert_eq!(shop.call("POST", &format!("/v1/orders/{order}/split"), Some(&body)).await.status, 500);
    assert!(shop.world.has_crashed());
    lose_stream(&shop);
    shop.world.advance(LATER);
    let done = repair(&shop).await;
    assert_eq!(done["status"], "done", "{done}");
    shop.world.settle().await;
    assert_split(&shop, &order, before).await;
}
