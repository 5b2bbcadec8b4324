//! A file for each order, whenever the supplier's export template runs.

use std::time::Duration;

use serde_json::{Value, json};

use crate::flows::custom_events::pass;
use crate::flows::exports::{add, texts};
use crate::shop::{Shop, text};

const HALF_AN_HOUR: Duration = Duration::from_mins(30);

async fn template(shop: &Shop, more: Value) -> String {
    let columns = json!([
        {"heading": "Order", "value": "fulfillment_id"}, {"heading": "Code", "value": "item.code"},
        {"heading": "Quantity", "value": "item.quantity"}, {"heading": "Price", "value": "item.price"},
        {"heading": "Mail", "value": "email"},
    ]);
    let mut all = json!({"row_mode": "per_item", "columns": columns});
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    add(shop, "For the printer", &all).await
}

async fn files(shop: &Shop) -> Vec<String> {
    let mut all = vec![];
    for export in shop.get("/v1/exports").await["exports"].as_array().unwrap().iter().rev() {
        all.extend(texts(shop, &shop.get(&format!("/v1/exports/{}", text(&export["id"]))).await));
    }
    all
}

/// F144: catches one file for several orders, an order that is brought twice, never, or as the store sees it.
#[tokio::test]
async fn each_order_is_a_file_of_the_supplier_s_items_once_each_time_it_is_submitted() {
    let shop = Shop::open("supplier-files").await;
    let more = json!({"schedule": {"every": "30_minutes"}, "bundle": {"files": "one_file_per_order"}});
    let template = template(&shop, more).await;
    let delivery =
        json!({"delivery": {"by": "file", "export_template_id": template}, "product_code_match": "PRINT-A3=HP-3"});
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], delivery).await;
    let [first, second, _nobodys] = [shop.order("F-1").await, shop.order("F-2").await, shop.order("F-3").await];
    shop.submit(&first, &supplier).await;
    shop.submit(&second, &supplier).await;
    pass(&shop, HALF_AN_HOUR).await;
    let of = |reference: &str| format!("Order,Code,Quantity,Price,Mail\n{reference},HP-3,2,0,\n");
    let mut expected = vec![of(&first), of(&second)];
    let mut found = files(&shop).await;
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(files(&shop).await.len(), 2, "nothing is brought twice");
    let again = json!({"supplier_id": supplier, "again": true});
    shop.post(&format!("/v1/orders/{first}/submissions"), &again).await;
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(files(&shop).await[2..], [of(&format!("{first}-2"))]);
}

/// Catches a supplier that waits for a template that never runs, or makes one file of all.
#[tokio::test]
async fn a_template_that_brings_nothing_is_refused() {
    let shop = Shop::open("supplier-file-refused").await;
    let by_hand = template(&shop, json!({"bundle": {"files": "one_file_per_order"}})).await;
    for id in [by_hand, "7".to_owned()] {
        let body = json!({"name": "Prints", "delivery": {"by": "file", "export_template_id": id}});
        let reply = shop.call("POST", "/v1/suppliers", Some(&body)).await;
        assert_eq!(reply.status, 400, "{}", reply.text());
        assert!(reply.text().contains("delivery.export_template_id"), "{}", reply.text());
    }
}
