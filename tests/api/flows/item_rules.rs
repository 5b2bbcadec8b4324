//! Item rules, and rules that ask the inventory, through the API and the stream.

use serde_json::{Value, json};

use crate::shop::{Shop, eventually, text};

async fn add(shop: &Shop, rule: Value) {
    shop.post("/v1/rules", &rule).await;
}

/// The items of an order once `is_there` says so.
async fn items(shop: &Shop, order: &str, is_there: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    eventually("the items as rules make them", async || {
        let found = shop.get(&format!("/api/v2/orders/{order}")).await;
        let items = found["order"]["order_items"].as_array().unwrap().clone();
        is_there(&items).then_some(items)
    })
    .await
}

/// F006.
#[tokio::test]
async fn an_item_rule_changes_the_items_that_pass_and_an_order_rule_answers() {
    let shop = Shop::open("item-rules").await;
    add(
        &shop,
        json!({"name": "Prints", "event": "order_imported", "applies_to": "items",
        "filters": [{"field": "item.code", "comparator": "starts_with", "value": "PRINT-"}],
        "actions": [
            {"action": "set_fulfillment_method", "value": "Printer"},
            {"action": "set_item_metadata", "name": "print_sku", "value": "{{ item.code|lower }}"},
        ]}),
    )
    .await;
    add(
        &shop,
        json!({"name": "Changed", "event": "order_items_changed", "actions": [{"action": "change_folder", "folder_id": 2}]}),
    )
    .await;
    let order = shop.order("I-1").await;
    shop.folder(&order, 2).await;
    let items = items(&shop, &order, |items| items[0]["fulfillment_method"] == "Printer").await;
    assert_eq!(items[0]["metadata"]["print_sku"], "print-a3");
    assert_eq!(items[1]["fulfillment_method"], "");
    assert_eq!(items[1]["variation_list"]["Color"], "Oak");
    let said = "Rule \"Prints\" (Order is Imported): PRINT-A3: set fulfillment_method to \"Printer\", \
        set metadata print_sku to \"print-a3\"";
    assert!(shop.history(&order).await.iter().any(|line| line == said), "{:?}", shop.history(&order).await);
}

#[tokio::test]
async fn a_filter_on_the_inventory_reads_what_it_has_for_the_items() {
    let shop = Shop::open("asks-inventory").await;
    let frame =
        json!({"name": "Oak frame", "code": "frame", "stock": 2, "location": "Shelf 4", "manufacturer_sku": "M-1"});
    shop.post("/api/v2/inventory-items", &frame).await;
    let print = json!({"name": "Print", "code": "PRINT-A3", "stock": 0, "metadata": {"code_replace": "PRINT-A3-V2"}});
    shop.post("/api/v2/inventory-items", &print).await;
    shop.post("/api/v2/inventory-items", &json!({"name": "Second edition", "code": "PRINT-A3-V2", "price": 30})).await;
    add(
        &shop,
        json!({"name": "Sold out", "event": "order_imported", "applies_to": "items",
            "filters": [{"field": "item.stock", "comparator": "less_than", "value": "1"}],
            "actions": [{"action": "replace_code_by_inventory_metadata"}]}),
    )
    .await;
    // The inventory is read again for the code the first rule gave.
    add(
        &shop,
        json!({"name": "Details", "event": "order_items_changed", "actions": [{"action": "sync_inventory_details"}]}),
    )
    .await;
    add(
        &shop,
        json!({"name": "Shelf", "event": "order_imported",
            "filters": [{"field": "item.location", "comparator": "equals", "value": "Shelf 4"},
                        {"field": "item.manufacturer_sku", "comparator": "equals", "value": "M-1"}],
            "actions": [{"action": "change_folder", "folder_id": 2}]}),
    )
    .await;
    let order = shop.order("I-2").await;
    shop.folder(&order, 2).await;
    let items = items(&shop, &order, |items| items[0]["code"] == "PRINT-A3-V2").await;
    assert_eq!((text(&items[0]["name"]), text(&items[1]["name"])), ("Second edition".into(), "Oak frame".into()));
    assert_eq!(items[0]["price"], 30);
}

#[tokio::test]
async fn an_action_of_the_other_kind_and_one_that_is_still_to_come_are_refused_by_name() {
    let shop = Shop::open("wrong-level").await;
    for (applies_to, action, why) in [
        ("order", "remove_item", "\\\"remove_item\\\" is an action on items, and this is an order rule"),
        ("items", "remove_tag", "\\\"remove_tag\\\" is an action on orders, and this is an item rule"),
        (
            "order",
            "print_document",
            "\\\"print_document\\\" waits for connections to printers, which are not there yet",
        ),
    ] {
        let rule =
            json!({"name": "R", "event": "order_imported", "applies_to": applies_to, "actions": [{"action": action}]});
        let refused = shop.call("POST", "/v1/rules", Some(&rule)).await;
        assert_eq!(refused.status, 400);
        assert!(refused.text().contains(why), "{}", refused.text());
        assert!(refused.text().contains("actions[0].action"), "{}", refused.text());
    }
}

#[tokio::test]
async fn a_rule_ships_and_the_shop_is_told() {
    let shop = Shop::open("ships-itself").await;
    let actions = json!([
        {"action": "add_shipment", "tracking_number": "DL-{{ source_id }}", "carrier_code": "Digital"},
        {"action": "add_item", "code": "CARD", "name": "Thank you", "quantity": "1"},
    ]);
    shop.rule("Ship", "order_imported", actions).await;
    shop.rule("Shipped", "shipment_added", json!([{"action": "change_folder", "folder_id": 3}])).await;
    let order = shop.order_with("S-1", json!({"ship_notify_url": shop.receiver.url("/shipped")})).await;
    let told = shop.received("/shipped", 1).await.pop().unwrap();
    let told: Value = serde_json::from_slice(&told.body).unwrap();
    assert_eq!(told["shipment"]["tracking_number"], "DL-S-1");
    shop.folder(&order, 3).await;
    let found = shop.get(&format!("/api/v2/orders/{order}")).await;
    assert_eq!(found["order"]["order_shipments"].as_array().unwrap().len(), 1);
    assert_eq!(found["order"]["order_items"][2]["code"], "CARD");
    assert_eq!(shop.receiver.received("/shipped").len(), 1);
}

#[tokio::test]
async fn a_rule_causes_a_custom_event_that_is_there_and_no_other() {
    let shop = Shop::open("causes-event").await;
    let made = shop.post("/v1/custom-events", &json!({"name": "Check", "folder_id": 1, "every": "hour"})).await;
    let id = text(&made["custom_event"]["id"]);
    let of_it = json!({"name": "Checked", "event": "custom_event", "event_id": id,
        "actions": [{"action": "change_folder", "folder_id": 2}]});
    add(&shop, of_it).await;
    shop.rule("Ask", "order_imported", json!([{"action": "run_custom_event", "event_id": id}])).await;
    let order = shop.order("C-1").await;
    shop.folder(&order, 2).await;
    let actions = json!([{"action": "run_custom_event", "event_id": "1"}]);
    let rule = json!({"name": "Ask", "event": "order_imported", "actions": actions});
    let refused = shop.call("POST", "/v1/rules", Some(&rule)).await;
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("actions[0].event_id"), "{}", refused.text());
}
