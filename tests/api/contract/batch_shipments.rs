//! orderdesk-api 2.7: `POST /batch-shipments`.

use serde_json::{Value, json};

use super::{NOBODY, assert_error, texts};
use crate::shop::{Shop, order, text};

async fn two_orders(name: &str) -> (Shop, String, String) {
    let shop = Shop::open(name).await;
    let (one, two) = (shop.order("B-1").await, shop.order("B-2").await);
    (shop, one, two)
}

async fn shipped(shop: &Shop, body: &Value) -> Value {
    shop.done(200, "POST", "/batch-shipments", body).await
}

async fn numbers(shop: &Shop, order: &str) -> Vec<String> {
    texts(&shop.read(order).await["order_shipments"], "tracking_number")
}

#[tokio::test]
async fn a_bare_array_is_taken_and_each_entry_has_its_result_in_the_order_sent() {
    let (shop, one, two) = two_orders("batch-array").await;
    let body = json!([{"order_id": two, "tracking_number": "A"}, {"order_id": one, "tracking_number": "B"}]);
    let answered = shipped(&shop, &body).await;
    assert_eq!(answered["message"], "2 Shipments Processed");
    assert_eq!(texts(&answered["results"], "status"), ["success", "success"]);
    assert_eq!(texts(&answered["results"], "message"), ["Shipment Added", "Shipment Added"]);
    assert_eq!(texts(&answered["results"], "order_id"), [two.as_str(), one.as_str()]);
    assert_eq!((numbers(&shop, &one).await, numbers(&shop, &two).await), (vec!["B".to_owned()], vec!["A".to_owned()]));
}

#[tokio::test]
async fn an_object_with_shipments_is_taken_as_well() {
    let (shop, one, _) = two_orders("batch-object").await;
    let answered = shipped(&shop, &json!({"shipments": [{"order_id": one, "tracking_number": "A"}]})).await;
    assert_eq!(answered["results"][0]["status"], "success", "{answered}");
    assert_eq!(numbers(&shop, &one).await, ["A"]);
}

#[tokio::test]
async fn an_order_id_may_be_a_number_or_a_string_and_comes_back_as_a_number() {
    let (shop, one, two) = two_orders("batch-ids").await;
    let number: u64 = one.parse().unwrap();
    let body = json!([{"order_id": number, "tracking_number": "A"}, {"order_id": two, "tracking_number": "A"}]);
    let answered = shipped(&shop, &body).await;
    assert_eq!(answered["results"][0]["order_id"], json!(number));
    assert_eq!(answered["results"][1]["order_id"], json!(two.parse::<u64>().unwrap()));
    assert_eq!(numbers(&shop, &one).await, ["A"]);
}

#[tokio::test]
async fn the_fields_of_a_shipment_are_kept() {
    let (shop, one, _) = two_orders("batch-fields").await;
    let sent = json!({"tracking_number": "PIER-1", "carrier_code": "Dove", "shipment_method": "Night Flight", "weight": "3.55",
                      "cost": "4.2", "status": "on its way", "tracking_url": "https://dove.example/1"});
    let answered = shipped(&shop, &json!([super::with(sent.clone(), json!({"order_id": one}))])).await;
    let stored = shop.read(&one).await["order_shipments"][0].clone();
    for (name, value) in sent.as_object().unwrap() {
        assert_eq!(&stored[name], value, "{name}");
    }
    assert_eq!(answered["results"][0]["shipment_id"], stored["id"]);
}

#[tokio::test]
async fn items_in_a_batch_are_kept() {
    let (shop, one, _) = two_orders("batch-items").await;
    let items = json!([{"code": "FRAME", "quantity": 1}]);
    shipped(&shop, &json!([{"order_id": one, "tracking_number": "A", "order_items": items}])).await;
    let stored = shop.read(&one).await["order_shipments"][0]["order_items"][0].clone();
    assert_eq!((&stored["code"], text(&stored["quantity"])), (&json!("FRAME"), "1".to_owned()));
}

#[tokio::test]
async fn some_may_fail_each_says_why_and_the_others_are_added() {
    let (shop, one, two) = two_orders("batch-mixed").await;
    shop.shipment(&one, json!({"tracking_number": "A"})).await;
    let body = json!([
        {"order_id": one, "tracking_number": "a"},
        {"order_id": NOBODY, "tracking_number": "B"},
        {"order_id": one},
        {"tracking_number": "C"},
        {"order_id": two, "tracking_number": "D"},
    ]);
    let answered = shipped(&shop, &body).await;
    assert_eq!(answered["message"], "1 Shipments Processed");
    assert_eq!(texts(&answered["results"], "status"), ["error", "error", "error", "error", "success"]);
    assert_eq!(answered["results"][0]["message"], "Shipment Not Added");
    for result in answered["results"].as_array().unwrap() {
        assert!(result["message"].as_str().is_some_and(|message| !message.is_empty()), "{answered}");
    }
    assert_eq!((numbers(&shop, &one).await, numbers(&shop, &two).await), (vec!["A".to_owned()], vec!["D".to_owned()]));
}

#[tokio::test]
async fn a_batch_of_which_all_fail_is_answered_200_too_and_is_no_success() {
    let shop = Shop::open("batch-failed").await;
    let body = json!([{"order_id": NOBODY, "tracking_number": "A"}]);
    let reply = shop.ask("POST", "/batch-shipments", &body).await;
    let answered = assert_error(&reply, 200);
    assert_eq!(answered["message"], "0 Shipments Processed");
    assert_eq!(texts(&answered["results"], "status"), ["error"]);
}

#[tokio::test]
async fn the_same_shipment_twice_in_one_batch_is_added_once() {
    let (shop, one, _) = two_orders("batch-twice").await;
    let entry = json!({"order_id": one, "tracking_number": "A"});
    let answered = shipped(&shop, &json!([entry, entry])).await;
    assert_eq!(texts(&answered["results"], "message"), ["Shipment Added", "Shipment Not Added"]);
    assert_eq!(numbers(&shop, &one).await, ["A"]);
}

#[tokio::test]
async fn a_source_id_stands_in_for_the_order_id() {
    let (shop, one, _) = two_orders("batch-source").await;
    shop.finds(&[("source_id", "B-1")], &["B-1"]).await;
    let answered = shipped(&shop, &json!([{"source_id": "B-1", "tracking_number": "A"}])).await;
    assert_eq!(answered["results"][0]["status"], "success", "{answered}");
    assert_eq!(numbers(&shop, &one).await, ["A"]);
}

#[tokio::test]
async fn a_hundred_shipments_of_twenty_orders_go_in_one_batch() {
    let shop = Shop::open("batch-hundred").await;
    let orders: Vec<Value> = (0..20).map(|number| order(&format!("H-{number}"))).collect();
    let ids = shop.seed(&orders).await;
    let entry = |number: usize| json!({"order_id": ids[number % 20], "tracking_number": format!("N-{number}")});
    let answered = shipped(&shop, &json!((0..100).map(entry).collect::<Vec<_>>())).await;
    assert_eq!(texts(&answered["results"], "status"), vec!["success"; 100]);
    for id in [&ids[0], &ids[19]] {
        assert_eq!(numbers(&shop, id).await.len(), 5);
    }
}

#[tokio::test]
async fn each_shipment_of_a_batch_is_an_event_that_one_was_added() {
    let (shop, one, two) = two_orders("batch-event").await;
    shop.note_rule("shipment_added", "shipped").await;
    shipped(&shop, &json!([{"order_id": one, "tracking_number": "A"}, {"order_id": two, "tracking_number": "A"}]))
        .await;
    shop.noted(&one, "shipped").await;
    shop.noted(&two, "shipped").await;
}
