//! A call that did nothing is no success (kind 9 of the cases).

use serde_json::{Value, json};

use super::Case;
use crate::shop::{Shop, text};

#[tokio::test]
async fn one_shipment_without_its_list_is_a_list_of_one() {
    let case = Case::run("28-batch-of-one-bare").await;
    assert_eq!(case.statuses(), [201, 200]);
    let answered = case.answer(1);
    assert_eq!((&answered["status"], &answered["message"]), (&json!("success"), &json!("1 Shipments Processed")));
    assert_eq!(answered["results"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn one_object_to_any_batch_address_is_a_list_of_one() {
    let shop = Shop::open("bare").await;
    let id = shop.order("B-1").await;
    let item = shop.post("/api/v2/inventory-items", &json!({"name": "n", "code": "N"})).await["inventory_item"].clone();
    let order = crate::shop::order("B-2");
    for (method, path, body) in [
        ("PUT", "/api/v2/batch-inventory-items", json!({"id": item["id"], "name": "n", "code": "N", "stock": 5})),
        (
            "PUT",
            "/api/v2/batch-inventory-items",
            json!({"inventory_items": {"id": item["id"], "name": "n", "code": "N"}}),
        ),
        ("POST", "/api/v2/batch-shipments", json!({"shipments": {"order_id": id, "tracking_number": "A"}})),
        ("POST", "/api/v2/batch-shipments", json!({"0": {"order_id": id, "tracking_number": "B"}})),
        ("POST", "/v1/bulk/orders", order),
        ("PATCH", "/v1/bulk/orders", json!({"id": id, "email": "b@example.com"})),
        ("POST", "/v1/bulk/shipments", json!({"order_id": id, "tracking_number": "C"})),
    ] {
        let reply = shop.call(method, path, Some(&body)).await;
        let answered: Value = reply.json().unwrap();
        assert_eq!((reply.status, &answered["status"]), (200, &json!("success")), "{path} {body}: {answered}");
        assert_eq!(answered["results"].as_array().unwrap().len(), 1, "{path} {body}");
    }
}

#[tokio::test]
async fn a_batch_of_which_nothing_was_done_is_an_error_with_its_results_and_a_message_that_counts_what_was_done() {
    let shop = Shop::open("nothing-done").await;
    let id = shop.order("N-1").await;
    for (method, path, body, message) in [
        ("POST", "/api/v2/batch-shipments", json!([{"order_id": 1, "tracking_number": "A"}]), "0 Shipments Processed"),
        ("POST", "/api/v2/batch-shipments", json!([]), "0 Shipments Processed"),
        ("POST", "/api/v2/batch-shipments", json!({}), "0 Shipments Processed"),
        (
            "PUT",
            "/api/v2/batch-inventory-items",
            json!([{"id": 5, "name": "n", "code": "N"}]),
            "0 Inventory Items Updated",
        ),
        ("POST", "/api/v2/move-orders", json!({"order_id_list": ["x"], "destination_folder_id": 2}), "0 Orders Moved"),
        ("POST", "/v1/bulk/orders", json!([{"source_id": "x"}]), "0 of 1 Orders Done"),
        ("POST", "/v1/bulk/shipments", json!([{"order_id": 1, "tracking_number": "A"}]), "0 of 1 Shipments Done"),
    ] {
        let reply = shop.call(method, path, Some(&body)).await;
        let answered: Value = reply.json().unwrap();
        assert_eq!((reply.status, &answered["status"]), (200, &json!("error")), "{path} {body}: {answered}");
        assert_eq!(answered["message"], message, "{path} {body}");
    }
    let sent = json!([{"order_id": id, "tracking_number": "A"}, {"order_id": 1, "tracking_number": "B"}]);
    let answered = shop.post("/api/v2/batch-shipments", &sent).await;
    assert_eq!(
        (&answered["status"], text(&answered["message"])),
        (&json!("success"), "1 Shipments Processed".to_owned())
    );
}
