//! orderdesk-api 2.6: the shipments of an order.

use serde_json::{Value, json};

use super::{is_date, is_day, is_id, texts, with};
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

/// A number no carrier owns.
const PLAIN: &str = "PIER-1";

/// A shop with an order, and the path of its shipments.
async fn unshipped(name: &str) -> (Shop, String, String) {
    let shop = Shop::open(name).await;
    let id = shop.order("S-1").await;
    let path = format!("/orders/{id}/shipments");
    (shop, id, path)
}

/// What was stored of a shipment that must be taken.
async fn added(shop: &Shop, path: &str, body: &Value) -> Value {
    assert_eq!(shop.done(201, "POST", path, body).await["message"], "Shipment Added");
    let listed = shop.done(200, "GET", path, &NONE).await;
    listed["shipments"].as_array().unwrap().last().unwrap().clone()
}

#[tokio::test]
async fn the_shipments_of_an_order_are_listed_with_their_count() {
    let (shop, id, path) = unshipped("shipment-list").await;
    let none = shop.done(200, "GET", &path, &NONE).await;
    assert_eq!((&none["total_records"], &none["shipments"]), (&json!(0), &json!([])));
    added(&shop, &path, &json!({"tracking_number": "A"})).await;
    added(&shop, &path, &json!({"tracking_number": "B"})).await;
    let listed = shop.done(200, "GET", &path, &NONE).await;
    assert_eq!(listed["total_records"], json!(2));
    assert_eq!(texts(&listed["shipments"], "tracking_number"), ["A", "B"]);
    assert_eq!(listed["shipments"], shop.read(&id).await["order_shipments"]);
}

#[tokio::test]
async fn one_shipment_is_read_by_its_id() {
    let (shop, id, path) = unshipped("one-shipment").await;
    let shipment = added(&shop, &path, &json!({"tracking_number": PLAIN})).await;
    assert!(is_id(&shipment["id"]), "{shipment}");
    assert_eq!((text(&shipment["order_id"]), text(&shipment["store_id"])), (id, shop.id.clone()));
    assert_eq!(shop.done(200, "GET", &format!("{path}/{}", text(&shipment["id"])), &NONE).await["shipment"], shipment);
}

#[tokio::test]
async fn every_field_of_a_shipment_is_kept_as_it_was_sent() {
    let (shop, _, path) = unshipped("shipment-fields").await;
    let sent = json!({"tracking_number": PLAIN, "carrier_code": "Dove", "shipment_method": "Night Flight",
                      "weight": "3.55", "cost": "4.2", "status": "on its way", "tracking_url": "https://dove.example/1"});
    let stored = added(&shop, &path, &sent).await;
    for (name, value) in sent.as_object().unwrap() {
        assert_eq!(&stored[name], value, "{name}");
    }
}

#[tokio::test]
async fn a_tracking_number_is_needed_and_n_a_says_there_is_none() {
    let (shop, _, path) = unshipped("tracking-needed").await;
    for body in [json!({}), json!({"carrier_code": "UPS"}), json!({"tracking_number": ""})] {
        shop.refused(400, "POST", &path, &body).await;
    }
    let stored = added(&shop, &path, &json!({"tracking_number": "n/a"})).await;
    assert_eq!((&stored["tracking_number"], &stored["tracking_url"]), (&json!("n/a"), &json!("")));
}

#[tokio::test]
async fn a_part_of_an_order_is_shipped_by_code_or_by_item_id() {
    let (shop, id, path) = unshipped("partial").await;
    let item = text(&shop.read(&id).await["order_items"][1]["id"]);
    for (number, named, value) in [("A", "code", "PRINT-A3"), ("B", "id", &item)] {
        let body = json!({"tracking_number": number, "order_items": [{named: value, "quantity": 1}]});
        let stored = added(&shop, &path, &body).await["order_items"][0].clone();
        assert_eq!((text(&stored[named]), text(&stored["quantity"])), (value.to_owned(), "1".to_owned()));
    }
    let whole = added(&shop, &path, &json!({"tracking_number": "C"})).await;
    assert_eq!(whole["order_items"], "", "not itemised");
}

#[tokio::test]
async fn date_shipped_and_shipment_date_are_both_taken_and_today_is_the_default() {
    let (shop, _, path) = unshipped("date-shipped").await;
    for (number, name) in [("A", "date_shipped"), ("B", "shipment_date")] {
        let stored = added(&shop, &path, &json!({"tracking_number": number, name: "2026-03-02"})).await;
        assert_eq!(stored["date_shipped"], "2026-03-02", "{name}");
    }
    let stored = added(&shop, &path, &json!({"tracking_number": "C"})).await;
    assert!(is_day(&stored["date_shipped"]) && is_date(&stored["date_added"]), "{stored}");
    assert_eq!(text(&stored["date_shipped"]), text(&stored["date_added"])[..10]);
}

#[tokio::test]
async fn a_missing_carrier_is_worked_out_from_the_number_and_the_address_from_the_carrier() {
    let (shop, _, path) = unshipped("carrier").await;
    let stored = added(&shop, &path, &json!({"tracking_number": "1Z0000000000000019"})).await;
    assert_eq!(stored["carrier_code"], "UPS");
    let url = "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=1Z0000000000000019";
    assert_eq!(stored["tracking_url"], url);
    // The carrier is known here, and its form is not.
    let named = added(&shop, &path, &json!({"tracking_number": "77001", "carrier_code": "UPS"})).await;
    let url = "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=77001";
    assert_eq!((&named["carrier_code"], &named["tracking_url"]), (&json!("UPS"), &json!(url)));
    let unsure = added(&shop, &path, &json!({"tracking_number": PLAIN})).await;
    assert_eq!((&unsure["carrier_code"], &unsure["tracking_url"]), (&json!(""), &json!("")));
}

#[tokio::test]
async fn the_same_number_in_any_case_with_the_same_items_is_not_added_again() {
    let (shop, id, path) = unshipped("shipment-again").await;
    added(&shop, &path, &json!({"tracking_number": "ab-1"})).await;
    let items = json!({"tracking_number": "ab-2", "order_items": [{"code": "FRAME", "quantity": 1}]});
    added(&shop, &path, &items).await;
    let before = shop.read(&id).await;
    for again in [json!({"tracking_number": "AB-1"}), with(items, json!({"tracking_number": "AB-2"}))] {
        assert_eq!(shop.refused(409, "POST", &path, &again).await["message"], "Shipment Not Added");
    }
    assert_eq!(shop.read(&id).await, before);
}

#[tokio::test]
async fn other_items_or_another_order_make_the_same_number_another_shipment() {
    let (shop, _, path) = unshipped("shipment-other").await;
    for code in ["FRAME", "PRINT-A3"] {
        let items = json!([{"code": code, "quantity": 1}]);
        added(&shop, &path, &json!({"tracking_number": "AB-1", "order_items": items})).await;
    }
    let other = format!("/orders/{}/shipments", shop.order("S-2").await);
    added(&shop, &other, &json!({"tracking_number": "AB-1", "order_items": [{"code": "FRAME", "quantity": 1}]})).await;
}

#[tokio::test]
async fn a_shipment_that_is_put_is_replaced_and_what_is_left_out_is_blank() {
    let (shop, _, path) = unshipped("shipment-put").await;
    let sent = json!({"tracking_number": PLAIN, "carrier_code": "Dove", "shipment_method": "Night Flight",
                      "weight": "3.55", "cost": "4.2", "status": "lost", "tracking_url": "https://dove.example/1"});
    let before = added(&shop, &path, &sent).await;
    let one = format!("{path}/{}", text(&before["id"]));
    let answered = shop.done(200, "PUT", &one, &json!({"tracking_number": "PIER-2", "status": "found"})).await;
    assert_eq!(answered["message"], "Shipment Updated");
    let after = shop.done(200, "GET", &one, &NONE).await["shipment"].clone();
    assert_eq!((&after["tracking_number"], &after["status"]), (&json!("PIER-2"), &json!("found")));
    for name in ["carrier_code", "shipment_method", "tracking_url"] {
        assert_eq!(after[name], "", "{name}");
    }
    assert_eq!(after["weight"], "0");
    assert!(after["cost"] == "" || after["cost"] == "0", "{after}");
    for name in ["id", "order_id", "store_id", "date_added"] {
        assert_eq!(after[name], before[name], "{name}");
    }
}

#[tokio::test]
async fn a_shipment_put_back_as_it_was_read_is_the_same() {
    let (shop, _, path) = unshipped("shipment-no-op").await;
    let before = added(
        &shop,
        &path,
        &json!({"tracking_number": "1Z0000000000000019", "cost": 4.2, "weight": "3.55",
        "date_shipped": "2026-03-02", "order_items": [{"code": "FRAME", "quantity": 1}]}),
    )
    .await;
    let one = format!("{path}/{}", text(&before["id"]));
    shop.done(200, "PUT", &one, &before).await;
    assert_eq!(shop.done(200, "GET", &one, &NONE).await["shipment"], before);
}

#[tokio::test]
async fn a_deleted_shipment_says_so_and_is_gone() {
    let (shop, _, path) = unshipped("shipment-deleted").await;
    added(&shop, &path, &json!({"tracking_number": "A"})).await;
    let id = text(&added(&shop, &path, &json!({"tracking_number": "B"})).await["id"]);
    let one = format!("{path}/{id}");
    assert_eq!(shop.done(200, "DELETE", &one, &NONE).await["message"], format!("Shipment {id} Deleted"));
    shop.refused(404, "GET", &one, &NONE).await;
    let listed = shop.done(200, "GET", &path, &NONE).await;
    assert_eq!(
        (&listed["total_records"], texts(&listed["shipments"], "tracking_number")),
        (&json!(1), vec!["A".to_owned()])
    );
}

#[tokio::test]
async fn a_shipment_runs_the_rules_of_its_event() {
    let (shop, id, path) = unshipped("shipment-event").await;
    shop.note_rule("shipment_added", "shipped").await;
    added(&shop, &path, &json!({"tracking_number": PLAIN})).await;
    shop.noted(&id, "shipped").await;
}
