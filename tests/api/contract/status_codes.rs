//! orderdesk-api 1.5: status codes, row by row; 401 is in `transport.rs`, 429 in `rate_limit.rs`.

use serde_json::{Value, json};

use super::{NOBODY, Things, assert_error, assert_lists_errors};
use crate::shop::{Shop, order, text};

const NONE: Value = Value::Null;

#[tokio::test]
async fn reading_changing_moving_a_batch_and_deleting_are_200_with_json() {
    let things = Things::open("two-hundred").await;
    let shipped = json!([{"order_id": things.order, "tracking_number": "B-1"}]);
    let moved = json!({"order_id_list": [things.order], "destination_folder_id": 2});
    for (method, path, body) in [
        ("GET", "/orders/{order}", NONE),
        ("PUT", "/orders/{order}", order("T-1")),
        ("POST", "/move-orders", moved),
        ("POST", "/batch-shipments", shipped),
        ("DELETE", "/orders/{order}/shipments/{shipment}", NONE),
        ("DELETE", "/inventory-items/{inventory_item}", NONE),
        ("DELETE", "/orders/{order}", NONE),
    ] {
        things.shop.done(200, method, &things.path(path), &body).await;
    }
}

#[tokio::test]
async fn creating_an_inventory_item_is_201() {
    let shop = Shop::open("inventory-201").await;
    shop.done(201, "POST", "/inventory-items", &json!({"name": "Mug", "code": "MUG"})).await;
}

#[tokio::test]
async fn creating_an_order_an_item_a_shipment_and_a_history_note_is_201() {
    let shop = Shop::open("four-201").await;
    let id = text(&shop.done(201, "POST", "/orders", &order("C-1")).await["order"]["id"]);
    for (part, body) in [
        ("order-items", json!({"name": "Mug"})),
        ("shipments", json!({"tracking_number": "C-1"})),
        ("order-history", json!({"note": "Checked"})),
    ] {
        shop.done(201, "POST", &format!("/orders/{id}/{part}"), &body).await;
    }
}

#[tokio::test]
async fn an_unknown_id_is_404_for_every_method_of_every_noun() {
    let things = Things::open("unknown").await;
    let (item, shipment) = (json!({"name": "Mug", "code": "MUG"}), json!({"tracking_number": "U-1"}));
    let (order_body, note) = (order("T-1"), json!({"note": "Checked"}));
    for unknown in [NOBODY, "abc"] {
        for (path, put) in [
            (format!("/orders/{unknown}"), &order_body),
            (format!("/orders/{unknown}/order-items/{}", things.item), &item),
            (format!("/orders/{unknown}/shipments/{}", things.shipment), &shipment),
            (things.path("/orders/{order}/order-items/") + unknown, &item),
            (things.path("/orders/{order}/shipments/") + unknown, &shipment),
            (format!("/inventory-items/{unknown}"), &item),
        ] {
            things.shop.refused(404, "GET", &path, &NONE).await;
            things.shop.refused(404, "PUT", &path, put).await;
            things.shop.refused(404, "DELETE", &path, &NONE).await;
        }
        for (part, body) in [("order-items", &item), ("shipments", &shipment), ("order-history", &note)] {
            things.shop.refused(404, "POST", &format!("/orders/{unknown}/{part}"), body).await;
        }
        for part in ["order-items", "shipments"] {
            things.shop.refused(404, "GET", &format!("/orders/{unknown}/{part}"), &NONE).await;
        }
    }
}

#[tokio::test]
async fn malformed_json_is_400_wherever_a_body_is_read() {
    let things = Things::open("malformed").await;
    for (method, path) in [
        ("POST", "/orders"),
        ("PUT", "/orders/{order}"),
        ("POST", "/orders/{order}/order-history"),
        ("POST", "/orders/{order}/order-items"),
        ("PUT", "/orders/{order}/order-items/{item}"),
        ("POST", "/orders/{order}/shipments"),
        ("PUT", "/orders/{order}/shipments/{shipment}"),
        ("POST", "/batch-shipments"),
        ("POST", "/inventory-items"),
        ("PUT", "/inventory-items/{inventory_item}"),
        ("PUT", "/batch-inventory-items"),
        ("POST", "/move-orders"),
    ] {
        let path = format!("/api/v2{}", things.path(path));
        let answered = assert_error(&things.shop.call_raw(method, &path, Some("{\"name\":".into()), &[]).await, 400);
        assert_lists_errors(&answered);
    }
}

#[tokio::test]
async fn a_body_that_lacks_what_is_needed_is_400() {
    let things = Things::open("lacking").await;
    for (method, path) in [
        ("POST", "/orders"),
        ("POST", "/orders/{order}/order-history"),
        ("POST", "/orders/{order}/shipments"),
        ("POST", "/inventory-items"),
        ("PUT", "/inventory-items/{inventory_item}"),
        ("POST", "/move-orders"),
    ] {
        assert_lists_errors(&things.shop.refused(400, method, &things.path(path), &json!({})).await);
    }
}

#[tokio::test]
async fn a_shipment_that_is_already_there_is_409_and_an_error() {
    let things = Things::open("again-409").await;
    let path = things.path("/orders/{order}/shipments");
    things.shop.refused(409, "POST", &path, &json!({"tracking_number": "T-1"})).await;
}

#[tokio::test]
async fn another_method_is_405() {
    let things = Things::open("other-method").await;
    for (method, path) in [
        ("POST", "/test"),
        ("DELETE", "/orders"),
        ("PATCH", "/orders/{order}"),
        ("GET", "/move-orders"),
        ("POST", "/batch-inventory-items"),
    ] {
        things.shop.refused(405, method, &things.path(path), &NONE).await;
    }
}
