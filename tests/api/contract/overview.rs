//! orderdesk-api 2, the overview: each address takes the methods of its row and no other, in both spellings.

use serde_json::{Value, json};

use super::{Things, assert_error};
use crate::shop::Shop;

/// Every method, the one that removes last.
const METHODS: [&str; 5] = ["GET", "POST", "PATCH", "PUT", "DELETE"];

/// The address must answer these methods, whatever it says to an empty body, and refuse the others with 405.
async fn takes_only(path: &str, methods: &[&str]) {
    let things = Things::open("overview").await;
    let path = format!("/api/v2{}", things.path(path));
    for method in METHODS {
        let body = (method != "GET" && method != "DELETE").then(|| json!({}));
        let reply = things.shop.call(method, &path, body.as_ref()).await;
        if methods.contains(&method) {
            assert!(matches!(reply.status, 200 | 201 | 400), "{method} {path}: {} {}", reply.status, reply.text());
        } else {
            assert_error(&reply, 405);
        }
    }
}

#[tokio::test]
async fn the_connection_test_takes_get() {
    takes_only("/test", &["GET"]).await;
}

#[tokio::test]
async fn the_store_takes_get_and_cannot_be_changed() {
    takes_only("/store", &["GET"]).await;
}

#[tokio::test]
async fn orders_take_get_to_search_and_post_to_create() {
    takes_only("/orders", &["GET", "POST"]).await;
}

#[tokio::test]
async fn one_order_takes_get_put_and_delete() {
    takes_only("/orders/{order}", &["GET", "PUT", "DELETE"]).await;
}

#[tokio::test]
async fn one_order_takes_get_put_and_delete_in_the_singular() {
    takes_only("/order/{order}", &["GET", "PUT", "DELETE"]).await;
}

#[tokio::test]
async fn order_history_takes_post() {
    takes_only("/orders/{order}/order-history", &["POST"]).await;
    takes_only("/order/{order}/order-history", &["POST"]).await;
}

#[tokio::test]
async fn order_items_take_get_and_post() {
    takes_only("/orders/{order}/order-items", &["GET", "POST"]).await;
    takes_only("/order/{order}/order-items", &["GET", "POST"]).await;
}

#[tokio::test]
async fn one_order_item_takes_get_put_and_delete() {
    takes_only("/orders/{order}/order-items/{item}", &["GET", "PUT", "DELETE"]).await;
    takes_only("/order/{order}/order-items/{item}", &["GET", "PUT", "DELETE"]).await;
}

#[tokio::test]
async fn shipments_take_get_and_post() {
    takes_only("/orders/{order}/shipments", &["GET", "POST"]).await;
    takes_only("/order/{order}/shipments", &["GET", "POST"]).await;
}

#[tokio::test]
async fn one_shipment_takes_get_put_and_delete() {
    takes_only("/orders/{order}/shipments/{shipment}", &["GET", "PUT", "DELETE"]).await;
    takes_only("/order/{order}/shipments/{shipment}", &["GET", "PUT", "DELETE"]).await;
}

#[tokio::test]
async fn batch_shipments_take_post() {
    takes_only("/batch-shipments", &["POST"]).await;
}

#[tokio::test]
async fn inventory_items_take_get_and_post() {
    takes_only("/inventory-items", &["GET", "POST"]).await;
}

#[tokio::test]
async fn one_inventory_item_takes_get_put_and_delete() {
    takes_only("/inventory-items/{inventory_item}", &["GET", "PUT", "DELETE"]).await;
}

#[tokio::test]
async fn one_inventory_item_takes_get_put_and_delete_in_the_singular() {
    takes_only("/inventory-item/{inventory_item}", &["GET", "PUT", "DELETE"]).await;
}

#[tokio::test]
async fn batch_inventory_items_take_put() {
    takes_only("/batch-inventory-items", &["PUT"]).await;
}

#[tokio::test]
async fn move_orders_takes_post() {
    takes_only("/move-orders", &["POST"]).await;
}

#[tokio::test]
async fn what_no_source_knows_is_404() {
    let shop = Shop::open("absent").await;
    for path in ["/batch-orders", "/emails", "/folders", "/rules", "/customers", "/tags", "/settings", "/"] {
        shop.refused(404, "GET", path, &Value::Null).await;
        shop.refused(404, "POST", path, &json!({})).await;
    }
}

#[tokio::test]
async fn an_order_is_addressed_by_our_id_and_never_by_its_source_id() {
    let shop = Shop::open("source-id-path").await;
    let id = shop.order("5005").await;
    assert_eq!(shop.read(&id).await["source_id"], "5005");
    shop.refused(404, "GET", "/orders/5005", &Value::Null).await;
    shop.refused(404, "DELETE", "/orders/5005", &Value::Null).await;
}
