//! Rules that do something with an order as a whole: cancel, delete, copy and move it.

use serde_json::{Value, json};

use crate::shop::{Shop, text};
use crate::world::Function;

async fn count(shop: &Shop) -> u64 {
    shop.get("/api/v2/orders").await["total_records"].as_u64().unwrap()
}

async fn only(shop: &Shop) -> Value {
    shop.get("/api/v2/orders").await["orders"][0].clone()
}

/// Catches two rules of two stores that copy an order back and forth for ever.
#[tokio::test]
async fn rules_of_two_stores_that_copy_to_each_other_make_one_copy() {
    let (one, other) = (Shop::open("copying").await, Shop::open("copying-back").await);
    one.link(&other).await;
    one.rule("There", "order_imported", json!([{"action": "copy_order", "store_id": other.id}])).await;
    other.rule("Back", "order_imported", json!([{"action": "copy_order", "store_id": one.id}])).await;
    let id = one.order("R-1").await;
    one.world.settle().await;
    assert_eq!((count(&one).await, count(&other).await), (1, 1));
    assert!(one.history(&id).await.contains(&format!("Order Copied to Store {}", other.id)));
    let copy = text(&only(&other).await["id"]);
    let said = other.history(&copy).await;
    assert!(said.iter().any(|line| line.starts_with("Rule \"Back\": the order was not copied")), "{said:?}");
}

/// Catches an order that rules of two stores chase to and fro, and one that is lost on the way.
#[tokio::test]
async fn rules_of_two_stores_that_move_to_each_other_move_an_order_once() {
    let (one, other) = (Shop::open("moving").await, Shop::open("moving-back").await);
    one.link(&other).await;
    one.rule("There", "order_imported", json!([{"action": "move_order", "store_id": other.id, "folder_id": 2}])).await;
    other.rule("Back", "order_imported", json!([{"action": "move_order", "store_id": one.id}])).await;
    let id = one.order("R-1").await;
    one.world.settle().await;
    assert_eq!((count(&one).await, count(&other).await), (0, 1));
    assert_eq!(one.call("GET", &format!("/v1/orders/{id}"), None).await.status, 404);
    let moved = only(&other).await;
    assert_eq!(moved["folder_id"], 2);
    let said = other.history(&text(&moved["id"])).await;
    assert!(said.iter().any(|line| line.starts_with("Rule \"Back\": the order was not moved")), "{said:?}");
}

/// Catches an order that goes to a store that is not linked any more, and a refusal nobody learns of.
#[tokio::test]
async fn a_rule_that_may_not_copy_says_so_once() {
    let (one, other) = (Shop::open("unlinked").await, Shop::open("left").await);
    let copy = json!([{"action": "copy_order", "store_id": other.id}]);
    let rule = json!({"name": "There", "event": "order_imported", "actions": copy});
    let refused = one.call("POST", "/v1/rules", Some(&rule)).await;
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("actions[0].store_id"), "{}", refused.text());
    one.link(&other).await;
    one.rule("There", "order_imported", copy).await;
    assert_eq!(one.call("DELETE", &format!("/v1/links/{}", other.id), None).await.status, 200);
    let id = one.order("R-1").await;
    let records = one.world.unread(Function::EvaluateRules);
    one.world.settle().await;
    one.world.invoke_stream(Function::EvaluateRules, &records).await.unwrap();
    one.world.settle().await;
    assert_eq!((count(&one).await, count(&other).await), (1, 0));
    let said = one.history(&id).await;
    let refusals =
        said.iter().filter(|line| line.contains("the order was not copied: store_id: must be a store")).count();
    assert_eq!(refusals, 1, "{said:?}");
}

/// Catches a rule's deletion that nobody can take back, and a record that comes again and deletes a restored order.
#[tokio::test]
async fn an_order_that_a_rule_deleted_can_be_restored_and_stays() {
    let shop = Shop::open("deleting").await;
    shop.rule("Away", "order_imported", json!([{"action": "delete_order"}])).await;
    let id = shop.order("R-1").await;
    shop.world.aws.time.advance(std::time::Duration::from_secs(2));
    let imported = shop.world.unread(Function::EvaluateRules);
    shop.world.invoke_stream(Function::EvaluateRules, &imported).await.unwrap();
    let planned = shop.world.unread(Function::CarryOutPlans);
    shop.world.settle().await;
    assert_eq!(shop.call("GET", &format!("/v1/orders/{id}"), None).await.status, 404);
    let deleted = shop.get("/v1/deleted-orders").await;
    assert_eq!((&deleted["orders"][0]["id"], &deleted["orders"][0]["deleted_by"]), (&json!(id), &json!("Auto")));
    shop.world.aws.time.advance(std::time::Duration::from_secs(2));
    shop.post(&format!("/v1/orders/{id}/restore"), &json!({})).await;
    shop.world.settle().await;
    shop.world.invoke_stream(Function::CarryOutPlans, &planned).await.unwrap();
    shop.world.settle().await;
    assert_eq!(shop.call("GET", &format!("/v1/orders/{id}"), None).await.status, 200);
    let said = shop.history(&id).await;
    assert!(
        said.iter().any(|line| line.contains("Rule \"Away\"") && line.contains("will delete the order")),
        "{said:?}"
    );
}

/// F068. Catches a cancellation by a rule without its events, and one without a note.
#[tokio::test]
async fn a_rule_cancels_with_a_note_and_its_events_follow_once() {
    let shop = Shop::open("canceling").await;
    let blank = json!({"name": "B", "event": "order_imported", "actions": [{"action": "cancel_order", "note": " "}]});
    assert_eq!(shop.call("POST", "/v1/rules", Some(&blank)).await.status, 400);
    shop.rule("Off", "order_imported", json!([{"action": "cancel_order", "note": "No {{ source_id }} today"}])).await;
    for event in ["order_canceled", "folder_changed"] {
        shop.rule(event, event, json!([{"action": "add_order_note", "content": event}])).await;
    }
    let id = shop.order("R-1").await;
    shop.world.settle().await;
    let order = shop.get(&format!("/v1/orders/{id}")).await["order"].clone();
    let notes: Vec<_> = order["order_notes"].as_array().unwrap().iter().map(|note| text(&note["content"])).collect();
    assert_eq!(notes, ["folder_changed", "order_canceled"]);
    let said = shop.history(&id).await;
    assert!(said.iter().any(|line| line.contains("canceled the order: No R-1 today")), "{said:?}");
    assert_eq!(shop.get(&format!("/v1/appointments?order_id={id}")).await["appointments"], json!([]));
    let again = shop.post(&format!("/v1/orders/{id}/cancel"), &json!({"note": "again"})).await["order"].clone();
    assert_eq!(again["folder_id"], order["folder_id"]);
    assert_eq!(shop.history(&id).await, said, "it is canceled: nothing is changed");
}
