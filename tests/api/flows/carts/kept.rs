//! What is kept of a connection is its store's alone.

use fake_carts::{Notice, Vendor};
use serde_json::{Value, json};

use super::{Connected, order_of};
use crate::shop::{Shop, text};

/// Catches a shop's documents, keys or kept orders that another store sees.
#[tokio::test]
async fn another_store_sees_nothing_of_a_connection() {
    let (shop, other) = (Shop::open("carts-mine").await, Shop::open("carts-theirs").await);
    let connected = Connected::open(&shop, Vendor::WooCommerce).await;
    let mut order = order_of(Vendor::WooCommerce);
    order["line_items"] = json!([]);
    let id = connected.put(order);
    connected.arrive(&id, "order.created").await;
    let kept = text(&connected.kept().await[0]["id"]);
    let path = format!("/v1/connections/{}", connected.id);
    for (method, path) in [
        ("GET", path.clone()),
        ("GET", format!("{path}/refused")),
        ("POST", format!("{path}/refused/{kept}/replay")),
        ("DELETE", format!("{path}/refused/{kept}")),
        ("POST", format!("{path}/test")),
        ("POST", format!("{path}/pause")),
        ("DELETE", path.clone()),
    ] {
        assert_eq!(other.call(method, &path, None).await.status, 404, "{method} {path}");
    }
    let secret = super::webhook_secret(Vendor::WooCommerce);
    for path in [path.clone(), "/v1/connections".to_owned(), format!("{path}/refused")] {
        let shown = shop.get(&path).await.to_string();
        assert!(!shown.contains(secret) && !shown.contains(&connected.fake.keys().client_secret), "{path}");
    }
}

/// Catches what a shop says of no order and that is lost as it waits with the connection: the next takes its place.
#[tokio::test]
async fn privacy_requests_and_the_end_of_access_do_not_wait_for_a_paused_connection() {
    let shop = Shop::open("carts-privacy").await;
    let connected = Connected::open(&shop, Vendor::Shopify).await;
    connected.ask("pause", &json!({})).await;
    for topic in ["customers/data_request", "customers/redact", "app/uninstalled"] {
        let (topic, secret) = (topic.to_owned(), connected.secret.clone());
        let signed = connected.fake.sign(&Notice { topic, secret, ..Notice::default() }).unwrap();
        let headers: Vec<(&str, &str)> = signed.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let reply = shop.world.call("POST", &connected.hook, &headers, Some(&signed.body)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    shop.world.settle().await;
    assert_eq!(connected.kept().await, [Value::Null; 0]);
    let mails = shop.mails().into_iter().map(|mail| mail.text).collect::<String>();
    assert!(mails.contains("customers/data_request") && mails.contains("customers/redact"), "{mails}");
    let state = connected.connection().await["state"].clone();
    assert_eq!(state["is_refused"], true, "{state:#}");
}
