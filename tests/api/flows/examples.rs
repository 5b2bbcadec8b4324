//! The examples seen in live stores (orderdesk-app 1.11). What an integration or a mail will do is done by a post here;
//! an event on a schedule is run by hand. The fourth, a split by metadata, is a flow of splits.

use std::time::Duration;

use serde_json::{Value, json};

use crate::shop::{Shop, order, text};

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
    shop.world.settle().await;
}

async fn read(shop: &Shop, order: &str) -> Value {
    shop.world.settle().await;
    shop.get(&format!("/api/v2/orders/{order}")).await["order"].clone()
}

/// The first, which is a debounce: an order is passed on once nobody changed it for five minutes. Also catches an event by
/// hand that counts as a change of the order.
#[tokio::test]
async fn a_custom_event_passes_on_what_lies_in_a_folder_and_was_not_changed_for_five_minutes() {
    let shop = Shop::open("example-1").await;
    let folder = folder_named(&shop, "CA").await;
    let chase = json!({"name": "Pass on", "folder_id": folder, "every": "30_minutes"});
    let event = text(&shop.post("/v1/custom-events", &chase).await["custom_event"]["id"]);
    let filters = json!([
        {"field": "folder_name", "comparator": "equals", "value": "CA"},
        {"field": "date_updated", "comparator": "before", "value": "-5 minutes"},
    ]);
    let rule = json!({"name": "Pass on", "event": "custom_event", "event_id": event, "filters": filters,
                      "actions": posts(&shop, "/in")});
    add_rule(&shop, rule).await;
    let order = shop.order("E-1").await;
    let run = async || {
        shop.post(&format!("/v1/orders/{order}/events"), &json!({"event": "custom_event", "event_id": event})).await;
        shop.world.settle().await;
        shop.receiver.received("/in").len()
    };
    shop.world.advance(Duration::from_mins(6));
    assert_eq!(run().await, 0, "it lies in another folder");
    patch(&shop, &order, json!({"folder_id": folder})).await;
    assert_eq!(run().await, 0, "it was changed a moment ago");
    shop.world.advance(Duration::from_mins(6));
    assert_eq!(run().await, 1);
}

/// The second.
#[tokio::test]
async fn an_order_is_passed_on_again_when_its_address_changes_and_not_when_something_else_does() {
    let shop = Shop::open("example-2").await;
    add_rule(&shop, json!({"name": "Again", "event": "order_address_changed", "actions": posts(&shop, "/in")})).await;
    let order = shop.order("E-1").await;
    patch(&shop, &order, json!({"shipping_method": "Air"})).await;
    assert_eq!(shop.receiver.received("/in").len(), 0);
    patch(&shop, &order, json!({"shipping": {"address1": "6 Quay Street"}})).await;
    assert_eq!(shop.receiver.received("/in").len(), 1);
}

/// The third.
#[tokio::test]
async fn a_note_with_a_keyword_puts_the_order_on_hold() {
    let shop = Shop::open("example-3").await;
    let hold = folder_named(&shop, "Hold").await;
    let filters = json!([{"field": "note.content", "comparator": "starts_with", "value": "!hold"}]);
    let rule = json!({"name": "Hold", "event": "note_added", "filters": filters,
                      "actions": [{"action": "change_folder", "folder_id": hold}]});
    add_rule(&shop, rule).await;
    for (number, note, folder) in [("E-1", "hold it", 1), ("E-2", "!hold until Friday", hold)] {
        let order = shop.order(number).await;
        patch(&shop, &order, json!({"order_notes": [{"content": note}]})).await;
        assert_eq!(read(&shop, &order).await["folder_id"], folder, "{note}");
    }
}

/// The fifth; F004 too: letters of another case are others.
#[tokio::test]
async fn an_imported_order_in_the_folder_of_exactly_that_name_is_told_of() {
    let shop = Shop::open("example-5").await;
    for (value, path) in [("New", "/mail"), ("new", "/never")] {
        let filters = json!([{"field": "folder_name", "comparator": "equals", "value": value}]);
        let actions = posts(&shop, path);
        add_rule(&shop, json!({"name": value, "event": "order_imported", "filters": filters, "actions": actions}))
            .await;
    }
    let mut elsewhere = order("E-2");
    elsewhere["folder_id"] = json!(2);
    shop.order("E-1").await;
    shop.post("/api/v2/orders", &elsewhere).await;
    shop.world.settle().await;
    assert_eq!((shop.receiver.received("/mail").len(), shop.receiver.received("/never").len()), (1, 0));
}

/// The sixth.
#[tokio::test]
async fn orders_of_some_states_go_into_a_folder_and_are_tagged() {
    let shop = Shop::open("example-6").await;
    let east = folder_named(&shop, "East").await;
    let filters = json!([{"field": "shipping.state", "comparator": "in_list", "value": "ME, NH, VT"}]);
    let actions = json!([{"action": "change_folder", "folder_id": east}, {"action": "tag_order", "color": "Yellow"}]);
    add_rule(&shop, json!({"name": "East", "event": "order_imported", "filters": filters, "actions": actions})).await;
    for (number, state, folder, tag) in [("E-1", "ME", east, "warning"), ("E-2", "MN", 1, "")] {
        let mut order = order(number);
        order["shipping"]["state"] = json!(state);
        let id = text(&shop.post("/api/v2/orders", &order).await["order"]["id"]);
        let found = read(&shop, &id).await;
        assert_eq!((&found["folder_id"], &found["tag_name"]), (&json!(folder), &json!(tag)), "{state}");
    }
}

/// The seventh, F027: the event is run by hand, and a counter that is not there yet counts as nothing.
#[tokio::test]
async fn a_template_counts_how_often_an_order_was_split() {
    let shop = Shop::open("example-7").await;
    let value = "{{order_metadata['order_split_total'] + 1}}";
    let actions = json!([{"action": "set_order_metadata", "name": "order_split_total", "value": value}]);
    add_rule(&shop, json!({"name": "Count", "event": "order_split", "actions": actions})).await;
    let order = shop.order("E-1").await;
    for expected in ["1", "2"] {
        shop.post(&format!("/v1/orders/{order}/events"), &json!({"event": "order_split"})).await;
        assert_eq!(read(&shop, &order).await["order_metadata"]["order_split_total"], expected);
    }
}
