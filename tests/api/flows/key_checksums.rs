//! A key that can't be ours is refused before anything is read (attacks 16).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use waybill::http::Reply;

use crate::shop::{Shop, text};
use crate::world::{ADMIN_TOKEN, key_checksums};

/// What so many calls asked of the table, and the status they were answered with.
async fn asked(shop: &Shop, path: &str, headers: &[(&str, &str)]) -> (u16, usize) {
    let count = || shop.world.aws.faults.count("DynamoDB*");
    let before = count();
    let reply = shop.world.call("GET", path, headers, None).await;
    (reply.status, count() - before)
}

fn message(reply: &Reply) -> String {
    text(&reply.json::<Value>().unwrap()["message"])
}

fn flipped(key: &str, place: usize) -> String {
    let mut bytes = key.as_bytes().to_vec();
    bytes[place] = if bytes[place] == b'a' { b'b' } else { b'a' };
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_forged_key_costs_no_read_and_is_refused_in_the_words_of_a_wrong_one() {
    let (shop, other) = (Shop::open("checksum").await, Shop::open("checksum-other").await);
    shop.world.cold_start();
    let forged = [
        "wrong".to_owned(),
        String::new(),
        "x".repeat(50),
        "0".repeat(50),
        shop.api_key[..49].to_owned(),
        shop.api_key[1..].to_owned(),
        format!("{}0", shop.api_key),
        shop.api_key.to_lowercase(),
        flipped(&shop.api_key, 0),
        flipped(&shop.api_key, 41),
        flipped(&shop.api_key, 42),
        flipped(&shop.api_key, 49),
        other.api_key.clone(),
    ];
    let mut words = BTreeSet::new();
    for key in &forged {
        for path in ["/api/v2/test", "/api/v2/orders", "/v1/keys", "/v1/nowhere"] {
            let headers = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", key.as_str())];
            let expected = if path == "/v1/nowhere" && key.is_empty() { 404 } else { 401 };
            assert_eq!(asked(&shop, path, &headers).await, (expected, 0), "{key} {path}");
        }
        let headers = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", key.as_str())];
        words.insert(message(&shop.world.call("GET", "/api/v2/test", &headers, None).await));
    }
    // One whose checksum is right, and that nobody has, is looked up once.
    let unknown = key_checksums().complete(shop.id.parse().unwrap(), &"x".repeat(42));
    let headers = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", unknown.as_str())];
    assert_eq!(asked(&shop, "/api/v2/test", &headers).await, (401, 1));
    assert_eq!(asked(&shop, "/api/v2/test", &headers).await, (401, 0), "it is remembered");
    words.insert(message(&shop.world.call("GET", "/api/v2/test", &headers, None).await));
    assert_eq!(words.len(), 1, "{words:?}");
}

#[tokio::test]
async fn every_key_that_is_made_has_fifty_letters_and_digits_and_opens_with_one_read_of_it() {
    let shop = Shop::open("checksum-made").await;
    let further = shop.post("/v1/keys", &json!({"name": "Printer", "scope": "read"})).await;
    let path = format!("/v1/keys/{}/rotate", text(&further["key"]["id"]));
    let rotated = shop.post(&path, &json!({})).await;
    for key in [&shop.api_key, &text(&further["api_key"]), &text(&rotated["api_key"])] {
        assert_eq!(key.len(), 50);
        assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
        assert!(key_checksums().admit(shop.id.parse().unwrap(), key));
        shop.world.cold_start();
        let headers = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", key.as_str())];
        let before = shop.world.aws.faults.count("GetItem");
        assert_eq!(asked(&shop, "/api/v2/test", &headers).await.0, 200);
        // The key and the store.
        assert_eq!(shop.world.aws.faults.count("GetItem") - before, 2);
    }
}

/// Would catch an operator's call that looks something up before the token is checked.
#[tokio::test]
async fn a_wrong_admin_token_costs_no_request_at_all() {
    let shop = Shop::open("checksum-admin").await;
    let body = json!({"name": "Pier"}).to_string();
    let asked = async |bearer: &str| {
        let count = || shop.world.aws.faults.count("DynamoDB*") + shop.world.aws.faults.count("TrentService*");
        let before = count();
        let headers = [("authorization", bearer)];
        let reply = shop.world.call("POST", "/v1/stores", &headers, Some(body.as_bytes())).await;
        (reply.status, count() - before)
    };
    for bearer in ["", "Bearer", "Bearer wrong", "Bearer the-token-of-the-operato", &ADMIN_TOKEN[1..], &shop.api_key] {
        assert_eq!(asked(bearer).await, (401, 0), "{bearer}");
    }
    assert_eq!(asked(&format!("Bearer {ADMIN_TOKEN}")).await.0, 201);
}
