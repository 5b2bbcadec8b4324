//! An order is removed or restored while the functions that do it crash after each of their writes in turn.

use serde_json::{Value, json};
use waybill::Answer;

use super::{assert_count, at_each_write, calls::insist};
use crate::shop::Shop;
use crate::world::Function;

/// An order with older history, and an appointment that failed.
async fn removable(shop: &Shop, number: &str) -> String {
    shop.receiver.always("/in", Answer::status(410));
    shop.post_rule("/in").await;
    let id = shop.order(number).await;
    shop.appointments(&id, "failed", 1).await;
    for line in 0..45 {
        shop.post(&format!("/api/v2/orders/{id}/order-history"), &json!({"note": format!("Line {line}")})).await;
    }
    id
}

/// The sort keys of what lies in an order's partition, without what goes by itself.
fn rows_that_stay(shop: &Shop, id: &str) -> Vec<String> {
    let rows = shop.world.aws.dynamo.rows().unwrap().into_iter();
    let of_order = rows.filter(|((pk, _), _)| *pk == format!("O#{}#{id}", shop.id));
    let stay = of_order.filter(|(_, row)| json!(row).get("expires_at").is_none());
    stay.map(|((_, sk), _)| sk).collect()
}

/// Catches history and appointments that outlive their order, and an id that is given twice.
#[tokio::test]
async fn an_order_removed_over_a_crash_leaves_its_tombstone_and_what_goes_by_itself() {
    for function in [Function::ServeApi, Function::CarryOutPlans] {
        let name = format!("remove-{}", function.name());
        let crashes = at_each_write(&name, function, async |shop, crash| {
            let id = removable(shop, "R-1").await;
            shop.world.settle().await;
            crash.plan(shop);
            let gone = insist(shop, "DELETE", &format!("/v1/orders/{id}"), &Value::Null).await;
            assert!(matches!(gone.status, 200 | 404), "{}", gone.text());
            crash.end(shop).await;
            assert_eq!(shop.call("GET", &format!("/api/v2/orders/{id}"), None).await.status, 404);
            assert_eq!(rows_that_stay(shop, &id), ["O"], "after write {}", crash.writes);
            let failed = shop.get("/v1/appointments?status=failed").await;
            assert_eq!(failed["appointments"], json!([]), "after write {}", crash.writes);
            assert_count(shop, 1, 0, 1).await;
            assert_ne!(shop.order("R-1").await, id);
        });
        assert!(crashes.await >= 2, "what is kept and the tombstone; an appointment and older history");
    }
}

/// Catches an order that comes back without what lay beside it, or twice in its folder's count, or that goes again.
#[tokio::test]
async fn an_order_restored_over_a_crash_is_whole() {
    for function in [Function::ServeApi, Function::CarryOutPlans] {
        let name = format!("restore-{}", function.name());
        let crashes = at_each_write(&name, function, async |shop, crash| {
            let id = removable(shop, "R-1").await;
            let history = shop.history(&id).await;
            assert_eq!(shop.call("DELETE", &format!("/v1/orders/{id}"), None).await.status, 200);
            shop.world.settle().await;
            crash.plan(shop);
            let back = insist(shop, "POST", &format!("/v1/orders/{id}/restore"), &json!({})).await;
            assert_eq!(back.status, 200, "{}", back.text());
            crash.end(shop).await;
            shop.appointments(&id, "failed", 1).await;
            let now = shop.history(&id).await;
            assert_eq!(
                (now.len(), &now[now.len() - 2..]),
                (history.len() + 2, &["Order Deleted", "Order Restored"].map(str::to_owned)[..])
            );
            let kept = rows_that_stay(shop, &id);
            assert_eq!(kept, ["A#00000003", "H#00000001", "O"], "after write {}", crash.writes);
            assert_count(shop, 1, 1, 1).await;
            assert_eq!(shop.receiver.received("/in").len(), 1, "no rule acts on it again");
        });
        assert!(crashes.await >= 1);
    }
}

/// Catches two orders of one number where it is created anew while it is restored.
#[tokio::test]
async fn an_order_created_anew_over_a_crash_and_restored_is_one_order() {
    let crashes = at_each_write("anew", Function::IngestOrder, async |shop, crash| {
        let id = shop.order("N-1").await;
        assert_eq!(shop.call("DELETE", &format!("/v1/orders/{id}"), None).await.status, 200);
        crash.plan(shop);
        shop.call("POST", "/api/v2/orders", Some(&crate::shop::order("N-1"))).await;
        let restored = shop.call("POST", &format!("/v1/orders/{id}/restore"), Some(&json!({}))).await;
        assert!(matches!(restored.status, 200 | 409), "{}", restored.text());
        let again = insist(shop, "POST", "/api/v2/orders", &crate::shop::order("N-1")).await;
        assert!(matches!(again.status, 201 | 409), "{}", again.text());
        crash.end(shop).await;
        let found = shop.get("/api/v2/orders?source_id=N-1").await;
        assert_eq!(found["total_records"], 1, "after write {}: {found}", crash.writes);
    });
    assert!(crashes.await >= 3, "the failed insertion, the note on the tombstone, the order");
}
