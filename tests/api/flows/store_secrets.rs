//! Headers that rules add to posts, and the secrets in them, which nobody is shown.

use std::time::Duration;

use serde_json::{Value, json};

use crate::shop::{Shop, text};

/// Whatever a function remembers of a store's secrets is forgotten by then.
const KNOWN_AFTER: Duration = Duration::from_secs(61);

const VALUE: &str = "s3cret-of-the-printer";

fn host(shop: &Shop) -> String {
    shop.receiver.url("").trim_start_matches("http://").trim_end_matches('/').to_owned()
}

fn secret(shop: &Shop, value: &str) -> Value {
    json!({"name": "printer", "value": value, "hosts": [host(shop)]})
}

fn actions(url: &str) -> Value {
    json!([{"action": "post_order_json", "url": url, "format": "json", "headers": [
        {"name": "X-Shop", "value": "harbor"},
        {"name": "Authorization", "value": "Bearer ", "secret": "printer"},
    ]}])
}

#[tokio::test]
async fn a_secret_stands_in_the_header_of_a_post_and_nowhere_else() {
    let shop = Shop::open("kept-secret").await;
    let added = shop.post("/v1/secrets", &secret(&shop, VALUE)).await;
    assert_eq!(added["secret"]["hosts"], json!([host(&shop)]));
    shop.rule("Send", "order_imported", actions(&shop.receiver.url("/in"))).await;
    let order = shop.order("H-1").await;
    let received = shop.received("/in", 1).await.pop().unwrap();
    assert_eq!(received.header("authorization"), Some(format!("Bearer {VALUE}").as_str()));
    assert_eq!(received.header("x-shop"), Some("harbor"));
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert!(!received.text().contains(VALUE));

    let appointment = text(&shop.appointments(&order, "complete", 1).await[0]["id"]);
    for path in [
        "/v1/secrets".to_owned(),
        "/v1/rules".to_owned(),
        format!("/v1/appointments/{appointment}"),
        format!("/v1/orders/{order}/history"),
        format!("/v1/orders/{order}"),
    ] {
        assert!(!shop.get(&path).await.to_string().contains(VALUE), "{path}");
    }
    assert!(!added.to_string().contains(VALUE));
    // Nor does it lie anywhere as it is.
    assert!(!shop.row(&order).to_string().contains(VALUE));
    let kept = shop.world.aws.dynamo.row(&format!("S#{}", shop.id), "X").unwrap();
    assert!(!json!(kept).to_string().contains(VALUE));
}

#[tokio::test]
async fn without_its_secret_a_post_is_not_made_says_why_and_is_tried_again() {
    let shop = Shop::open("gone-secret").await;
    shop.post("/v1/secrets", &secret(&shop, VALUE)).await;
    shop.rule("Send", "order_imported", actions(&shop.receiver.url("/in"))).await;
    assert_eq!(shop.call("DELETE", "/v1/secrets/printer", None).await.status, 200);
    assert_eq!(shop.call("DELETE", "/v1/secrets/printer", None).await.status, 404);
    let order = shop.order("G-1").await;
    let failed = shop.appointments(&order, "failed", 1).await.remove(0);
    let attempts = failed["attempts"].as_array().unwrap();
    assert_eq!(attempts.len(), 11);
    let why = "was not posted to: the store has no secret \"printer\", which Authorization needs";
    assert_eq!(attempts[0]["reply"], why);
    assert_eq!(shop.receiver.received("/in").len(), 0);

    shop.post("/v1/secrets", &secret(&shop, "another")).await;
    shop.world.advance(KNOWN_AFTER);
    shop.post(&format!("/v1/appointments/{}/retry", text(&failed["id"])), &json!({})).await;
    let received = shop.received("/in", 1).await.pop().unwrap();
    assert_eq!(received.header("authorization"), Some("Bearer another"));
}

#[tokio::test]
async fn a_secret_goes_to_its_hosts_and_to_no_other() {
    let shop = Shop::open("hosts-of-a-secret").await;
    shop.post("/v1/secrets", &secret(&shop, VALUE)).await;
    // Who may write rules can't have it sent to a host of theirs.
    let elsewhere = shop.receiver.url("/in").replace("127.0.0.1", "localhost");
    let rule = |url: &str| json!({"name": "Send", "event": "order_imported", "actions": actions(url)});
    let refused = shop.call("POST", "/v1/rules", Some(&rule(&elsewhere))).await;
    assert_eq!(refused.status, 400);
    let field = "actions[0].headers[1].secret";
    assert!(refused.text().contains(field), "{}", refused.text());
    assert!(refused.text().contains("may not go to this address"), "{}", refused.text());

    let kept = shop.post("/v1/rules", &rule(&shop.receiver.url("/in"))).await;
    // Nor by taking another host from it afterwards.
    let replaced = json!({"value": VALUE, "hosts": ["elsewhere.example.com"]});
    assert_eq!(shop.call("PUT", "/v1/secrets/printer", Some(&replaced)).await.status, 200);
    shop.world.advance(KNOWN_AFTER);
    let order = shop.order("N-1").await;
    let failed = shop.appointments(&order, "failed", 1).await.remove(0);
    let why = format!("was not posted to: the secret \"printer\" of Authorization is not for {}", host(&shop));
    assert_eq!(failed["attempts"][0]["reply"], why);
    assert_eq!(shop.receiver.received("/in").len(), 0);
    let path = format!("/v1/rules/{}", text(&kept["rule"]["id"]));
    assert_eq!(shop.call("PUT", &path, Some(&rule(&shop.receiver.url("/in")))).await.status, 400);
}

#[tokio::test]
async fn a_secret_is_a_stores_own() {
    let (shop, other) = (Shop::open("secret-here").await, Shop::open("secret-there").await);
    shop.post("/v1/secrets", &secret(&shop, VALUE)).await;
    let rule = json!({"name": "Send", "event": "order_imported", "actions": actions(&shop.receiver.url("/in"))});
    let refused = other.call("POST", "/v1/rules", Some(&rule)).await;
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("the store has no secret"), "{}", refused.text());
    assert_eq!(other.get("/v1/secrets").await["secrets"], json!([]));
    assert_eq!(other.call("DELETE", "/v1/secrets/printer", None).await.status, 404);
    let body = json!({"value": "x", "hosts": [host(&other)]});
    assert_eq!(other.call("PUT", "/v1/secrets/printer", Some(&body)).await.status, 404);
}

#[tokio::test]
async fn headers_and_secrets_that_cannot_be_are_refused_by_name() {
    let shop = Shop::open("bad-headers").await;
    for (header, field) in [
        (json!({"name": "Host", "value": "a"}), "name"),
        (json!({"name": "Content-Type", "value": "a"}), "name"),
        (json!({"name": "X-ORDER-DESK-HASH", "value": "a"}), "name"),
        (json!({"name": "webhook-id", "value": "a"}), "name"),
        (json!({"name": "Connection", "value": "close"}), "name"),
        (json!({"name": "X-A", "value": "a\r\nX-B: c"}), "value"),
        (json!({"name": "X-A"}), "value"),
        (json!({"name": "X-A", "secret": "none"}), "secret"),
    ] {
        let actions = json!([{"action": "post_order_json", "url": shop.receiver.url("/in"), "headers": [header]}]);
        let rule = json!({"name": "Send", "event": "order_imported", "actions": actions});
        let refused = shop.call("POST", "/v1/rules", Some(&rule)).await;
        assert_eq!(refused.status, 400, "{header}");
        assert!(refused.text().contains(&format!("actions[0].headers[0].{field}")), "{}", refused.text());
    }
    for (body, field) in [
        (json!({"name": "a b", "value": "x", "hosts": ["a.example.com"]}), "name"),
        (json!({"name": "a", "value": "x\r\ny", "hosts": ["a.example.com"]}), "value"),
        (json!({"name": "a", "value": " x", "hosts": ["a.example.com"]}), "value"),
        (json!({"name": "a", "value": "x", "hosts": []}), "hosts"),
        (json!({"name": "a", "value": "x"}), "hosts"),
        (json!({"name": "a", "value": "x", "hosts": ["https://a.example.com/"]}), "hosts"),
        (json!({"name": "a", "value": "x", "hosts": ["*"]}), "hosts"),
    ] {
        let refused = shop.call("POST", "/v1/secrets", Some(&body)).await;
        assert_eq!(refused.status, 400, "{body}");
        assert!(refused.text().contains(field), "{}", refused.text());
        assert!(!refused.text().contains("x\r"), "{}", refused.text());
    }
}

#[tokio::test]
async fn a_secret_added_again_is_the_same_another_of_its_name_is_a_conflict_and_there_are_twenty() {
    let shop = Shop::open("many-secrets").await;
    let first = shop.post("/v1/secrets", &secret(&shop, VALUE)).await;
    shop.world.advance(Duration::from_secs(5));
    assert_eq!(shop.post("/v1/secrets", &secret(&shop, VALUE)).await["secret"], first["secret"]);
    assert_eq!(shop.call("POST", "/v1/secrets", Some(&secret(&shop, "another"))).await.status, 409);
    let of = |number: usize| json!({"name": format!("s{number}"), "value": "x", "hosts": ["a.example.com"]});
    for number in 1..20 {
        shop.post("/v1/secrets", &of(number)).await;
    }
    assert_eq!(shop.call("POST", "/v1/secrets", Some(&of(20))).await.status, 409);
    assert_eq!(shop.get("/v1/secrets").await["secrets"].as_array().unwrap().len(), 20);
}
