//! An order goes to a supplier: by a rule, by the button, once, and again where that is asked for.

use serde_json::{Value, json};
use waybill::Answer;

use super::order_of;
use crate::shop::Shop;
use crate::world::Function;

/// A supplier that is posted to, and more of its settings.
fn posted_to(shop: &Shop, more: &Value) -> Value {
    let mut body = json!({"delivery": {"by": "post", "url": shop.receiver.url("/supplier"), "format": "json"}});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

async fn submit_rule(shop: &Shop, supplier: &str) {
    shop.rule("Submit", "order_imported", json!([{"action": "submit_order", "supplier_id": supplier}])).await;
}

/// F104, F105, F135, F136, F146: catches an order that reaches the supplier whole, with the store's own codes or with what
/// is not its business, and one that is changed by it.
#[tokio::test]
async fn a_rule_submits_an_order_and_the_supplier_is_posted_its_own_items_under_its_codes() {
    let shop = Shop::open("submit-rule").await;
    let more = json!({
        "after_submit_folder_id": 2, "shipping_class_match": "SLOW=Ground", "product_code_match": "KIT-B=HK-2",
    });
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], posted_to(&shop, &more)).await;
    let stocked = json!({"name": "Kit", "code": "print-a3", "metadata": {"code_replace": "KIT-A, KIT-B"}});
    shop.post("/api/v2/inventory-items", &stocked).await;
    submit_rule(&shop, &supplier).await;
    shop.rule("Count", "order_submitted", json!([{"action": "set_order_metadata", "name": "n", "value": "++"}])).await;
    let order = shop.order("S-1").await;
    let appointments = shop.appointments(&order, "complete", 1).await;
    assert_eq!((&appointments[0]["kind"], &appointments[0]["rule"]), (&json!("submit_order"), &json!("Submit")));
    shop.world.settle().await;
    let received = shop.received("/supplier", 1).await;
    assert_eq!(received.len(), 1);
    let posted: Value = serde_json::from_slice(&received[0].body).unwrap();
    let lines: Vec<_> =
        posted["order_items"].as_array().unwrap().iter().map(|item| (&item["code"], &item["quantity"])).collect();
    assert_eq!(lines, [(&json!("KIT-A"), &json!(2)), (&json!("HK-2"), &json!(2))]);
    assert_eq!((&posted["shipping_method"], &posted["fulfillment_id"]), (&json!("SLOW"), &json!(order)));
    assert_eq!(
        (&posted["email"], &posted["order_total"], &posted["source_id"]),
        (&json!(""), &json!(0), &json!("S-1"))
    );
    let seen = order_of(&shop, &order).await;
    assert_eq!((&seen["fulfillment_name"], &seen["fulfillment_id"]), (&json!("Harbor Prints"), &json!(order)));
    assert_eq!((&seen["folder_id"], &seen["order_metadata"]["n"]), (&json!(2), &json!("1")));
    assert_eq!(seen["order_items"][0]["code"], "PRINT-A3", "the order keeps its codes");
    let history = shop.history(&order).await;
    assert!(history.iter().any(|line| line == "Order Submitted to Harbor Prints: 1 of 2 items"), "{history:?}");
}

/// F135: catches a method that nobody listed and that goes out as it is, though there is a usual class.
#[tokio::test]
async fn a_method_that_is_not_listed_goes_out_as_the_usual_class() {
    let shop = Shop::open("submit-class").await;
    let more = json!({"shipping_class_match": "EXPRESS=Next Day", "default_shipping_class": "STANDARD"});
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], posted_to(&shop, &more)).await;
    for (number, method, class) in
        [("S-1", "Ground", "STANDARD"), ("S-2", "next day", "EXPRESS"), ("S-3", "", "STANDARD")]
    {
        let mut body = crate::shop::order(number);
        body["shipping_method"] = json!(method);
        let order = crate::shop::text(&shop.post("/api/v2/orders", &body).await["order"]["id"]);
        shop.submit(&order, &supplier).await;
        shop.world.settle().await;
        let posted: Value = serde_json::from_slice(&shop.receiver.received("/supplier").pop().unwrap().body).unwrap();
        assert_eq!((&posted["source_id"], &posted["shipping_method"]), (&json!(number), &json!(class)));
    }
}

/// Catches an order that is sent twice for one wish, not sent again where that is wished, or sent to two.
#[tokio::test]
async fn pressed_twice_an_order_is_submitted_once_and_again_where_that_is_asked_for() {
    let shop = Shop::open("submit-button").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], posted_to(&shop, &json!({}))).await;
    let other = shop.supplier("Framers", &["FRAME"], json!({})).await;
    let order = shop.order("B-1").await;
    let path = format!("/v1/orders/{order}/submissions");
    let press = async |body: Value, key: Option<&str>| {
        let headers: Vec<_> = key.map(|key| ("Idempotency-Key", key)).into_iter().collect();
        let reply = shop.call_raw("POST", &path, Some(body.to_string()), &headers).await;
        (reply.status, reply.json::<Value>().unwrap())
    };
    let (status, made) = press(json!({"supplier_id": supplier}), None).await;
    assert_eq!((status, &made["submission"]["status"], &made["submission"]["count"]), (201, &json!("open"), &json!(1)));
    assert_eq!(press(json!({"supplier_id": supplier}), None).await.0, 200);
    assert_eq!(press(json!({"supplier_id": other}), None).await.0, 409, "it stands at another");
    let again = json!({"supplier_id": supplier, "again": true});
    let (status, made) = press(again.clone(), Some("K-1")).await;
    assert_eq!((status, &made["order"]["fulfillment_id"]), (201, &json!(format!("{order}-2"))));
    assert_eq!(press(again, Some("K-1")).await.0, 200, "the same wish");
    assert_eq!(press(json!({"supplier_id": supplier}), Some("K-1")).await.0, 422);
    shop.world.settle().await;
    assert_eq!(shop.receiver.received("/supplier").len(), 2);
}

/// Catches a refusal that changes something, and a supplier of another store.
#[tokio::test]
async fn what_can_not_be_submitted_is_refused_and_stays_as_it_is() {
    let (shop, stranger) = (Shop::open("submit-refused").await, Shop::open("submit-stranger").await);
    let nothing = shop.supplier("Lamps", &["LAMP"], json!({})).await;
    let off = shop.supplier("Prints", &["PRINT-A3"], json!({"active": false})).await;
    let foreign = stranger.supplier("Prints", &["PRINT-A3"], json!({})).await;
    let order = shop.order("R-1").await;
    shop.world.settle().await;
    let before = order_of(&shop, &order).await;
    for (body, status) in [
        (json!({"supplier_id": nothing}), 409),
        (json!({"supplier_id": off}), 409),
        (json!({"supplier_id": foreign}), 404),
        (json!({}), 400),
        (json!({"supplier_id": nothing, "notify": true}), 400),
    ] {
        let reply = shop.call("POST", &format!("/v1/orders/{order}/submissions"), Some(&body)).await;
        assert_eq!(reply.status, status, "{body}: {}", reply.text());
    }
    assert_eq!(order_of(&shop, &order).await, before);
}

/// A rule that can't submit says why; one that names a supplier of nobody is not saved.
#[tokio::test]
async fn a_rule_that_can_not_submit_says_why_in_the_history() {
    let shop = Shop::open("submit-says").await;
    let supplier = shop.supplier("Lamps", &["LAMP"], json!({})).await;
    submit_rule(&shop, &supplier).await;
    let rule =
        json!({"name": "R", "event": "order_imported", "actions": [{"action": "submit_order", "supplier_id": 7}]});
    assert_eq!(shop.call("POST", "/v1/rules", Some(&rule)).await.status, 400);
    let order = shop.order("W-1").await;
    shop.world.settle().await;
    let said = "Rule \"Submit\": the order was not submitted: The order was not submitted to Lamps: none of its items that \
                are left to be shipped is the supplier's";
    assert!(shop.history(&order).await.iter().any(|line| line == said), "{:?}", shop.history(&order).await);
    assert_eq!(shop.call("DELETE", &format!("/v1/suppliers/{supplier}"), None).await.status, 200);
    let order = shop.order("W-2").await;
    shop.world.settle().await;
    assert!(shop.history(&order).await.iter().any(|line| line.ends_with("Supplier not found")));
}

/// Catches a record of the stream that comes again, after the supplier canceled, and submits the order anew.
#[tokio::test]
async fn a_record_that_comes_again_submits_nothing_a_second_time() {
    let shop = Shop::open("submit-twice").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], posted_to(&shop, &json!({}))).await;
    submit_rule(&shop, &supplier).await;
    let order = shop.order("T-1").await;
    let imported = shop.world.unread(Function::EvaluateRules);
    shop.world.invoke_stream(Function::EvaluateRules, &imported).await.unwrap();
    let plans = shop.world.unread(Function::CarryOutPlans);
    shop.world.settle().await;
    shop.world.invoke_stream(Function::CarryOutPlans, &plans).await.unwrap();
    shop.world.settle().await;
    let key = shop.key_of_supplier(&supplier).await;
    let path = format!("/v1/supplier/orders/{order}/cancel");
    assert_eq!(super::call_as(&shop, &key, "POST", &path, Some(&json!({"note": "Sold out"}))).await.status, 200);
    shop.world.invoke_stream(Function::CarryOutPlans, &plans).await.unwrap();
    shop.world.settle().await;
    let own = super::get_as(&shop, &key, &format!("/v1/supplier/orders/{order}")).await;
    assert_eq!((&own["order"]["status"], &own["order"]["reference"]), (&json!("canceled"), &json!(order)));
    assert_eq!(shop.receiver.received("/supplier").len(), 1);
}

/// Catches a post that is still made though the order is the supplier's no more.
#[tokio::test]
async fn a_post_that_waits_is_not_made_once_the_order_is_canceled() {
    let shop = Shop::open("submit-waits").await;
    shop.receiver.always("/supplier", Answer::status(503));
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], posted_to(&shop, &json!({}))).await;
    let order = shop.order("P-1").await;
    shop.submit(&order, &supplier).await;
    shop.appointments(&order, "retrying", 1).await;
    shop.post(&format!("/v1/orders/{order}/cancel"), &json!({"note": "Sold out"})).await;
    let tried = shop.receiver.received("/supplier").len();
    let failed = shop.appointments(&order, "failed", 1).await;
    assert_eq!(failed[0]["failure"], "the order does not stand at the supplier any more");
    assert_eq!(shop.receiver.received("/supplier").len(), tried);
}
