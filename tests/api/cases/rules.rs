//! Rules and digits (kind 6 of the cases). Every comparator is in `shared/rules/src/tests/comparators.rs`.

use serde_json::json;

use super::Case;
use crate::shop::{Shop, order};

#[tokio::test]
async fn a_code_of_digits_is_a_text_in_a_rule() {
    let case = Case::run("11-rule-leading-zero-sku").await;
    assert_eq!(case.statuses(), [201, 201]);
    case.shop.world.settle().await;
    let order = case.shop.get(&format!("/api/v2/orders/{}", case.order)).await;
    assert!(order["order"]["order_metadata"].get("hit").is_none(), "{order}");
}

#[tokio::test]
async fn filters_in_groups_are_kept_as_they_were_sent_and_decide_which_orders_a_rule_is_for() {
    let shop = Shop::open("groups").await;
    let source = |name: &str| json!({"field": "source_name", "comparator": "equals", "value": name});
    let filters = json!([
        {"field": "order_metadata", "name": "gift", "comparator": "equals", "value": "yes"},
        {"combine": "any", "filters": [source("Etsy"), {"combine": "all", "filters": [source("Shopify")]}]},
    ]);
    let actions = json!([{"action": "change_folder", "folder_id": 2}]);
    let rule = json!({"name": "Gifts", "event": "order_imported", "filters": filters, "actions": actions});
    let added = shop.post("/v1/rules", &rule).await;
    let kept = &added["rule"]["filters"];
    assert_eq!((&kept[0]["value"], &kept[1]["combine"]), (&json!("yes"), &json!("any")));
    assert_eq!(kept[1]["filters"][1]["filters"][0]["value"], "Shopify");
    for (number, source, gift, folder) in
        [("G-1", "Etsy", "yes", 2), ("G-2", "Shopify", "yes", 2), ("G-3", "Amazon", "yes", 1), ("G-4", "Etsy", "no", 1)]
    {
        let mut order = order(number);
        order["source_name"] = json!(source);
        order["order_metadata"] = json!({"gift": gift});
        let created = shop.post("/api/v2/orders", &order).await;
        shop.world.settle().await;
        let id = created["order"]["id"].as_str().unwrap_or_default();
        let found = shop.get(&format!("/api/v2/orders/{id}")).await;
        assert_eq!(found["order"]["folder_id"], folder, "{number}");
    }
}

#[tokio::test]
async fn texts_of_actions_are_templates_and_what_fails_in_one_is_said() {
    let shop = Shop::open("templates").await;
    let set = |name: &str, value: &str| json!({"action": "set_order_metadata", "name": name, "value": value});
    let actions = json!([
        set("count", "{{ order_metadata['count'] + 1 }}"),
        set("total", "{{ order_total|money_format }} for {{ shipping.first_name }}"),
        set("never", "{{ 1 / 0 }}"),
        {"action": "set_order_field", "field": "shipping_method", "value": "{{ shipping.country }} express"},
        {"action": "stop_processing"},
    ]);
    let rule = |name: &str, actions| json!({"name": name, "event": "order_imported", "actions": actions});
    shop.post("/v1/rules", &rule("First", actions)).await;
    shop.post("/v1/rules", &rule("Second", json!([set("second", "ran")]))).await;
    let mut order = order("T-1");
    order["order_metadata"] = json!({"count": "41"});
    order["shipping"] = json!({"first_name": "{{ 7*7 }}", "country": "FR"});
    let created = shop.post("/api/v2/orders", &order).await;
    shop.world.settle().await;
    let id = created["order"]["id"].as_str().unwrap_or_default();
    let found = shop.get(&format!("/api/v2/orders/{id}")).await;
    let metadata = &found["order"]["order_metadata"];
    assert_eq!(metadata["count"], "42");
    assert!(metadata["total"].as_str().is_some_and(|total| total.ends_with(" for {{ 7*7 }}")), "{metadata}");
    assert!(metadata.get("never").is_none() && metadata.get("second").is_none(), "{metadata}");
    assert_eq!(found["order"]["shipping_method"], "FR express");
    let history = shop.history(id).await.join("\n");
    assert!(history.contains("a number is divided by zero"), "{history}");
    let refused = shop.call("POST", "/v1/rules", Some(&rule("Bad", json!([set("x", "{{ a|shout }}")])))).await;
    assert_eq!(refused.status, 400);
    let body = String::from_utf8_lossy(&refused.body);
    assert!(body.contains("there is no filter"), "{body}");
}
