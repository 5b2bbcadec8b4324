//! `manage-store` crashes after each of its writes while it makes what posts are signed with, and the caller, who got no
//! answer, calls again.

use serde_json::{Value, json};
use waybill::Received;
use waybill::http::Reply;

use super::at_each_write;
use crate::shop::{Shop, text};
use crate::world::Function;

/// Makes a call until it is answered; the last answer.
async fn insist(shop: &Shop, path: &str, body: &Value) -> Reply {
    loop {
        let reply = shop.call_raw("POST", path, Some(body.to_string()), &[("Idempotency-Key", "again")]).await;
        if reply.status != 500 {
            return reply;
        }
    }
}

/// A post of the shop when all functions know its secrets, and its signatures.
async fn post(shop: &Shop) -> (Received, Vec<String>) {
    shop.world.cold_start();
    let actions = json!([{"action": "post_order_json", "url": shop.receiver.url("/in"), "format": "json"}]);
    shop.rule("Send", "order_imported", actions).await;
    shop.order("S-1").await;
    let received = shop.received("/in", 1).await.pop().unwrap();
    let signatures = received.header("webhook-signature").unwrap().split(' ').map(str::to_owned).collect();
    (received, signatures)
}

fn signed(received: &Received, secret: &str) -> String {
    let (id, at) = (received.header("webhook-id").unwrap(), received.header("webhook-timestamp").unwrap());
    delivery::standard_webhooks(secret, id, at.parse().unwrap(), &received.body).unwrap()
}

/// Catches a host whose secret nobody was shown and nobody can replace.
#[tokio::test]
async fn a_signing_secret_added_over_a_crash_is_there_once_and_can_be_rotated() {
    let crashes = at_each_write("secret", Function::ManageStore, async |shop, crash| {
        let host = shop.receiver.url("").trim_start_matches("http://").to_owned();
        crash.plan(shop);
        let made = insist(shop, "/v1/signing-secrets", &json!({"host": host})).await;
        crash.end(shop).await;
        assert!(matches!(made.status, 201 | 409), "{}", made.text());
        let listed = shop.get("/v1/signing-secrets").await["signing_secrets"].clone();
        assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
        let secret = if made.status == 201 {
            text(&made.json::<Value>().unwrap()["secret"])
        } else {
            let path = format!("/v1/signing-secrets/{host}/rotate");
            text(&shop.post(&path, &json!({"overlap_hours": 0})).await["secret"])
        };
        let (received, signatures) = post(shop).await;
        assert_eq!(signatures, [signed(&received, &secret)]);
    });
    assert!(crashes.await >= 1);
}

/// Catches a rotation that ends the secret receivers have, and shows nobody the new one.
#[tokio::test]
async fn a_webhook_secret_rotated_over_a_crash_signs_with_what_was_shown_and_with_what_receivers_have() {
    let crashes = at_each_write("webhook", Function::ManageStore, async |shop, crash| {
        crash.plan(shop);
        let made = insist(shop, "/v1/store/webhook-secret/rotate", &json!({"overlap_hours": 24})).await;
        crash.end(shop).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let shown = text(&made.json::<Value>().unwrap()["webhook_secret"]);
        let (received, signatures) = post(shop).await;
        assert_eq!(signatures[0], signed(&received, &shown));
        assert!(signatures.contains(&signed(&received, &shop.webhook_secret)), "{signatures:?}");
    });
    assert!(crashes.await >= 1);
}

/// Catches a key for the older signature that signs and that nobody was shown.
#[tokio::test]
async fn a_legacy_signing_key_made_over_a_crash_is_the_one_that_was_shown() {
    let crashes = at_each_write("legacy", Function::ManageStore, async |shop, crash| {
        crash.plan(shop);
        let made = insist(shop, "/v1/store/legacy-signing-key", &json!({})).await;
        crash.end(shop).await;
        let shown = text(&made.json::<Value>().unwrap()["legacy_signing_key"]);
        let (received, _) = post(shop).await;
        let hash = delivery::order_desk_hash(&shown, received.text());
        assert_eq!(received.header("x-order-desk-hash"), Some(hash.as_str()));
    });
    assert!(crashes.await >= 1);
}

/// Catches a secret that is there twice, or not at all, or another than was given.
#[tokio::test]
async fn a_stores_secret_added_over_a_crash_is_there_once_as_it_was_given() {
    let crashes = at_each_write("kept", Function::ManageStore, async |shop, crash| {
        let host = shop.receiver.url("").trim_start_matches("http://").to_owned();
        crash.plan(shop);
        let body = json!({"name": "printer", "value": "s3cret", "hosts": [host]});
        let made = insist(shop, "/v1/secrets", &body).await;
        crash.end(shop).await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert_eq!(shop.get("/v1/secrets").await["secrets"].as_array().unwrap().len(), 1);
        shop.world.cold_start();
        let headers = json!([{"name": "X-Token", "secret": "printer"}]);
        let post = json!([{"action": "post_order_json", "url": shop.receiver.url("/in"), "headers": headers}]);
        shop.rule("Send", "order_imported", post).await;
        shop.order("S-1").await;
        let received = shop.received("/in", 1).await.pop().unwrap();
        assert_eq!(received.header("x-token"), Some("s3cret"));
    });
    assert!(crashes.await >= 1);
}
