//! What files a template would make.

use serde_json::{Value, json};

use super::{add, template};
use crate::flows::custom_events::order_in;
use crate::shop::Shop;

async fn preview(shop: &Shop, template: &str, body: &Value) -> Value {
    shop.post(&format!("/v1/export-templates/{template}/preview"), body).await
}

/// Catches a preview that shows other files than are made, and one that claims its orders.
#[tokio::test]
async fn a_preview_shows_the_first_files_and_does_nothing() {
    let shop = Shop::open("previews").await;
    let filters = json!([{"field": "shipping_method", "comparator": "equals", "value": "Ground"}]);
    let more = json!({"select": {"folder_ids": [2], "filters": filters}, "filename": "orders.csv"});
    let id = add(&shop, "Printer", &more).await;
    let (first, air) = (order_in(&shop, "P-1", 2, "Ground").await, order_in(&shop, "P-2", 2, "Air").await);
    order_in(&shop, "P-3", 1, "Ground").await;
    let before = shop.world.aws.dynamo.rows().unwrap().len();
    let shown = preview(&shop, &id, &json!({})).await;
    let expected = json!([{"name": "orders.csv", "order_ids": [first], "text": "Ref,City\nP-1,Portland\n", "rows": [],
                           "is_cut": false, "warnings": []}]);
    assert_eq!((&shown["files"], &shown["notes"]), (&expected, &json!([])));
    let named = preview(&shop, &id, &json!({"order_ids": [air, "1999999999"]})).await;
    let notes = json!([
        format!("order {air}: the template's filters do not hold for it"),
        "order 1999999999: there is no such order",
    ]);
    assert_eq!((&named["files"], &named["notes"]), (&json!([]), &notes));
    assert_eq!(shop.world.aws.dynamo.rows().unwrap().len(), before, "nothing is written");
    assert_eq!(shop.get("/v1/exports").await["exports"], json!([]));
}

#[tokio::test]
async fn a_workbook_is_shown_by_its_rows_and_json_as_the_api_writes_orders() {
    let shop = Shop::open("previews-forms").await;
    let id = shop.order("W-1").await;
    let mut body = template("Book", &json!({}));
    body.as_object_mut().unwrap().remove("line_end");
    body["format"] = json!("xlsx");
    body["columns"][1] = json!({"heading": "Total", "value": "order_total", "kind": "number"});
    let made = shop.post("/v1/export-templates", &body).await;
    let shown = preview(&shop, made["export_template"]["id"].as_str().unwrap(), &json!({})).await;
    assert_eq!(shown["files"][0]["rows"], json!([["Ref", "Total"], ["W-1", "63.75"]]));
    assert_eq!(shown["files"][0]["text"], Value::Null);
    let made = shop.post("/v1/export-templates", &json!({"name": "Whole", "format": "json"})).await;
    let shown = preview(&shop, made["export_template"]["id"].as_str().unwrap(), &json!({})).await;
    let orders: Value = serde_json::from_str(shown["files"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!((&orders[0]["id"], &orders[0]["source_id"]), (&json!(id), &json!("W-1")));
}

/// Catches a template's failure that nobody sees before a supplier does.
#[tokio::test]
async fn what_a_template_asks_for_in_vain_is_warned_of() {
    let shop = Shop::open("previews-warnings").await;
    shop.order("V-1").await;
    let mut body = template("Typo", &json!({}));
    body["columns"][1]["value"] = json!("{{ shiping.city }}");
    let made = shop.post("/v1/export-templates", &body).await;
    let shown = preview(&shop, made["export_template"]["id"].as_str().unwrap(), &json!({})).await;
    let warnings = shown["files"][0]["warnings"].as_array().unwrap();
    assert!(warnings[0].as_str().unwrap().contains("shiping"), "{warnings:?}");
}
