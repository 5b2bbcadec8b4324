//! Addresses with slashes that are too many, and the tokens that are left (kinds 12 and 14 of the cases).

use serde_json::{Value, json};

use crate::shop::{Shop, order};
use crate::world::{Function, event};

#[tokio::test]
async fn trailing_and_doubled_slashes_are_one_address() {
    let shop = Shop::open("slashes").await;
    let id = shop.order("S-1").await;
    for path in ["/api/v2/orders/", "//api/v2/orders", "/api//v2/orders?limit=5", "/v1/orders/", "//v1//orders"] {
        let listed: Value = shop.call("GET", path, None).await.accepted().unwrap();
        assert_eq!(listed["orders"].as_array().unwrap().len(), 1, "{path}");
    }
    shop.get(&format!("/api/v2//orders/{id}/")).await;
    shop.post("/api/v2/orders/", &order("S-2")).await;
    shop.post(&format!("//api/v2/orders/{id}/shipments/"), &json!({"tracking_number": "A"})).await;
}

/// The event of a call by this shop.
fn led_to_default(shop: &Shop, method: &str, path: &str, body: Option<&Value>) -> Value {
    let headers = [("orderdesk-store-id", shop.id.as_str()), ("orderdesk-api-key", shop.api_key.as_str())];
    event(method, path, &headers, body.map(Value::to_string).as_deref().map(str::as_bytes))
}

/// The gateway's routes are exact, so that these calls come to the function behind its default route.
#[tokio::test]
async fn what_the_routes_of_the_gateway_miss_is_answered_all_the_same() {
    let shop = Shop::open("missed").await;
    let id = shop.order("M-1").await;
    for (path, body) in [
        ("/api/v2/orders/".to_owned(), order("M-2")),
        ("//v1/orders".to_owned(), order("M-3")),
        (format!("/api/v2/orders/{id}/shipments/"), json!({"tracking_number": "A"})),
        ("/api/v2//batch-shipments".to_owned(), json!([{"order_id": id, "tracking_number": "B"}])),
    ] {
        let (status, answered) =
            shop.world.invoke_http(Function::ServeApi, &led_to_default(&shop, "POST", &path, Some(&body))).await;
        assert!(status == 200 || status == 201, "{path}: {answered}");
    }
    for (missed, exact) in
        [("/v1//keys/", "/v1/keys"), ("/v1/rules/", "/v1/rules"), ("//v1/imports?limit=5", "/v1/imports?limit=5")]
    {
        let (status, answered) =
            shop.world.invoke_http(Function::ServeApi, &led_to_default(&shop, "GET", missed, None)).await;
        assert_eq!((status, &answered["detail"]), (308, &json!(format!("The address is {exact}"))));
    }
}

#[tokio::test]
async fn tokens_remaining_are_said_where_calls_are_not_counted_and_not_to_nobody() {
    let shop = Shop::open("uncounted").await;
    let reply = shop.call("GET", "/api/v2/test", None).await;
    assert_eq!(reply.headers["x-tokens-remaining"], "20");
    let headers = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", "wrong")];
    let refused = shop.world.call("GET", "/api/v2/test", &headers, None).await;
    assert_eq!((refused.status, refused.headers.contains_key("x-tokens-remaining")), (401, false));
}
