//! Our own API: keys, what each opens, and changing one for another.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::http::Reply;

use super::{assert_error, assert_problem, assert_success, bare, least_order, soon};
use crate::shop::{Shop, eventually, text};

const NONE: Value = Value::Null;

/// A key of this scope: its id, and the key.
async fn key(shop: &Shop, scope: &str) -> (String, String) {
    let made = shop.own(201, "POST", "/keys", &json!({"name": format!("{scope} key"), "scope": scope})).await;
    (text(&made["key"]["id"]), text(&made["api_key"]))
}

/// A call with another key than the shop's own.
async fn call(shop: &Shop, key: &str, method: &str, path: &str, body: &Value) -> Reply {
    let headers =
        [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", key), ("content-type", "application/json")];
    bare(shop, method, path, &headers, body).await
}

#[tokio::test]
async fn a_read_key_may_read_and_is_403_for_everything_that_writes() {
    let shop = Shop::open("key-read").await;
    let id = shop.order("K-1").await;
    let (_, key) = key(&shop, "read").await;
    for path in ["/test", "/store", "/orders", "/inventory-items", &format!("/orders/{id}")] {
        assert_success(&call(&shop, &key, "GET", &format!("/api/v2{path}"), &NONE).await, 200);
    }
    assert_eq!(call(&shop, &key, "GET", &format!("/v1/orders/{id}"), &NONE).await.status, 200);
    let before = shop.read(&id).await;
    for (method, path, body) in [
        ("POST", "/orders".to_owned(), least_order()),
        ("PUT", format!("/orders/{id}"), least_order()),
        ("DELETE", format!("/orders/{id}"), NONE),
        ("POST", format!("/orders/{id}/shipments"), json!({"tracking_number": "A"})),
        ("POST", "/batch-shipments".to_owned(), json!([{"order_id": id, "tracking_number": "A"}])),
        ("POST", "/inventory-items".to_owned(), json!({"name": "Mug", "code": "MUG"})),
        ("POST", "/move-orders".to_owned(), json!({"order_id_list": [id], "destination_folder_id": 2})),
    ] {
        assert_error(&call(&shop, &key, method, &format!("/api/v2{path}"), &body).await, 403);
    }
    let patch = json!({"shipping_method": "Air"});
    assert_problem(&call(&shop, &key, "PATCH", &format!("/v1/orders/{id}"), &patch).await, 403);
    assert_problem(&call(&shop, &key, "GET", "/v1/keys", &NONE).await, 403);
    assert_eq!(shop.read(&id).await, before);
}

#[tokio::test]
async fn a_write_key_may_write_and_touches_neither_keys_nor_folders_nor_settings_nor_rules() {
    let shop = Shop::open("key-write").await;
    let (id, key) = key(&shop, "write").await;
    assert_success(&call(&shop, &key, "POST", "/api/v2/orders", &least_order()).await, 201);
    assert_success(&call(&shop, &key, "GET", "/api/v2/orders", &NONE).await, 200);
    for (method, path, body) in [
        ("GET", "/v1/keys".to_owned(), NONE),
        ("POST", "/v1/keys".to_owned(), json!({"name": "mine", "scope": "admin"})),
        ("POST", format!("/v1/keys/{id}/rotate"), json!({"overlap_seconds": 2})),
        ("DELETE", format!("/v1/keys/{id}"), NONE),
        ("POST", "/v1/folders".to_owned(), json!({"name": "Mine"})),
        ("PATCH", "/v1/store".to_owned(), json!({"settings": {"rate_limit": "off"}})),
        ("POST", "/v1/rules".to_owned(), json!({"name": "x", "event": "note_added", "actions": []})),
    ] {
        assert_problem(&call(&shop, &key, method, &path, &body).await, 403);
    }
}

#[tokio::test]
async fn an_admin_key_makes_keys_and_another_scope_than_the_three_is_400() {
    let shop = Shop::open("key-admin").await;
    let (_, admin) = key(&shop, "admin").await;
    let made = call(&shop, &admin, "POST", "/v1/keys", &json!({"name": "printer", "scope": "read"})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let answered = shop.problem(400, "POST", "/keys", &json!({"name": "x", "scope": "root"})).await;
    assert_eq!(answered["errors"][0]["field"], "scope", "{answered}");
}

#[tokio::test]
async fn keys_are_listed_with_their_scopes_and_never_with_the_key() {
    let shop = Shop::open("key-list").await;
    let (id, secret) = key(&shop, "read").await;
    let listed = shop.own(200, "GET", "/keys", &NONE).await;
    let mine = listed["keys"].as_array().unwrap().iter().find(|key| key["id"] == id.as_str()).unwrap();
    assert_eq!((&mine["name"], &mine["scope"]), (&json!("read key"), &json!("read")));
    let text = listed.to_string();
    assert!(!text.contains(&secret) && !text.contains(&shop.api_key), "{text}");
}

#[tokio::test]
async fn a_rotated_key_and_its_successor_both_open_for_the_overlap_and_then_only_the_successor() {
    let shop = Shop::open("key-rotated").await;
    let (id, old) = key(&shop, "write").await;
    let rotated = shop.call("POST", &format!("/v1/keys/{id}/rotate"), Some(&json!({"overlap_seconds": 20}))).await;
    assert!(matches!(rotated.status, 200 | 201), "{}", rotated.text());
    let new = text(&rotated.json::<Value>().unwrap()["api_key"]);
    assert_ne!(new, old);
    let status = async |key: &str| call(&shop, key, "GET", "/api/v2/test", &NONE).await.status;
    assert_eq!((status(&old).await, status(&new).await), (200, 200));
    eventually("the old key to close", async || (status(&old).await == 401).then_some(())).await;
    assert_eq!(status(&new).await, 200);
    assert_problem(&call(&shop, &new, "GET", "/v1/keys", &NONE).await, 403);
}

#[tokio::test]
async fn a_rotated_key_closes_everywhere_within_a_minute_however_short_the_overlap() {
    let shop = Shop::open("key-closed").await;
    let (id, old) = key(&shop, "read").await;
    let status = async |key: &str| call(&shop, key, "GET", "/api/v2/test", &NONE).await.status;
    // Several functions know the key by now; it may not write.
    let writes = async |key: &str| {
        let batch = call(&shop, key, "POST", "/api/v2/batch-shipments", &json!([])).await.status;
        let order = call(&shop, key, "POST", "/api/v2/orders", &least_order()).await.status;
        let folder = call(&shop, key, "GET", "/v1/keys", &NONE).await.status;
        [batch, order, folder]
    };
    join_all((0..5).map(|_| status(&old))).await;
    assert_eq!(writes(&old).await, [403; 3]);
    let rotated = shop.call("POST", &format!("/v1/keys/{id}/rotate"), Some(&json!({"overlap_seconds": 2}))).await;
    let new = text(&rotated.json::<Value>().unwrap()["api_key"]);
    shop.world.advance(Duration::from_mins(1));
    assert_eq!(join_all((0..5).map(|_| status(&old))).await, [401; 5]);
    assert_eq!(writes(&old).await, [401; 3]);
    assert_eq!(status(&new).await, 200);
}

#[tokio::test]
async fn when_a_key_was_last_used_shows_up_in_the_list() {
    let shop = Shop::open("key-used").await;
    let (id, secret) = key(&shop, "read").await;
    let used = async || {
        let listed = shop.own(200, "GET", "/keys", &NONE).await;
        let mine = listed["keys"].as_array().unwrap().iter().find(|key| key["id"] == id.as_str()).unwrap().clone();
        mine["last_used"].as_str().is_some_and(|at| !at.is_empty())
    };
    assert!(!used().await, "it was made and never used");
    assert_eq!(call(&shop, &secret, "GET", "/api/v2/test", &NONE).await.status, 200);
    soon("when it was last used", true, used).await;
}
