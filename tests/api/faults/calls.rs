//! A function that answers calls crashes after each of its writes in turn, and the caller, who got no answer, calls
//! again.

use std::time::Duration;

use serde_json::{Value, json};
use waybill::http::Reply;

use super::{assert_count, at_each_write, note_and_post, notes};
use crate::shop::{Shop, order, text};
use crate::world::{ADMIN_TOKEN, Function};

/// Makes a call until it is answered; the last answer.
pub(super) async fn insist(shop: &Shop, method: &str, path: &str, body: &Value) -> Reply {
    let body = (!body.is_null()).then(|| body.to_string());
    loop {
        let reply = shop.call_raw(method, path, body.clone(), &[("Idempotency-Key", "again")]).await;
        if reply.status != 500 {
            return reply;
        }
    }
}

/// Catches an order that is stored without its events, or stored twice when the answer got lost.
#[tokio::test]
async fn an_order_created_over_a_crash_is_one_order_whose_rules_ran_once() {
    let crashes = at_each_write("create", Function::IngestOrder, async |shop, crash| {
        note_and_post(shop, "order_imported", "imported", "/in").await;
        crash.plan(shop);
        let made = insist(shop, "POST", "/api/v2/orders", &order("C-1")).await;
        assert_eq!(made.status, 201, "{}", made.text());
        crash.end(shop).await;
        let id = text(&made.json::<Value>().unwrap()["order"]["id"]);
        assert_eq!(notes(shop, &id).await, ["imported"]);
        assert_eq!(shop.receiver.received("/in").len(), 1);
        let found = shop.get("/api/v2/orders?source_id=C-1").await;
        assert_eq!((&found["total_records"], &found["orders"][0]["id"]), (&json!(1), &json!(id)));
        assert_count(shop, 1, 1, 1).await;
    });
    assert!(crashes.await >= 2, "the order and its folder's count");
}

/// Catches entries of a bulk call that are made twice when the whole call is made again.
#[tokio::test]
async fn orders_created_in_bulk_over_a_crash_are_each_one_order() {
    let crashes = at_each_write("create-bulk", Function::IngestOrder, async |shop, crash| {
        let orders: Vec<Value> = (0..3).map(|number| order(&format!("B-{number}"))).collect();
        crash.plan(shop);
        let made = insist(shop, "POST", "/v1/bulk/orders", &json!({"orders": orders})).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let results = made.json::<Value>().unwrap()["results"].clone();
        assert!(results.as_array().unwrap().iter().all(|result| result["status"] == 201), "{results}");
        crash.end(shop).await;
        assert_eq!(shop.get("/api/v2/orders?source_name=Flow%20Cart").await["total_records"], 3);
    });
    assert!(crashes.await >= 6);
}

/// Catches a shipment that is added twice, or whose event and notice get lost.
#[tokio::test]
async fn a_shipment_added_over_a_crash_is_there_once_and_its_notice_is_posted_once() {
    let crashes = at_each_write("ship", Function::IngestShipment, async |shop, crash| {
        note_and_post(shop, "shipment_added", "shipped", "/in").await;
        let id = shop.order_with("S-1", json!({"ship_notify_url": shop.receiver.url("/notified")})).await;
        crash.plan(shop);
        let shipment = json!({"tracking_number": "T-1", "order_items": [{"code": "FRAME", "quantity": 1}]});
        let made = insist(shop, "POST", &format!("/api/v2/orders/{id}/shipments"), &shipment).await;
        assert!(matches!(made.status, 201 | 409), "{}", made.text());
        crash.end(shop).await;
        let stored = shop.get(&format!("/api/v2/orders/{id}")).await["order"].clone();
        assert_eq!(stored["order_shipments"].as_array().unwrap().len(), 1);
        assert_eq!(notes(shop, &id).await, ["shipped"]);
        assert_eq!((shop.receiver.received("/in").len(), shop.receiver.received("/notified").len()), (1, 1));
    });
    assert!(crashes.await >= 1);
}

/// Catches shipments of a batch that are added twice when the whole batch comes again.
#[tokio::test]
async fn a_batch_of_shipments_over_a_crash_is_added_once_each() {
    let crashes = at_each_write("ship-batch", Function::IngestShipment, async |shop, crash| {
        let (one, two) = (shop.order("S-1").await, shop.order("S-2").await);
        let entry = |order: &str, number: &str| json!({"order_id": order, "tracking_number": number});
        crash.plan(shop);
        let batch = json!([entry(&one, "A"), entry(&one, "B"), entry(&two, "C")]);
        assert_eq!(insist(shop, "POST", "/api/v2/batch-shipments", &batch).await.status, 200);
        crash.end(shop).await;
        for (id, count) in [(&one, 2), (&two, 1)] {
            let stored = shop.get(&format!("/api/v2/orders/{id}")).await["order"].clone();
            assert_eq!(stored["order_shipments"].as_array().unwrap().len(), count);
        }
    });
    assert!(crashes.await >= 3);
}

/// Catches an edit whose event is lost with the answer, or fired again by the same edit.
#[tokio::test]
async fn an_edit_over_a_crash_is_made_once_and_its_event_follows_once() {
    let crashes = at_each_write("edit", Function::ServeApi, async |shop, crash| {
        note_and_post(shop, "order_address_changed", "changed", "/in").await;
        let id = shop.order("E-1").await;
        shop.world.cold_start();
        crash.plan(shop);
        let patch = json!({"shipping": {"city": "Duluth"}});
        let done = insist(shop, "PATCH", &format!("/v1/orders/{id}"), &patch).await;
        assert_eq!(done.status, 200, "{}", done.text());
        crash.end(shop).await;
        assert_eq!(shop.get(&format!("/api/v2/orders/{id}")).await["order"]["shipping"]["city"], "Duluth");
        assert_eq!(notes(shop, &id).await, ["changed"]);
        assert_eq!(shop.receiver.received("/in").len(), 1);
    });
    assert!(crashes.await >= 1);
}

/// Catches a refund that is recorded twice when the answer got lost, and one whose event is lost.
#[tokio::test]
async fn a_refund_recorded_over_a_crash_is_there_once_and_its_event_follows_once() {
    let crashes = at_each_write("refund", Function::ServeApi, async |shop, crash| {
        note_and_post(shop, "payment_refunded", "refunded", "/in").await;
        let id = shop.order("E-1").await;
        shop.world.cold_start();
        crash.plan(shop);
        let done = insist(shop, "POST", &format!("/v1/orders/{id}/refunds"), &json!({"amount": 5})).await;
        assert_eq!(done.status, 201, "{}", done.text());
        crash.end(shop).await;
        let found = shop.get(&format!("/v1/orders/{id}")).await["order"].clone();
        assert_eq!((&found["refund_total"], found["order_payments"].as_array().unwrap().len()), (&json!(5), 1));
        assert_eq!(notes(shop, &id).await, ["refunded"]);
        assert_eq!(shop.receiver.received("/in").len(), 1);
    });
    assert!(crashes.await >= 1);
}

/// Catches an event that is run by hand and lost, or run twice when the answer got lost.
#[tokio::test]
async fn an_event_run_by_hand_and_a_button_over_a_crash_run_once() {
    let crashes = at_each_write("by-hand", Function::ServeRules, async |shop, crash| {
        note_and_post(shop, "order_canceled", "run", "/in").await;
        let made = shop.post("/v1/custom-buttons", &json!({"label": "Reprint"})).await;
        let button = text(&made["custom_button"]["id"]);
        let actions = json!([{"action": "add_order_note", "content": "pressed"}]);
        let rule = json!({"name": "B", "event": "custom_button", "event_id": button, "actions": actions});
        shop.post("/v1/rules", &rule).await;
        let id = shop.order("E-1").await;
        shop.world.cold_start();
        crash.plan(shop);
        let ran = insist(shop, "POST", &format!("/v1/orders/{id}/events"), &json!({"event": "order_canceled"})).await;
        let press = format!("/v1/orders/{id}/buttons/{button}");
        let pressed = loop {
            let reply = shop.call_raw("POST", &press, None, &[("Idempotency-Key", "press")]).await;
            if reply.status != 500 {
                break reply;
            }
        };
        assert_eq!((ran.status, pressed.status), (200, 200), "{} {}", ran.text(), pressed.text());
        crash.end(shop).await;
        let mut noted = notes(shop, &id).await;
        noted.sort_unstable();
        assert_eq!(noted, ["pressed", "run"]);
        assert_eq!(shop.receiver.received("/in").len(), 1);
    });
    assert!(crashes.await >= 2, "the event and the button");
}

/// Catches a custom event that is made twice when its creation is sent again, or one above the limit that stays.
#[tokio::test]
async fn a_custom_event_made_over_a_crash_is_one() {
    let crashes = at_each_write("custom-event", Function::ServeRules, async |shop, crash| {
        let body = json!({"name": "Chase", "folder_id": 1, "every": "hour"});
        crash.plan(shop);
        let made = insist(shop, "POST", "/v1/custom-events", &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let id = text(&made.json::<Value>().unwrap()["custom_event"]["id"]);
        let renamed = json!({"name": "Chase again", "folder_id": 2, "every": "day", "at": "09:00"});
        assert_eq!(insist(shop, "PUT", &format!("/v1/custom-events/{id}"), &renamed).await.status, 200);
        let all = shop.get("/v1/custom-events").await["custom_events"].clone();
        assert_eq!((all.as_array().unwrap().len(), &all[0]["name"]), (1, &json!("Chase again")));
        let gone = insist(shop, "DELETE", &format!("/v1/custom-events/{id}"), &Value::Null).await;
        assert!(matches!(gone.status, 200 | 404), "{}", gone.text());
        crash.end(shop).await;
        assert_eq!(shop.get("/v1/custom-events").await["custom_events"], json!([]));
    });
    assert!(crashes.await >= 3, "made, replaced, removed");
}

/// Catches an import template that is made twice when its creation is sent again, and a name that a crash leaves taken by
/// nobody, or held by nobody while a template has it.
#[tokio::test]
async fn an_import_template_made_over_a_crash_is_one_and_has_its_name_alone() {
    let crashes = at_each_write("import-template", Function::ServeFiles, async |shop, crash| {
        let columns = json!([{"heading": "SKU", "target": "code"}]);
        let body = |name: &str| json!({"name": name, "kind": "inventory", "columns": columns});
        // One that is refused tries to write too.
        let add = async |name: &str| loop {
            let reply = shop.call("POST", "/v1/import-templates", Some(&body(name))).await;
            if reply.status != 500 {
                break reply;
            }
        };
        crash.plan(shop);
        let made = insist(shop, "POST", "/v1/import-templates", &body("Stock")).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let path = format!("/v1/import-templates/{}", text(&made.json::<Value>().unwrap()["import_template"]["id"]));
        assert_eq!(add("STOCK").await.status, 409);
        assert_eq!(insist(shop, "PUT", &path, &body("Shelf")).await.status, 200);
        assert_eq!(add("SHELF").await.status, 409);
        let all = shop.get("/v1/import-templates").await["import_templates"].clone();
        assert_eq!((all.as_array().unwrap().len(), &all[0]["name"]), (1, &json!("Shelf")));
        let gone = insist(shop, "DELETE", &path, &Value::Null).await;
        assert!(matches!(gone.status, 200 | 404), "{}", gone.text());
        crash.end(shop).await;
        // What a crash left behind is over after a minute.
        shop.world.advance(Duration::from_secs(61));
        for name in ["Stock", "Shelf"] {
            let added = add(name).await;
            assert_eq!(added.status, 201, "{}", added.text());
        }
    });
    assert!(crashes.await >= 7, "made, renamed and removed, each with its name");
}

/// Catches a move that is half made, or whose event fires twice.
#[tokio::test]
async fn a_move_over_a_crash_is_made_once_and_its_event_follows_once() {
    let crashes = at_each_write("move", Function::ServeApi, async |shop, crash| {
        note_and_post(shop, "folder_changed", "moved", "/in").await;
        let (one, two) = (shop.order("M-1").await, shop.order("M-2").await);
        crash.plan(shop);
        let ids: Vec<u64> = [&one, &two].map(|id| id.parse().unwrap()).into();
        let body = json!({"order_id_list": ids, "destination_folder_id": 2});
        assert_eq!(insist(shop, "POST", "/api/v2/move-orders", &body).await.status, 200);
        crash.end(shop).await;
        for id in [&one, &two] {
            assert_eq!(shop.get(&format!("/api/v2/orders/{id}")).await["order"]["folder_id"], 2);
            assert_eq!(notes(shop, id).await, ["moved"]);
        }
        assert_eq!(shop.receiver.received("/in").len(), 2);
        assert_count(shop, 1, 0, 2).await;
        assert_count(shop, 2, 2, 2).await;
    });
    assert!(crashes.await >= 4);
}

/// Catches a retry by hand that is noted and never tried, or tried twice.
#[tokio::test]
async fn a_retry_by_hand_over_a_crash_is_one_new_round() {
    let crashes = at_each_write("retry", Function::ServeApi, async |shop, crash| {
        shop.receiver.always("/in", waybill::Answer::status(410));
        shop.post_rule("/in").await;
        let id = shop.order("T-1").await;
        let appointment = text(&shop.appointments(&id, "failed", 1).await[0]["id"]);
        shop.world.settle().await;
        shop.receiver.always("/in", waybill::Answer::status(200));
        crash.plan(shop);
        let done = insist(shop, "POST", &format!("/v1/appointments/{appointment}/retry"), &json!({})).await;
        assert!(matches!(done.status, 200 | 409), "{}", done.text());
        crash.end(shop).await;
        let done = shop.appointments(&id, "complete", 1).await;
        assert_eq!(done[0]["attempts"].as_array().unwrap().len(), 2);
        assert_eq!(shop.receiver.received("/in").len(), 2);
    });
    assert!(crashes.await >= 1);
}

/// Catches a store that is half made and shown to nobody, in whose place no other can be made.
#[tokio::test]
async fn a_store_made_over_a_crash_can_be_made_again_and_works() {
    let crashes = at_each_write("store", Function::ManageStore, async |shop, crash| {
        let bearer = format!("Bearer {ADMIN_TOKEN}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        crash.plan(shop);
        let made = loop {
            let reply = shop.world.call("POST", "/v1/stores", &headers, Some(br#"{"name":"Pier"}"#)).await;
            if reply.status != 500 {
                break reply;
            }
        };
        crash.end(shop).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let made: Value = made.json().unwrap();
        let (id, key) = (text(&made["store"]["id"]), text(&made["api_key"]));
        let headers = [("ORDERDESK-STORE-ID", id.as_str()), ("ORDERDESK-API-KEY", &key)];
        let order = order("S-1").to_string();
        let created = shop.world.call("POST", "/api/v2/orders", &headers, Some(order.as_bytes())).await;
        assert_eq!(created.status, 201, "{}", created.text());
    });
    assert!(crashes.await >= 3, "the store, its secrets, its key");
}

/// Catches a code that belongs to an item that is not there, so that nobody can have it any more.
#[tokio::test]
async fn an_inventory_item_added_over_a_crash_is_one_item_that_has_its_code() {
    let crashes = at_each_write("stock", Function::ServeApi, async |shop, crash| {
        let item = json!({"name": "Mug", "code": "MUG"});
        crash.plan(shop);
        let made = insist(shop, "POST", "/api/v2/inventory-items", &item).await;
        crash.end(shop).await;
        assert!(matches!(made.status, 201 | 400), "{}", made.text());
        // For a minute the code may be held for a call that is still under way.
        shop.world.advance(std::time::Duration::from_mins(1));
        insist(shop, "POST", "/api/v2/inventory-items", &item).await;
        let found = shop.get("/api/v2/inventory-items?code=MUG").await["inventory_items"].clone();
        assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
        let all = shop.get("/api/v2/inventory-items").await;
        assert_eq!(all["total_records"], "1");
    });
    assert!(crashes.await >= 2);
}

/// Catches orders that are left in a folder that is gone.
#[tokio::test]
async fn a_folder_removed_over_a_crash_leaves_its_orders_to_the_other() {
    let crashes = at_each_write("folder", Function::ServeApi, async |shop, crash| {
        let orders = [shop.order("F-1").await, shop.order("F-2").await];
        let ids: Vec<u64> = orders.iter().map(|id| id.parse().unwrap()).collect();
        shop.post("/api/v2/move-orders", &json!({"order_id_list": ids, "destination_folder_id": 2})).await;
        crash.plan(shop);
        let gone = insist(shop, "DELETE", "/v1/folders/2?into=1", &Value::Null).await;
        crash.end(shop).await;
        assert!(matches!(gone.status, 200 | 404), "{}", gone.text());
        for id in &orders {
            assert_eq!(shop.get(&format!("/api/v2/orders/{id}")).await["order"]["folder_id"], 1);
        }
        assert_count(shop, 1, 2, 1).await;
    });
    assert!(crashes.await >= 3);
}
