//! Events beside what happens to orders: run by hand, and buttons that are pressed.

use serde_json::{Value, json};

use crate::shop::{Shop, text};

/// A rule for an event of a store's own, which counts how often it ran in the order's metadata.
async fn counting(shop: &Shop, event: &str, event_id: &str) {
    let actions = json!([{"action": "set_order_metadata", "name": event, "value": "++"}]);
    let rule = json!({"name": "Count", "event": event, "event_id": event_id, "actions": actions});
    shop.post("/v1/rules", &rule).await;
}

async fn counted(shop: &Shop, order: &str, event: &str) -> Value {
    shop.world.settle().await;
    shop.get(&format!("/api/v2/orders/{order}")).await["order"]["order_metadata"][event].clone()
}

async fn button(shop: &Shop, body: &Value) -> String {
    text(&shop.post("/v1/custom-buttons", body).await["custom_button"]["id"])
}

async fn custom_event(shop: &Shop) -> String {
    let body = json!({"name": "Chase", "folder_id": 1, "every": "hour", "enabled": false});
    text(&shop.post("/v1/custom-events", &body).await["custom_event"]["id"])
}

/// F034, and the bug of an event by hand that does more than run its rules, or runs them more than once.
#[tokio::test]
async fn an_event_is_run_by_hand_once_a_call_and_the_history_says_who_did() {
    let shop = Shop::open("run-event").await;
    counting(&shop, "order_imported", "").await;
    counting(&shop, "folder_changed", "").await;
    let order = shop.order("H-1").await;
    assert_eq!(counted(&shop, &order, "order_imported").await, "1");
    let path = format!("/v1/orders/{order}/events");
    shop.post(&path, &json!({"event": "order_imported"})).await;
    assert_eq!(counted(&shop, &order, "order_imported").await, "2");
    shop.post(&path, &json!({"event": "folder_changed"})).await;
    assert_eq!(counted(&shop, &order, "folder_changed").await, "1");
    let found = shop.get(&format!("/api/v2/orders/{order}")).await;
    assert_eq!(
        (&found["order"]["folder_id"], &found["order"]["order_metadata"]["order_imported"]),
        (&json!(1), &json!("2"))
    );
    let history = shop.get(&format!("/v1/orders/{order}/history")).await["history"].clone();
    let run = history.as_array().unwrap().iter().find(|line| line["note"] == "Event Run: Order is Imported").unwrap();
    assert_eq!(run["source_name"], "API");
}

/// F018: catches a custom event that runs another's rules.
#[tokio::test]
async fn a_custom_event_is_run_by_hand_also_while_it_is_disabled_and_only_for_its_own_rules() {
    let shop = Shop::open("run-custom").await;
    let (one, other) = (custom_event(&shop).await, custom_event(&shop).await);
    counting(&shop, "custom_event", &one).await;
    let order = shop.order("H-1").await;
    let path = format!("/v1/orders/{order}/events");
    shop.post(&path, &json!({"event": "custom_event", "event_id": other})).await;
    assert_eq!(counted(&shop, &order, "custom_event").await, Value::Null);
    shop.post(&path, &json!({"event": "custom_event", "event_id": one})).await;
    assert_eq!(counted(&shop, &order, "custom_event").await, "1");
    assert!(shop.history(&order).await.contains(&"Event Run: Chase".to_owned()));
}

/// F020.
#[tokio::test]
async fn a_button_runs_its_rules_and_the_history_says_which_key_pressed_it() {
    let shop = Shop::open("press").await;
    let id = button(&shop, &json!({"label": "Reprint"})).await;
    counting(&shop, "custom_button", &id).await;
    let order = shop.order("B-1").await;
    let path = format!("/v1/orders/{order}/buttons/{id}");
    for times in ["1", "2"] {
        shop.post(&path, &json!({})).await;
        assert_eq!(counted(&shop, &order, "custom_button").await, times);
    }
    let key = text(&shop.get("/v1/keys").await["keys"][0]["id"]);
    assert!(shop.history(&order).await.contains(&format!("Button Pressed (key {key}): Reprint")));
}

/// Catches a button that works where it is not shown, and one that a key of too narrow a scope presses.
#[tokio::test]
async fn a_button_is_pressed_in_its_folders_and_by_its_scope() {
    let shop = Shop::open("press-where").await;
    let here = button(&shop, &json!({"label": "Proof", "folder_ids": [2]})).await;
    let admin = button(&shop, &json!({"label": "Cancel", "scope": "admin"})).await;
    let order = shop.order("B-1").await;
    let pressed = async |id: &str| shop.call("POST", &format!("/v1/orders/{order}/buttons/{id}"), None).await;
    let refused = pressed(&here).await;
    assert_eq!((refused.status, refused.text().contains("lies in New")), (409, true), "{}", refused.text());
    let body = json!({"order_id_list": [order.parse::<u64>().unwrap()], "destination_folder_id": 2});
    shop.post("/api/v2/move-orders", &body).await;
    assert_eq!(pressed(&here).await.status, 200);
    assert_eq!(pressed(&admin).await.status, 200);
    for (scope, button, status) in [("read", &here, 403), ("write", &here, 200), ("write", &admin, 403)] {
        let key = text(&shop.post("/v1/keys", &json!({"name": scope, "scope": scope})).await["api_key"]);
        let headers = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", key.as_str())];
        let path = format!("/v1/orders/{order}/buttons/{button}");
        let reply = shop.world.call("POST", &path, &headers, None).await;
        assert_eq!(reply.status, status, "{scope}: {}", reply.text());
    }
}

/// Catches a call that is repeated and runs an event twice.
#[tokio::test]
async fn with_a_key_an_event_runs_once_and_another_event_by_the_same_key_is_refused() {
    let shop = Shop::open("run-once").await;
    let id = button(&shop, &json!({"label": "Reprint"})).await;
    counting(&shop, "order_imported", "").await;
    counting(&shop, "custom_button", &id).await;
    let order = shop.order("H-1").await;
    let once = [("Idempotency-Key", "K-1")];
    let run = async |event: &str| {
        let body = json!({"event": event}).to_string();
        shop.call_raw("POST", &format!("/v1/orders/{order}/events"), Some(body), &once).await.status
    };
    assert_eq!([run("order_imported").await, run("order_imported").await, run("note_added").await], [200, 200, 422]);
    assert_eq!(counted(&shop, &order, "order_imported").await, "2");
    assert_eq!(run("order_imported").await, 200);
    assert_eq!(counted(&shop, &order, "order_imported").await, "2");
    let press = format!("/v1/orders/{order}/buttons/{id}");
    assert_eq!(shop.call_raw("POST", &press, None, &once).await.status, 422);
    for _ in 0..2 {
        assert_eq!(shop.call_raw("POST", &press, None, &[("Idempotency-Key", "K-2")]).await.status, 200);
    }
    assert_eq!(counted(&shop, &order, "custom_button").await, "1");
    assert_eq!(shop.call_raw("POST", &press, None, &[("If-Match", "\"1\"")]).await.status, 412);
}
