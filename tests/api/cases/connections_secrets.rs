//! Secrets of connections: sealed, shown nowhere, replaced with an overlap.

use std::time::Duration;

use domain::{Connection, ConnectionState};
use serde_json::{Value, json};

use super::connections::{add, body_of, table_of};
use crate::shop::{Shop, text};

async fn kept(shop: &Shop, id: &str) -> Connection {
    table_of(shop).definition::<Connection>(shop.id.parse().unwrap(), id).await.unwrap().unwrap().0
}

/// How many secrets for webhooks open just now.
async fn open_secrets(shop: &Shop, id: &str) -> usize {
    kept(shop, id).await.webhook_secrets(shop.world.aws.time.now()).count()
}

/// Catches a secret that is in an answer, in a row or in a log.
#[tokio::test]
async fn no_secret_is_shown_or_kept_as_it_is() {
    let shop = Shop::open("connections-hush").await;
    let mut said = String::new();
    for cart in ["generic", "shopify", "woocommerce", "bigcommerce", "squarespace", "etsy"] {
        let mut body = body_of(cart);
        if !["bigcommerce"].contains(&cart) {
            body["webhook_secret"] = json!("hush-hook-0123");
        }
        let made = shop.call("POST", "/v1/connections", Some(&body)).await;
        assert_eq!(made.status, 201, "{cart}: {}", made.text());
        said.push_str(&made.text());
        let id = text(&made.json::<Value>().unwrap()["connection"]["id"]);
        let path = format!("/v1/connections/{id}");
        said.push_str(&shop.call("GET", &path, None).await.text());
        body.as_object_mut().unwrap().remove("webhook_secret");
        said.push_str(&shop.call("PUT", &path, Some(&body)).await.text());
        body["cart"] = json!("magento");
        said.push_str(&shop.call("PUT", &path, Some(&body)).await.text());
        for name in ["webhook_secret", "client_secret", "token", "refresh_token"] {
            let change = json!({ name: "hush-new-0123", "overlap_hours": 1 });
            said.push_str(&shop.call("PUT", &format!("{path}/secrets"), Some(&change)).await.text());
        }
        let connection = kept(&shop, &id).await;
        assert!(!format!("{connection:?}").contains("2:"), "{connection:?}");
    }
    said.push_str(&shop.call("GET", "/v1/connections", None).await.text());
    let rows = shop.world.aws.dynamo.rows().unwrap();
    assert!(!said.contains("hush-"), "{said}");
    assert!(!format!("{rows:?}").contains("hush-"));
}

#[tokio::test]
async fn a_secret_that_is_replaced_opens_until_its_overlap_ends() {
    let shop = Shop::open("connections-rotated").await;
    let id = add(&shop, &body_of("woocommerce")).await;
    let path = format!("/v1/connections/{id}/secrets");
    let put = async |body: &Value| {
        let reply = shop.call("PUT", &path, Some(body)).await;
        assert_eq!(reply.status, 200, "{body}: {}", reply.text());
        reply.json::<Value>().unwrap()
    };
    let made = put(&json!({"make_webhook_secret": true, "overlap_hours": 2})).await;
    assert_eq!(text(&made["webhook_secret"]).len(), 40);
    assert!(made["connection"]["overlap_ends_at"].is_string(), "{made}");
    assert_eq!(open_secrets(&shop, &id).await, 2);
    shop.world.advance(Duration::from_hours(2));
    assert_eq!(open_secrets(&shop, &id).await, 1);
    assert_eq!(shop.get(&format!("/v1/connections/{id}")).await["connection"]["overlap_ends_at"], Value::Null);
    let given = put(&json!({"webhook_secret": "a word of the shop's", "overlap_hours": 0})).await;
    assert_eq!((&given["webhook_secret"], open_secrets(&shop, &id).await), (&Value::Null, 1), "{given}");
    for body in [
        json!({}),
        json!({"overlap_hours": 1}),
        json!({"token": "t"}),
        json!({"make_webhook_secret": true, "webhook_secret": "s"}),
        json!({"webhook_secret": "s", "overlap_hours": 169}),
        json!({"secret": "s"}),
    ] {
        let reply = shop.call("PUT", &path, Some(&body)).await;
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
    }
    let shopify = add(&shop, &body_of("shopify")).await;
    let reply = shop
        .call("PUT", &format!("/v1/connections/{shopify}/secrets"), Some(&json!({"make_webhook_secret": true})))
        .await;
    assert_eq!(reply.json::<Value>().unwrap()["errors"][0]["field"], "make_webhook_secret", "{}", reply.text());
}

/// Catches a connection whose shop refused its keys and that never tries the new ones.
#[tokio::test]
async fn new_keys_are_tried_where_the_shop_refused_those_of_before() {
    let shop = Shop::open("connections-new-keys").await;
    let id = add(&shop, &body_of("shopify")).await;
    let (table, store_id) = (table_of(&shop), shop.id.parse().unwrap());
    let (mut state, version) = table.progress::<ConnectionState>(store_id, &id).await.unwrap();
    state.fail(shop.world.aws.time.now(), "the keys are refused", true);
    assert!(table.save_progress(&state, version, table::Queued::Before).await.unwrap().is_done());
    let path = format!("/v1/connections/{id}");
    let before = shop.get(&path).await["state"].clone();
    assert_eq!((&before["is_refused"], &before["task"]), (&json!(true), &Value::Null));
    let sealed = kept(&shop, &id).await.secrets.client_secret;
    let reply = shop.call("PUT", &format!("{path}/secrets"), Some(&json!({"client_secret": "hush-shpss-0456"}))).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let after = shop.get(&path).await["state"].clone();
    assert_eq!((&after["is_refused"], &after["task"]), (&json!(false), &json!("test")));
    assert_ne!(kept(&shop, &id).await.secrets.client_secret, sealed);
}
