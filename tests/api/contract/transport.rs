//! orderdesk-api 1.1 to 1.4: headers, credentials, the envelope. Header names in any case need no test:
//! client and gateway write them all in small letters.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{NOBODY, Things, assert_error, assert_lists_errors, assert_success, bare, is_seconds, with};
use crate::shop::{Shop, order, text};

const NONE: Value = Value::Null;

/// Calls of every kind.
const CALLS: [(&str, &str); 10] = [
    ("GET", "/api/v2/test"),
    ("GET", "/api/v2/store"),
    ("GET", "/api/v2/orders"),
    ("POST", "/api/v2/orders"),
    ("PUT", "/api/v2/orders/1"),
    ("DELETE", "/api/v2/orders/1"),
    ("POST", "/api/v2/orders/1/shipments"),
    ("POST", "/api/v2/batch-shipments"),
    ("GET", "/api/v2/inventory-items"),
    ("PUT", "/api/v2/batch-inventory-items"),
];

#[tokio::test]
async fn without_a_store_id_every_call_is_401_also_the_connection_test() {
    let shop = Shop::open("no-store-id").await;
    for (method, path) in CALLS {
        assert_error(&bare(&shop, method, path, &[("ORDERDESK-API-KEY", &shop.api_key)], &NONE).await, 401);
    }
}

#[tokio::test]
async fn without_an_api_key_every_call_is_401_also_the_connection_test() {
    let shop = Shop::open("no-key").await;
    for (method, path) in CALLS {
        assert_error(&bare(&shop, method, path, &[("ORDERDESK-STORE-ID", &shop.id)], &NONE).await, 401);
    }
}

#[tokio::test]
async fn a_get_is_taken_with_a_content_type_and_without_and_a_post_without_one_is_json() {
    let shop = Shop::open("content-type").await;
    let mine = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", shop.api_key.as_str())];
    assert_success(&bare(&shop, "GET", "/api/v2/test", &mine, &NONE).await, 200);
    let typed = [mine[0], mine[1], ("Content-Type", "application/json")];
    assert_success(&bare(&shop, "GET", "/api/v2/test", &typed, &NONE).await, 200);
    assert_success(&bare(&shop, "POST", "/api/v2/orders", &mine, &order("C-1")).await, 201);
}

#[tokio::test]
async fn a_post_with_the_method_override_put_is_a_put() {
    let things = Things::open("override").await;
    let item = json!({"name": "Mug", "code": "MUG"});
    let air = json!({"shipping": {"company": "Pier"}, "shipping_method": "Air"});
    let batch =
        json!([{"id": things.inventory_item.parse::<u64>().unwrap(), "name": "Mug", "code": "MUG", "stock": 9}]);
    for (path, body, message) in [
        ("/orders/{order}", air, Some("Order Updated")),
        ("/orders/{order}/shipments/{shipment}", json!({"tracking_number": "T-2"}), Some("Shipment Updated")),
        ("/orders/{order}/order-items/{item}", item.clone(), Some("Order Item Updated")),
        ("/inventory-items/{inventory_item}", item, Some("Inventory Item Updated")),
        ("/batch-inventory-items", batch, None),
    ] {
        let path = format!("/api/v2{}", things.path(path));
        let overrides = [("X-HTTP-Method-Override", "PUT")];
        let done = assert_success(&things.shop.call_raw("POST", &path, Some(body.to_string()), &overrides).await, 200);
        assert!(message.is_none_or(|message| done["message"] == message), "{path}: {done}");
    }
    let stored = things.shop.read(&things.order).await;
    assert_eq!(stored["shipping_method"], "Air");
    assert_eq!(stored["order_shipments"][0]["tracking_number"], "T-2");
    assert_eq!(stored["order_items"][0]["code"], "MUG");
    let path = things.path("/inventory-items/{inventory_item}");
    assert_eq!(things.shop.done(200, "GET", &path, &NONE).await["inventory_item"]["stock"], 9);
}

#[tokio::test]
async fn any_user_agent_is_taken_and_none_is_needed() {
    let shop = Shop::open("agent").await;
    for headers in [&[][..], &[("User-Agent", "Pier/1.0 (+https://pier.example)")], &[("User-Agent", "x")]] {
        assert_success(&shop.call_raw("GET", "/api/v2/test", None, headers).await, 200);
    }
}

#[tokio::test]
async fn credentials_in_the_query_in_the_body_or_as_a_bearer_token_are_none() {
    let shop = Shop::open("elsewhere").await;
    let (id, key) = (shop.id.as_str(), shop.api_key.as_str());
    let query = format!("/api/v2/test?ORDERDESK-STORE-ID={id}&ORDERDESK-API-KEY={key}&store_id={id}&api_key={key}");
    assert_error(&bare(&shop, "GET", &query, &[], &NONE).await, 401);
    let body = with(order("E-1"), json!({"ORDERDESK-STORE-ID": id, "ORDERDESK-API-KEY": key}));
    assert_error(&bare(&shop, "POST", "/api/v2/orders", &[], &body).await, 401);
    let bearer = [("ORDERDESK-STORE-ID", id), ("Authorization", &format!("Bearer {key}"))];
    assert_error(&bare(&shop, "GET", "/api/v2/test", &bearer, &NONE).await, 401);
}

#[tokio::test]
async fn missing_unknown_and_wrong_credentials_are_401_in_the_envelope_with_one_text() {
    let (shop, other) = (Shop::open("one-text").await, Shop::open("other-text").await);
    let (id, key) = (shop.id.as_str(), shop.api_key.as_str());
    let mut texts = BTreeSet::new();
    for headers in [
        vec![],
        vec![("ORDERDESK-STORE-ID", id)],
        vec![("ORDERDESK-API-KEY", key)],
        vec![("ORDERDESK-STORE-ID", NOBODY), ("ORDERDESK-API-KEY", key)],
        vec![("ORDERDESK-STORE-ID", "harbor"), ("ORDERDESK-API-KEY", key)],
        vec![("ORDERDESK-STORE-ID", id), ("ORDERDESK-API-KEY", "wrong")],
        vec![("ORDERDESK-STORE-ID", id), ("ORDERDESK-API-KEY", &other.api_key)],
    ] {
        let answered = assert_error(&bare(&shop, "GET", "/api/v2/test", &headers, &NONE).await, 401);
        texts.insert(text(&answered["message"]));
    }
    assert_eq!(texts.len(), 1, "{texts:?}");
}

#[tokio::test]
async fn both_order_reads_say_the_time_in_words_too() {
    let shop = Shop::open("in-words").await;
    let id = shop.order("W-1").await;
    for path in ["/orders".to_owned(), format!("/orders/{id}")] {
        let read = shop.done(200, "GET", &path, &NONE).await;
        let time = read["message"].as_str().and_then(|message| message.strip_prefix("Execution took "));
        assert!(time.is_some_and(|time| is_seconds(&json!(time))), "{read}");
    }
}

#[tokio::test]
async fn a_refused_body_has_a_message_and_its_errors_one_by_one() {
    let shop = Shop::open("two-errors").await;
    let bad = json!({"order_items": [{"price": "cheap", "quantity": "many"}], "shipping": {"company": "X"}});
    let answered = shop.refused(400, "POST", "/orders", &bad).await;
    assert_lists_errors(&answered);
    assert_eq!(answered["errors"].as_array().unwrap().len(), 2, "{answered}");
}
