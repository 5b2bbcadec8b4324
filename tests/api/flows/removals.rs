//! Orders that are deleted and restored, and canceled (orderdesk-app 3.6, 3.7).

use std::time::Duration;

use serde_json::{Value, json};
use waybill::Answer;

use crate::shop::{Shop, order, text};

async fn delete(shop: &Shop, id: &str) {
    let reply = shop.call("DELETE", &format!("/v1/orders/{id}"), None).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    shop.world.settle().await;
}

/// F067. Catches a deleted order that is found anywhere, a restored one that lacks something, and rules that act on it.
#[tokio::test]
async fn a_deleted_order_is_nowhere_and_can_be_restored_as_it_was() {
    let shop = Shop::open("restored").await;
    shop.post_rule("/in").await;
    for event in ["order_imported", "folder_changed", "order_details_changed"] {
        shop.rule(event, event, json!([{"action": "add_order_note", "content": event}])).await;
    }
    let id = shop.order("D-1").await;
    let shipment = json!({"tracking_number": "T-1", "label_image": "iVBORw0KGgo=", "label_format": "PNG"});
    shop.post(&format!("/api/v2/orders/{id}/shipments"), &shipment).await;
    shop.world.settle().await;
    let path = format!("/api/v2/orders/{id}");
    let before = shop.get(&path).await["order"].clone();
    assert!(before["order_shipments"][0]["label_image"].as_str().is_some_and(|image| !image.is_empty()), "{before}");
    shop.world.advance(Duration::from_mins(20));
    delete(&shop, &id).await;
    assert_eq!(shop.call("GET", &path, None).await.status, 404);
    for search in
        ["", "source_id=D-1", "email=ada@example.com", "customer_last_name=Lind", "modified_start_date=2026-01-01"]
    {
        let found = shop.get(&format!("/api/v2/orders?{search}")).await;
        assert_eq!(found["total_records"], 0, "{search}: {found}");
    }
    let refused = [("cancel", json!({"note": "late"})), ("shipments", json!({"tracking_number": "T-2"}))];
    for (part, body) in refused {
        assert_eq!(shop.call("POST", &format!("/v1/orders/{id}/{part}"), Some(&body)).await.status, 404, "{part}");
    }
    let deleted = shop.get("/v1/deleted-orders").await;
    let entry = &deleted["orders"][0];
    assert_eq!((&entry["id"], &entry["source_id"], &entry["deleted_by"]), (&json!(id), &json!("D-1"), &json!("API")));
    assert_eq!(shop.call("DELETE", &path, None).await.status, 404);

    let restored = shop.post(&format!("/v1/orders/{id}/restore"), &json!({})).await["order"].clone();
    shop.world.settle().await;
    let mut after = shop.get(&path).await["order"].clone();
    // Our own API shows the payments too.
    let mut shown = after.clone();
    shown["order_payments"] = json!([]);
    assert_eq!(shown, restored);
    after["date_updated"] = before["date_updated"].clone();
    assert_eq!(after, before);
    assert_eq!(shop.receiver.received("/in").len(), 1);
    assert_eq!(shop.get("/v1/deleted-orders").await["orders"], json!([]));
    let history = shop.history(&id).await;
    assert_eq!(history[history.len() - 2..], ["Order Deleted", "Order Restored"]);
    let again = shop.post(&format!("/v1/orders/{id}/restore"), &json!({})).await["order"].clone();
    assert_eq!(again, restored, "it is there: nothing is changed");
}

/// Catches an order that comes back after the promise that it is gone, and an id that is given again.
#[tokio::test]
async fn after_30_days_it_is_gone() {
    let shop = Shop::open("too-late").await;
    let id = shop.order("D-1").await;
    delete(&shop, &id).await;
    shop.world.advance(Duration::from_mins(30 * 24 * 60 - 1));
    assert_eq!(shop.get("/v1/deleted-orders").await["orders"].as_array().unwrap().len(), 1);
    shop.world.advance(Duration::from_mins(2));
    assert_eq!(shop.get("/v1/deleted-orders").await["orders"], json!([]));
    let late = shop.call("POST", &format!("/v1/orders/{id}/restore"), Some(&json!({}))).await;
    assert_eq!(late.status, 410, "{}", late.text());
    assert_ne!(shop.order("D-1").await, id);
}

/// Catches two orders of one number.
#[tokio::test]
async fn an_order_whose_number_was_taken_anew_is_not_restored() {
    let shop = Shop::open("taken-anew").await;
    let first = shop.order("D-1").await;
    delete(&shop, &first).await;
    let second = shop.order("D-1").await;
    let refused = shop.call("POST", &format!("/v1/orders/{first}/restore"), Some(&json!({}))).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains(&second), "{}", refused.text());
    delete(&shop, &second).await;
    // For a minute a creation that came past may still be under way.
    shop.world.advance(Duration::from_mins(1));
    shop.post(&format!("/v1/orders/{first}/restore"), &json!({})).await;
    let again = shop.call("POST", "/api/v2/orders", Some(&order("D-1"))).await;
    assert_eq!((again.status, again.json::<Value>().unwrap()["order_id"].clone()), (409, json!(first)));
    let pages: Vec<String> =
        shop.get("/v1/deleted-orders").await["orders"].as_array().unwrap().iter().map(|it| text(&it["id"])).collect();
    assert_eq!(pages, [second]);
}

/// Catches a folder that is gone and has an order all the same, and a post that leaves for an order that is deleted.
#[tokio::test]
async fn it_comes_back_into_the_first_folder_where_its_own_is_gone_and_what_was_open_has_failed() {
    let shop = Shop::open("open-posts").await;
    shop.receiver.always("/in", Answer::status(503));
    shop.post_rule("/in").await;
    let id = shop.order("D-1").await;
    let ids = json!({"order_id_list": [id.parse::<u64>().unwrap()], "destination_folder_id": 2});
    shop.post("/api/v2/move-orders", &ids).await;
    shop.received("/in", 1).await;
    delete(&shop, &id).await;
    shop.world.settle().await;
    let before = shop.receiver.received("/in").len();
    assert_eq!(shop.call("DELETE", "/v1/folders/2?into=3", None).await.status, 200);
    shop.world.advance(Duration::from_mins(1));
    let restored = shop.post(&format!("/v1/orders/{id}/restore"), &json!({})).await["order"].clone();
    assert_eq!(restored["folder_id"], 1);
    let failed = shop.appointments(&id, "failed", 1).await;
    assert!(text(&failed[0]["failure"]).starts_with("its order was removed before this was done"), "{failed:?}");
    assert_eq!(shop.receiver.received("/in").len(), before, "nothing is posted by itself");
    shop.receiver.always("/in", Answer::status(200));
    shop.post(&format!("/v1/appointments/{}/retry", text(&failed[0]["id"])), &json!({})).await;
    shop.appointments(&id, "complete", 1).await;
}

/// F066. Catches a key that may read and deletes.
#[tokio::test]
async fn who_may_only_read_deletes_and_restores_nothing() {
    let shop = Shop::open("read-only").await;
    let (id, gone) = (shop.order("D-1").await, shop.order("D-2").await);
    delete(&shop, &gone).await;
    let key = text(&shop.post("/v1/keys", &json!({"name": "Reader", "scope": "read"})).await["api_key"]);
    let headers = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", &key)];
    let calls = [
        ("DELETE", format!("/api/v2/orders/{id}")),
        ("DELETE", format!("/v1/orders/{id}")),
        ("POST", format!("/v1/orders/{gone}/restore")),
    ];
    for (method, path) in calls {
        assert_eq!(shop.world.call(method, &path, &headers, None).await.status, 403, "{method} {path}");
    }
    shop.get(&format!("/v1/orders/{id}")).await;
    assert_eq!(shop.call("GET", &format!("/v1/orders/{gone}"), None).await.status, 404);
}

/// F068. Catches a cancellation that tells somebody by itself.
#[tokio::test]
async fn a_canceled_order_sends_nothing_unless_a_rule_does() {
    let shop = Shop::open("canceled").await;
    let id = shop.order_with("C-1", json!({"ship_notify_url": shop.receiver.url("/notified")})).await;
    shop.world.settle().await;
    shop.post(&format!("/v1/orders/{id}/cancel"), &json!({"note": "The customer called"})).await;
    shop.world.settle().await;
    assert_eq!(shop.get(&format!("/v1/appointments?order_id={id}")).await["appointments"], json!([]));
    assert_eq!((shop.mails().len(), shop.receiver.received("/notified").len()), (0, 0));
}

/// F147. Catches a cancellation whose note is lost as the order lay in the folder, and a second one that counts.
#[tokio::test]
async fn a_cancellation_is_kept_with_its_note_and_a_second_one_is_nothing() {
    let shop = Shop::open("cancel-note").await;
    shop.rule("Off", "order_canceled", json!([{"action": "add_order_note", "content": "off"}])).await;
    let (moved, open) = (shop.order("N-1").await, shop.order("N-2").await);
    shop.post("/api/v2/move-orders", &json!({"order_id_list": [moved], "destination_folder_name": "Canceled"})).await;
    for id in [&moved, &open] {
        let path = format!("/v1/orders/{id}/cancel");
        assert_eq!(shop.call("POST", &path, Some(&json!({"note": "  "}))).await.status, 400);
        let canceled = shop.post(&path, &json!({"note": "Out of paper"})).await["order"].clone();
        let cancellation = canceled["cancellation"].clone();
        assert_eq!((&cancellation["note"], &cancellation["by"]), (&json!("Out of paper"), &json!("API")));
        shop.post(&path, &json!({"note": "Out of ink"})).await;
        shop.world.settle().await;
        let found = shop.get(&format!("/v1/orders/{id}")).await["order"].clone();
        assert_eq!(found["cancellation"], cancellation);
        assert_eq!(found["order_notes"].as_array().unwrap().len(), 1, "the event happens once");
        let said = shop.history(id).await;
        assert!(
            said.contains(&"Order Canceled: Out of paper".to_owned()) && !said.concat().contains("ink"),
            "{said:?}"
        );
    }
    // Taken up again, it can be canceled again.
    shop.post("/api/v2/move-orders", &json!({"order_id_list": [open], "destination_folder_name": "New"})).await;
    let again = shop.post(&format!("/v1/orders/{open}/cancel"), &json!({"note": "Out of ink"})).await;
    assert_eq!(again["order"]["cancellation"]["note"], "Out of ink");
}

/// Catches a page that leaves an order out, or shows one twice.
#[tokio::test]
async fn deleted_orders_come_page_by_page_those_deleted_last_first() {
    let shop = Shop::open("pages").await;
    let mut expected = vec![];
    for number in 0..7 {
        if number % 3 == 0 {
            shop.world.advance(Duration::from_secs(5));
        }
        let id = shop.order(&format!("P-{number}")).await;
        delete(&shop, &id).await;
        expected.push(id);
    }
    let (mut seen, mut cursor) = (vec![], String::new());
    loop {
        let page = shop.get(&format!("/v1/deleted-orders?limit=2{cursor}")).await;
        seen.extend(page["orders"].as_array().unwrap().iter().map(|it| text(&it["id"])));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen[0], expected[6]);
    seen.sort();
    expected.sort();
    assert_eq!(seen, expected);
}
