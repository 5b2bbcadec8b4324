//! What posts are signed with, and for whom (attacks 21).

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::Received;

use crate::shop::{Shop, text};

/// Whatever a function remembers of a store's secrets is forgotten by then.
const KNOWN_AFTER: Duration = Duration::from_secs(61);

/// The host of the shop's receiver, as the API writes it.
fn host(shop: &Shop) -> String {
    shop.receiver.url("").trim_start_matches("http://").trim_end_matches('/').to_owned()
}

fn signed(received: &Received, secret: &str) -> String {
    let (id, at) = (received.header("webhook-id").unwrap(), received.header("webhook-timestamp").unwrap());
    delivery::standard_webhooks(secret, id, at.parse().unwrap(), &received.body).unwrap()
}

/// The signatures of the next post of the shop's rule.
async fn next_post(shop: &Shop, number: &str) -> (Received, Vec<String>) {
    let before = shop.receiver.received("/in").len();
    shop.world.advance(KNOWN_AFTER);
    shop.order(number).await;
    let received = shop.received("/in", before + 1).await.pop().unwrap();
    let signatures = received.header("webhook-signature").unwrap().split(' ').map(str::to_owned).collect();
    (received, signatures)
}

async fn open(name: &str) -> Shop {
    let shop = Shop::open(name).await;
    let actions = json!([{"action": "post_order_json", "url": shop.receiver.url("/in"), "format": "json"}]);
    shop.rule("Send", "order_imported", actions).await;
    shop
}

#[tokio::test]
async fn posts_to_a_host_with_a_secret_of_its_own_are_signed_with_that_and_with_no_other() {
    let shop = open("own-secret").await;
    let made = shop.post("/v1/signing-secrets", &json!({"host": host(&shop).to_uppercase()})).await;
    let secret = text(&made["secret"]);
    assert_eq!(made["signing_secret"]["host"], host(&shop));
    let (received, signatures) = next_post(&shop, "S-1").await;
    assert_eq!(signatures, [signed(&received, &secret)]);
    assert_ne!(signatures, [signed(&received, &shop.webhook_secret)]);

    // A notice is signed as its host's posts are: who names another host gets nothing this host would take for its own.
    let order = shop.order_with("S-2", json!({"ship_notify_url": shop.receiver.url("/shipped")})).await;
    shop.post(&format!("/api/v2/orders/{order}/shipments"), &json!({"tracking_number": "1Z1"})).await;
    let notice = shop.received("/shipped", 1).await.pop().unwrap();
    assert_eq!(notice.header("webhook-signature").unwrap(), signed(&notice, &secret));
    let elsewhere = shop.receiver.url("/shipped").replace("127.0.0.1", "localhost");
    let order = shop.order_with("S-3", json!({"ship_notify_url": elsewhere})).await;
    shop.post(&format!("/api/v2/orders/{order}/shipments"), &json!({"tracking_number": "1Z2"})).await;
    let notice = shop.received("/shipped", 2).await.pop().unwrap();
    assert_eq!(notice.header("webhook-signature").unwrap(), signed(&notice, &shop.webhook_secret));

    let listed = shop.get("/v1/signing-secrets").await;
    assert_eq!(listed["signing_secrets"][0]["host"], host(&shop));
    assert!(!listed.to_string().contains("whsec_"), "{listed}");
    assert_eq!(shop.call("DELETE", &format!("/v1/signing-secrets/{}", host(&shop)), None).await.status, 200);
    let (received, signatures) = next_post(&shop, "S-4").await;
    assert_eq!(signatures, [signed(&received, &shop.webhook_secret)]);
}

#[tokio::test]
async fn after_a_rotation_both_sign_until_the_overlap_ends() {
    let shop = open("own-secret-rotated").await;
    let first = text(&shop.post("/v1/signing-secrets", &json!({"host": host(&shop)})).await["secret"]);
    let path = format!("/v1/signing-secrets/{}/rotate", host(&shop).replace(':', "%3A"));
    let rotated = shop.post(&path, &json!({"overlap_hours": 2})).await;
    let second = text(&rotated["secret"]);
    assert_ne!(first, second);
    let (received, signatures) = next_post(&shop, "R-1").await;
    assert_eq!(signatures, [signed(&received, &second), signed(&received, &first)]);
    shop.world.advance(Duration::from_hours(2));
    let (received, signatures) = next_post(&shop, "R-2").await;
    assert_eq!(signatures, [signed(&received, &second)]);
    assert_eq!(shop.get("/v1/signing-secrets").await["signing_secrets"][0]["overlap_ends_at"], Value::Null);

    // Without an overlap, what signed before ends at once.
    let third = text(&shop.post(&path, &json!({})).await["secret"]);
    let fourth = text(&shop.post(&path, &json!({"overlap_hours": 0})).await["secret"]);
    let (received, signatures) = next_post(&shop, "R-3").await;
    assert_eq!(signatures, [signed(&received, &fourth)]);
    assert_ne!(third, fourth);
}

#[tokio::test]
async fn the_webhook_secret_of_a_store_is_rotated_with_an_overlap() {
    let shop = open("webhook-secret").await;
    let rotated = shop.post("/v1/store/webhook-secret/rotate", &json!({})).await;
    let new = text(&rotated["webhook_secret"]);
    let (received, signatures) = next_post(&shop, "W-1").await;
    assert_eq!(signatures, [signed(&received, &new), signed(&received, &shop.webhook_secret)]);
    let listed = shop.get("/v1/signing-secrets").await["webhook_secret"].clone();
    assert!(listed["rotated_at"].is_string() && listed["overlap_ends_at"].is_string(), "{listed}");
    shop.world.advance(Duration::from_hours(24));
    let (received, signatures) = next_post(&shop, "W-2").await;
    assert_eq!(signatures, [signed(&received, &new)]);
    assert_eq!(
        shop.call("POST", "/v1/store/webhook-secret/rotate", Some(&json!({"overlap_hours": 169}))).await.status,
        400
    );
}

#[tokio::test]
async fn rotations_at_the_same_moment_lose_no_secret_that_somebody_was_shown() {
    let shop = open("rotated-at-once").await;
    let body = json!({"overlap_hours": 1});
    let replies = join_all((0..4).map(|_| shop.call("POST", "/v1/store/webhook-secret/rotate", Some(&body)))).await;
    let mut shown: Vec<String> =
        replies.iter().map(|reply| text(&reply.json::<Value>().unwrap()["webhook_secret"])).collect();
    shown.push(shop.webhook_secret.clone());
    let (received, mut signatures) = next_post(&shop, "O-1").await;
    let mut expected: Vec<String> = shown.iter().map(|secret| signed(&received, secret)).collect();
    signatures.sort();
    expected.sort();
    assert_eq!(signatures, expected);
    let fifth = shop.call("POST", "/v1/store/webhook-secret/rotate", Some(&body)).await;
    assert_eq!(fifth.status, 409, "{}", fifth.text());
    assert_eq!(
        shop.call("POST", "/v1/store/webhook-secret/rotate", Some(&json!({"overlap_hours": 0}))).await.status,
        201
    );
}

#[tokio::test]
async fn the_older_signature_may_be_made_with_a_key_that_opens_nothing() {
    let shop = open("legacy-key").await;
    assert_eq!(shop.call("DELETE", "/v1/store/legacy-signing-key", None).await.status, 404);
    let key = text(&shop.post("/v1/store/legacy-signing-key", &json!({})).await["legacy_signing_key"]);
    let (received, _) = next_post(&shop, "L-1").await;
    let hash = |key: &str, received: &Received| delivery::order_desk_hash(key, received.text());
    assert_eq!(received.header("x-order-desk-hash"), Some(hash(&key, &received).as_str()));
    for path in ["/api/v2/test", "/v1/keys", "/v1/store"] {
        let headers = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", key.as_str())];
        assert_eq!(shop.world.call("GET", path, &headers, None).await.status, 401, "{path}");
    }
    let second = text(&shop.post("/v1/store/legacy-signing-key", &json!({})).await["legacy_signing_key"]);
    let (received, _) = next_post(&shop, "L-2").await;
    assert_eq!(received.header("x-order-desk-hash"), Some(hash(&second, &received).as_str()));
    assert!(shop.get("/v1/signing-secrets").await["legacy_signing_key"]["date_added"].is_string());
    assert_eq!(shop.call("DELETE", "/v1/store/legacy-signing-key", None).await.status, 200);
    let (received, _) = next_post(&shop, "L-3").await;
    assert_eq!(received.header("x-order-desk-hash"), Some(hash(&shop.api_key, &received).as_str()));
}

#[tokio::test]
async fn a_secret_sent_again_is_not_made_again_and_a_host_has_one() {
    let shop = Shop::open("secret-key").await;
    let send = async |key: &str, host: &str| {
        let body = json!({"host": host}).to_string();
        shop.call_raw("POST", "/v1/signing-secrets", Some(body), &[("Idempotency-Key", key)]).await
    };
    let replies = join_all((0..5).map(|_| send("K-1", "a.example.com"))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    assert_eq!(replies.iter().filter(|reply| reply.status == 409).count(), 4);
    let again = send("K-1", "a.example.com").await;
    assert_eq!((again.status, &again.json::<Value>().unwrap()["host"]), (409, &json!("a.example.com")));
    let other = send("K-1", "b.example.com").await;
    assert_eq!((other.status, &other.json::<Value>().unwrap()["host"]), (422, &json!("a.example.com")));
    assert_eq!(send("K-2", "A.example.com.").await.status, 409, "the same host, written otherwise");
    shop.world.advance(Duration::from_hours(25));
    assert_eq!(send("K-1", "b.example.com").await.status, 201, "a day later nobody knows");
}

#[tokio::test]
async fn a_store_has_secrets_for_fifty_hosts_and_what_is_no_host_is_refused() {
    let shop = Shop::open("secret-hosts").await;
    let add = async |host: &str| shop.call("POST", "/v1/signing-secrets", Some(&json!({"host": host}))).await.status;
    for bad in ["", "*.example.com", "https://a.example.com", "a.example.com/x", "user@a.example.com", "a b"] {
        assert_eq!(add(bad).await, 400, "{bad}");
    }
    for number in 0..50 {
        assert_eq!(add(&format!("h{number}.example.com")).await, 201);
    }
    assert_eq!(add("one-more.example.com").await, 409);
    assert_eq!(shop.call("DELETE", "/v1/signing-secrets/h7.example.com", None).await.status, 200);
    assert_eq!(add("one-more.example.com").await, 201);
    for (method, path) in
        [("DELETE", "h7.example.com"), ("POST", "h7.example.com/rotate"), ("DELETE", "%20"), ("DELETE", "%2F")]
    {
        let reply = shop.call(method, &format!("/v1/signing-secrets/{path}"), None).await;
        assert_eq!(reply.status, 404, "{method} {path}: {}", reply.text());
    }
}

/// Would catch a secret that another call than its rotation shows.
#[tokio::test]
async fn a_store_made_again_does_not_show_a_webhook_secret_that_was_rotated_since() {
    let bearer = format!("Bearer {}", crate::world::ADMIN_TOKEN);
    let headers = [("authorization", bearer.as_str()), ("Idempotency-Key", "again")];
    let world = crate::world::world();
    let make = async || world.call("POST", "/v1/stores", &headers, Some(br#"{"name":"Pier"}"#)).await;
    let store: Value = make().await.json().unwrap();
    let (id, key) = (text(&store["store"]["id"]), text(&store["api_key"]));
    let own = [("ORDERDESK-STORE-ID", id.as_str()), ("ORDERDESK-API-KEY", key.as_str())];
    assert_eq!(make().await.status, 201);
    assert_eq!(world.call("POST", "/v1/store/webhook-secret/rotate", &own, None).await.status, 201);
    let again = make().await;
    assert_eq!(again.status, 409, "{}", again.text());
    assert!(!again.text().contains("whsec_"));
}
