//! Custom events on their schedule, and events that are run on many orders by hand (orderdesk-app 1.7, 1.9).

use std::time::Duration;

use serde_json::{Value, json};

use crate::shop::{Shop, order, text};

const HALF_AN_HOUR: Duration = Duration::from_mins(30);

/// Adds a custom event on the folder Prepared; its id.
pub(crate) async fn custom_event(shop: &Shop, every: &Value) -> String {
    let mut body = json!({"name": "Chase", "folder_id": 2});
    body.as_object_mut().unwrap().extend(every.as_object().unwrap().clone());
    text(&shop.post("/v1/custom-events", &body).await["custom_event"]["id"])
}

/// Adds a rule for it that notes on orders with this shipping method that they were chased.
pub(crate) async fn chase(shop: &Shop, event: &str, method: &str) {
    let filters = json!([{"field": "shipping_method", "comparator": "equals", "value": method}]);
    let actions = json!([{"action": "add_order_note", "content": "chased"}]);
    let rule = json!({"name": "Chase", "event": "custom_event", "event_id": event, "filters": filters,
                      "actions": actions});
    shop.post("/v1/rules", &rule).await;
}

/// Creates an order in a folder, with a shipping method; its id.
pub(crate) async fn order_in(shop: &Shop, number: &str, folder: u64, method: &str) -> String {
    let mut body = order(number);
    body["folder_id"] = json!(folder);
    body["shipping_method"] = json!(method);
    text(&shop.post("/api/v2/orders", &body).await["order"]["id"])
}

/// How often each was chased.
pub(crate) async fn chased(shop: &Shop, orders: &[&String]) -> Vec<usize> {
    let mut counts = vec![];
    for order in orders {
        let found = shop.get(&format!("/api/v2/orders/{order}")).await;
        counts.push(found["order"]["order_notes"].as_array().unwrap().len());
    }
    counts
}

/// Lets so much time go by, with all that is due in it.
pub(crate) async fn pass(shop: &Shop, time: Duration) {
    shop.world.settle().await;
    shop.world.advance(time);
    shop.world.settle().await;
}

async fn version(shop: &Shop, order: &str) -> String {
    let reply = shop.call("GET", &format!("/v1/orders/{order}"), None).await;
    reply.headers["etag"].to_str().unwrap().to_owned()
}

/// F018, F019. Catches orders of other folders, a write where no rule has anything to do, and an event that runs once.
#[tokio::test]
async fn a_custom_event_runs_again_and_again_on_the_orders_of_its_folder_and_writes_where_a_rule_acts() {
    let shop = Shop::open("scheduled").await;
    let event = custom_event(&shop, &json!({"every": "30_minutes"})).await;
    chase(&shop, &event, "Ground").await;
    let late = order_in(&shop, "S-1", 2, "Ground").await;
    let other = order_in(&shop, "S-2", 2, "Air").await;
    let elsewhere = order_in(&shop, "S-3", 1, "Ground").await;
    shop.world.settle().await;
    let before = (version(&shop, &other).await, version(&shop, &elsewhere).await);
    let all = [&late, &other, &elsewhere];
    assert_eq!(chased(&shop, &all).await, [0, 0, 0], "it is not time yet");
    for times in 1..=3 {
        pass(&shop, HALF_AN_HOUR).await;
        assert_eq!(chased(&shop, &all).await, [times, 0, 0]);
    }
    assert_eq!((version(&shop, &other).await, version(&shop, &elsewhere).await), before, "nothing is written");
    let history = shop.history(&late).await;
    assert!(history.contains(&"Event Run: Chase".to_owned()), "{history:?}");
    let sweeps = shop.get("/v1/sweeps").await;
    let last = &sweeps["sweeps"][0];
    assert_eq!((&last["action"], &last["event_id"], &last["by"]), (&json!("run_event"), &json!(event), &json!("")));
    assert_eq!((&last["status"], &last["done"], &last["unchanged"]), (&json!("done"), &json!(1), &json!(1)), "{last}");
}

#[tokio::test]
async fn an_empty_folder_costs_no_sweep_and_a_disabled_or_removed_event_does_not_run() {
    let shop = Shop::open("scheduled-not").await;
    let event = custom_event(&shop, &json!({"every": "30_minutes"})).await;
    let path = format!("/v1/custom-events/{event}");
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(shop.get("/v1/sweeps").await["sweeps"], json!([]), "nothing lies there");
    let order = order_in(&shop, "S-1", 2, "Ground").await;
    chase(&shop, &event, "Ground").await;
    let body = json!({"name": "Chase", "folder_id": 2, "every": "30_minutes", "enabled": false});
    assert_eq!(shop.call("PUT", &path, Some(&body)).await.status, 200);
    pass(&shop, HALF_AN_HOUR).await;
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(chased(&shop, &[&order]).await, [0]);
    assert_eq!(shop.world.due(), [], "nothing is planned for it");
    let body = json!({"name": "Chase", "folder_id": 2, "every": "30_minutes", "enabled": true});
    assert_eq!(shop.call("PUT", &path, Some(&body)).await.status, 200);
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(chased(&shop, &[&order]).await, [1]);
}

/// Catches an event that runs by the schedule of before too, and one that never runs again once its store's clock is
/// another.
#[tokio::test]
async fn another_schedule_or_time_zone_holds_from_then_on() {
    let shop = Shop::open("scheduled-else").await;
    let event = custom_event(&shop, &json!({"every": "day", "at": "09:20"})).await;
    chase(&shop, &event, "Ground").await;
    let order = order_in(&shop, "S-1", 2, "Ground").await;
    let path = format!("/v1/custom-events/{event}");
    let body = json!({"name": "Chase", "folder_id": 2, "every": "day", "at": "10:20"});
    assert_eq!(shop.call("PUT", &path, Some(&body)).await.status, 200);
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(chased(&shop, &[&order]).await, [0], "half past nine: no more at twenty past");
    let settings = json!({"settings": {"timezone": "America/New_York"}});
    let reply = shop.call("PATCH", "/v1/store", Some(&settings)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    pass(&shop, Duration::from_hours(1)).await;
    assert_eq!(chased(&shop, &[&order]).await, [0], "in New York it is not twenty past ten yet");
    pass(&shop, Duration::from_hours(5)).await;
    assert_eq!(chased(&shop, &[&order]).await, [1]);
    pass(&shop, Duration::from_hours(24)).await;
    assert_eq!(chased(&shop, &[&order]).await, [2]);
}

/// F034: on many orders and a whole folder, also Order is Imported again.
#[tokio::test]
async fn an_event_is_run_by_hand_on_some_orders_and_on_a_whole_folder() {
    let shop = Shop::open("by-hand").await;
    let orders = [order_in(&shop, "H-1", 2, "Ground").await, order_in(&shop, "H-2", 2, "Air").await];
    shop.world.settle().await;
    let actions = json!([{"action": "add_order_note", "content": "imported"}]);
    shop.rule("Note", "order_imported", actions).await;
    let body = json!({"action": "run_event", "event": "order_imported", "query": {"folder_ids": [2]}});
    let swept = shop.post("/v1/sweeps", &body).await["sweep"].clone();
    assert_eq!((&swept["status"], &swept["done"]), (&json!("done"), &json!(2)), "{swept}");
    shop.world.settle().await;
    assert_eq!(chased(&shop, &[&orders[0], &orders[1]]).await, [1, 1]);
    let event = custom_event(&shop, &json!({"every": "week", "day": "friday", "at": "06:00"})).await;
    chase(&shop, &event, "Air").await;
    let body = json!({"action": "run_event", "event": "custom_event", "event_id": event, "ids": orders});
    let swept = shop.post("/v1/sweeps", &body).await["sweep"].clone();
    assert_eq!((&swept["done"], &swept["unchanged"]), (&json!(1), &json!(1)), "{swept}");
    shop.world.settle().await;
    assert_eq!(chased(&shop, &[&orders[0], &orders[1]]).await, [1, 2]);
    let undone = shop.call("POST", &format!("/v1/sweeps/{}/undo", text(&swept["id"])), None).await;
    assert_eq!(undone.status, 409, "{}", undone.text());
    for (body, field) in [
        (json!({"action": "run_event", "event": "custom_event", "ids": ["1"]}), "event_id"),
        (json!({"action": "run_event", "event": "custom_event", "event_id": 7, "ids": ["1"]}), "event_id"),
        (json!({"action": "run_event", "event": "shipment_added", "ids": ["1"]}), "event"),
    ] {
        let reply = shop.call("POST", "/v1/sweeps", Some(&body)).await;
        assert_eq!(reply.status, 400, "{}", reply.text());
        assert!(reply.text().contains(field), "{}", reply.text());
    }
}

/// Catches a person's sweep that is refused because a schedule's is not over, and a schedule that waits for a person's.
#[tokio::test]
async fn a_run_by_schedule_and_a_sweep_by_hand_do_not_hold_each_other_up() {
    let shop = Shop::open("both").await;
    let event = custom_event(&shop, &json!({"every": "30_minutes"})).await;
    chase(&shop, &event, "Ground").await;
    let order = order_in(&shop, "B-1", 2, "Ground").await;
    shop.world.settle().await;
    shop.world.advance(HALF_AN_HOUR);
    shop.world.tick().await.unwrap();
    let swept = shop.post("/v1/sweeps", &json!({"action": "set_tag", "color": "Red", "ids": [order]})).await;
    assert_eq!(swept["sweep"]["done"], 1, "{swept}");
    shop.world.settle().await;
    assert_eq!(chased(&shop, &[&order]).await, [1]);
}
