//! An order is copied or moved to another store while the functions that do it crash after each of their writes in turn.

use serde_json::{Value, json};

use super::{assert_count, at_each_write, calls::insist, notes};
use crate::shop::{Shop, text};
use crate::world::Function;

async fn peer(shop: &Shop) -> Shop {
    let other = Shop::open("peer").await;
    shop.link(&other).await;
    other.rule("seen", "order_imported", json!([{"action": "add_order_note", "content": "seen"}])).await;
    other
}

async fn all(shop: &Shop) -> Vec<Value> {
    shop.get("/api/v2/orders").await["orders"].as_array().unwrap().clone()
}

/// Catches an order that is in no store or in two, a copy that is made twice, rules that see it twice or never.
#[tokio::test]
async fn an_order_that_goes_to_another_store_over_a_crash_is_there_once() {
    for (verb, function) in [
        ("copy", Function::ServeApi),
        ("move", Function::ServeApi),
        ("copy", Function::CarryOutPlans),
        ("move", Function::CarryOutPlans),
    ] {
        let name = format!("{verb}-{}", function.name());
        let crashes = at_each_write(&name, function, async |shop, crash| {
            let other = peer(shop).await;
            let id = shop.order("T-1").await;
            shop.world.settle().await;
            crash.plan(shop);
            let body = json!({"store_id": other.id});
            let done = insist(shop, "POST", &format!("/v1/orders/{id}/{verb}"), &body).await;
            assert!(matches!(done.status, 200 | 201), "{}", done.text());
            crash.end(shop).await;
            let there = all(&other).await;
            assert_eq!(there.len(), 1, "after write {}: {there:?}", crash.writes);
            let there = text(&there[0]["id"]);
            assert_eq!(json!(there), done.json::<Value>().unwrap()["order"]["order_id"]);
            assert_eq!(notes(&other, &there).await, ["seen"], "after write {}", crash.writes);
            let left = u64::from(verb == "copy");
            assert_eq!(u64::try_from(all(shop).await.len()).unwrap(), left);
            assert_count(shop, 1, left, 1).await;
            assert_count(&other, 1, 1, 1).await;
        });
        let crashes = crashes.await;
        assert!(function == Function::CarryOutPlans || crashes >= 3, "{verb}: {crashes}");
    }
}

/// Catches an order that nobody inserts, as who began its move died and nobody calls again.
#[tokio::test]
async fn a_copy_or_a_move_that_is_begun_is_ended_by_the_stream() {
    for verb in ["copy", "move"] {
        let name = format!("stream-{verb}");
        let crashes = at_each_write(&name, Function::ServeApi, async |shop, crash| {
            let other = peer(shop).await;
            let id = shop.order("T-1").await;
            shop.world.settle().await;
            crash.plan(shop);
            let body = json!({"store_id": other.id});
            shop.call("POST", &format!("/v1/orders/{id}/{verb}"), Some(&body)).await;
            crash.end(shop).await;
            assert_eq!(all(&other).await.len(), 1, "after write {}", crash.writes);
            assert_eq!(all(shop).await.len(), usize::from(verb == "copy"));
        });
        assert!(crashes.await >= 3);
    }
}

/// Catches a shipment that never comes back to the original, or comes back twice.
#[tokio::test]
async fn a_shipment_of_a_copy_over_a_crash_comes_back_once() {
    for function in [Function::IngestShipment, Function::CarryOutPlans] {
        let name = format!("back-{}", function.name());
        let crashes = at_each_write(&name, function, async |shop, crash| {
            let other = peer(shop).await;
            let id = shop.order("T-1").await;
            let made = shop.post(&format!("/v1/orders/{id}/copy"), &json!({"store_id": other.id})).await;
            shop.world.settle().await;
            crash.plan(shop);
            let path = format!("/v1/orders/{}/shipments", text(&made["order"]["order_id"]));
            let shipped = insist(&other, "POST", &path, &json!({"tracking_number": "1Z1"})).await;
            assert!(matches!(shipped.status, 200 | 201), "{}", shipped.text());
            crash.end(shop).await;
            let original = shop.get(&format!("/v1/orders/{id}")).await["order"].clone();
            assert_eq!(original["order_shipments"].as_array().unwrap().len(), 1, "after write {}", crash.writes);
        });
        assert!(crashes.await >= 1);
    }
}
