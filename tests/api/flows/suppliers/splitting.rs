//! An order is split by whose its items are, and a rule may say whose.

use serde_json::{Value, json};

use super::order_of;
use crate::shop::Shop;

fn codes(order: &Value) -> Vec<&str> {
    order["order_items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

/// Catches items that go with another supplier's.
#[tokio::test]
async fn an_order_is_split_by_whose_its_items_are() {
    let shop = Shop::open("split-suppliers").await;
    shop.supplier("Prints", &["PRINT-A3"], json!({})).await;
    shop.supplier("Frames", &["FRAME"], json!({})).await;
    let order = shop.order("P-1").await;
    let split = shop.post(&format!("/v1/orders/{order}/split"), &json!({"by": "supplier"})).await;
    assert_eq!((codes(&split["order"]), codes(&split["orders"][0])), (vec!["PRINT-A3"], vec!["FRAME"]));
    let whole = json!({"by": "supplier"});
    assert_eq!(shop.call("POST", &format!("/v1/orders/{order}/split"), Some(&whole)).await.status, 409);
}

/// The whole way: a rule splits, and each part goes to its supplier.
#[tokio::test]
async fn rules_split_an_order_by_suppliers_and_submit_each_part() {
    let shop = Shop::open("split-rules").await;
    let prints = shop.supplier("Prints", &["PRINT-A3"], json!({})).await;
    let frames = shop.supplier("Frames", &["FRAME"], json!({})).await;
    shop.rule("Split", "order_imported", json!([{"action": "split_order", "by": "supplier"}])).await;
    for event in ["items_removed_after_split", "order_split"] {
        for supplier in [&prints, &frames] {
            shop.rule(event, event, json!([{"action": "submit_order", "supplier_id": supplier}])).await;
        }
    }
    let order = shop.order("R-1").await;
    shop.world.settle().await;
    let family = shop.get(&format!("/v1/orders/{order}/family")).await;
    let part = family["family"]["split_to"][0].as_str().unwrap().to_owned();
    for (id, name) in [(&order, "Prints"), (&part, "Frames")] {
        assert_eq!(order_of(&shop, id).await["fulfillment_name"], name, "{:?}", shop.history(id).await);
    }
}

/// Catches an assignment that is lost, or weighs less than a code.
#[tokio::test]
async fn a_rule_says_whose_an_item_is_whatever_codes_suppliers_list() {
    let shop = Shop::open("assign").await;
    let prints = shop.supplier("Prints", &["PRINT-A3"], json!({})).await;
    let frames = shop.supplier("Frames", &["FRAME"], json!({})).await;
    let rule = json!({
        "name": "Oak is theirs", "event": "order_imported", "applies_to": "items",
        "filters": [{"field": "item.code", "comparator": "equals", "value": "FRAME"}],
        "actions": [{"action": "assign_supplier", "supplier_id": prints}],
    });
    shop.post("/v1/rules", &rule).await;
    let order = shop.order("A-1").await;
    shop.world.settle().await;
    let items = order_of(&shop, &order).await["order_items"].clone();
    // The API gives it back without the assignment, which stays.
    let path = format!("/api/v2/orders/{order}/order-items/{}", items[1]["id"].as_str().unwrap());
    assert_eq!(shop.call("PUT", &path, Some(&items[1])).await.status, 200);
    let refused =
        shop.call("POST", &format!("/v1/orders/{order}/submissions"), Some(&json!({"supplier_id": frames}))).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert_eq!(shop.submit(&order, &prints).await["items"].as_array().unwrap().len(), 2);
}
