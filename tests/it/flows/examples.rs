//! The examples seen in live stores (orderdesk-app 1.11). What an integration or a mail will do is done by a post here.

use serde_json::{Value, json};

use crate::shop::{PATIENCE, Shop, eventually, order, text};

async fn add_rule(shop: &Shop, rule: Value) {
    shop.post("/v1/rules", &rule).await;
}

fn posts(shop: &Shop, path: &str) -> Value {
    json!([{"action": "post_order_json", "url": shop.receiver.url(path)}])
}

async fn folder_named(shop: &Shop, name: &str) -> u64 {
    text(&shop.post("/v1/folders", &json!({"name": name})).await["folder"]["id"]).parse().unwrap()
}

async fn patch(shop: &Shop, order: &str, change: Value) {
    let reply = shop.call("PATCH", &format!("/v1/orders/{order}"), Some(&change)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

async fn read(shop: &Shop, order: &str) -> Value {
    shop.get(&format!("/api/v2/orders/{order}")).await["order"].clone()
}

/// The first: its schedule is the next minute of every day, and its wait is none, as the cloud's clock is the wall's.
#[tokio::test]
async fn what_lies_in_a_folder_is_passed_on_on_schedule() {
    let shop = Shop::open("example-1").await;
    let folder = folder_named(&shop, "CA").await;
    let waiting = shop.order("E-1").await;
    patch(&shop, &waiting, json!({"folder_id": folder})).await;
    let elsewhere = shop.order("E-2").await;
    let soon = runtime::system_clock().now().checked_add(jiff::SignedDuration::from_secs(75)).unwrap();
    let at = soon.strftime("%H:%M").to_string();
    let event = json!({"name": "Pass on", "folder_id": folder, "every": "day", "at": at});
    let event = text(&shop.post("/v1/custom-events", &event).await["custom_event"]["id"]);
    let filters = json!([
        {"field": "folder_name", "comparator": "equals", "value": "CA"},
        {"field": "date_updated", "comparator": "before", "value": "-1 seconds"},
    ]);
    let rule = json!({"name": "Pass on", "event": "custom_event", "event_id": event, "filters": filters,
                      "actions": posts(&shop, "/in")});
    add_rule(&shop, rule).await;
    shop.receiver.wait_for("/in", 1, PATIENCE).await.unwrap();
    shop.appointments(&waiting, "complete", 1).await;
    shop.appointments(&elsewhere, "complete", 0).await;
    assert_eq!(shop.receiver.received("/in").len(), 1);
}

/// The second and the third.
#[tokio::test]
async fn a_changed_address_is_passed_on_again_and_a_note_with_a_keyword_holds_the_order() {
    let shop = Shop::open("example-2").await;
    let hold = folder_named(&shop, "Hold").await;
    add_rule(&shop, json!({"name": "Again", "event": "order_address_changed", "actions": posts(&shop, "/in")})).await;
    let filters = json!([{"field": "note.content", "comparator": "starts_with", "value": "!hold"}]);
    let actions = json!([{"action": "change_folder", "folder_id": hold}]);
    add_rule(&shop, json!({"name": "Hold", "event": "note_added", "filters": filters, "actions": actions})).await;
    let order = shop.order("E-1").await;
    patch(&shop, &order, json!({"shipping_method": "Air"})).await;
    patch(&shop, &order, json!({"shipping": {"address1": "6 Quay Street"}})).await;
    patch(&shop, &order, json!({"order_notes": [{"content": "!hold until Friday"}]})).await;
    shop.folder(&order, hold).await;
    shop.appointments(&order, "complete", 1).await;
}

/// The fourth and the seventh: values that belong together stay together, and a template counts the splits.
#[tokio::test]
async fn an_imported_order_is_split_by_metadata_and_each_split_is_counted() {
    let shop = Shop::open("example-4").await;
    let split = json!([{"action": "split_order", "by": "metadata", "name": "vendor", "values": ["Harbor", "Pier"]}]);
    add_rule(&shop, json!({"name": "Split", "event": "order_imported", "actions": split})).await;
    let value = "{{order_metadata['order_split_total'] + 1}}";
    let actions = json!([{"action": "set_order_metadata", "name": "order_split_total", "value": value}]);
    add_rule(&shop, json!({"name": "Count", "event": "order_split", "actions": actions})).await;
    let mut body = order("E-1");
    let of = |vendor: &str| json!({"name": vendor, "code": vendor, "price": 5, "metadata": {"vendor": vendor}});
    body["order_items"] = json!([of("Mill"), of("Harbor"), of("Pier")]);
    let parent = text(&shop.post("/api/v2/orders", &body).await["order"]["id"]);
    let split = eventually("the part, counted", async || {
        let found = shop.get("/api/v2/orders?source_id=E-1-1").await;
        let order = found["orders"].get(0)?.clone();
        (order["order_metadata"]["order_split_total"] == "1").then_some(order)
    });
    let codes = |order: &Value| order["order_items"].as_array().unwrap().iter().map(|it| text(&it["code"])).collect();
    let (of_part, of_parent): (Vec<_>, Vec<_>) = (codes(&split.await), codes(&read(&shop, &parent).await));
    assert_eq!((of_part, of_parent), (vec!["Harbor".into(), "Pier".into()], vec!["Mill".to_owned()]));
}

/// The fifth and the sixth.
#[tokio::test]
async fn imported_orders_of_a_folder_are_told_of_and_those_of_some_states_sorted() {
    let shop = Shop::open("example-5").await;
    let east = folder_named(&shop, "East").await;
    let filters = json!([{"field": "folder_name", "comparator": "equals", "value": "New"}]);
    let actions = posts(&shop, "/mail");
    add_rule(&shop, json!({"name": "Tell", "event": "order_imported", "filters": filters, "actions": actions})).await;
    let filters = json!([{"field": "shipping.state", "comparator": "in_list", "value": "ME, NH, VT"}]);
    let actions = json!([{"action": "change_folder", "folder_id": east}, {"action": "tag_order", "color": "Yellow"}]);
    add_rule(&shop, json!({"name": "East", "event": "order_imported", "filters": filters, "actions": actions})).await;
    let order = shop.order("E-1").await;
    shop.folder(&order, east).await;
    assert_eq!(read(&shop, &order).await["tag_name"], "warning");
    shop.appointments(&order, "complete", 1).await;
}
