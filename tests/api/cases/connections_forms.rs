//! `/v1/connections`: what each cart needs, how many there may be, and what sent twice is once.

use serde_json::{Value, json};

use super::connections::{add, body_of};
use crate::shop::{Shop, text};

const CARTS: [&str; 6] = ["generic", "shopify", "woocommerce", "bigcommerce", "squarespace", "etsy"];

#[tokio::test]
async fn each_cart_is_connected_with_what_it_needs() {
    let shop = Shop::open("connections-carts").await;
    for cart in CARTS {
        let made = shop.post("/v1/connections", &body_of(cart)).await;
        let is_made = made["webhook_secret"].is_string();
        assert_eq!(is_made, ["generic", "woocommerce"].contains(&cart), "{cart}: {made}");
        assert_eq!(made["connection"]["has_webhook_secret"], is_made, "{cart}");
        let is_called = cart != "generic";
        assert_eq!(made["connection"]["every"], if is_called { "hour" } else { "never" }, "{cart}");
        assert_eq!(made["connection"]["sends_shipments"], is_called, "{cart}");
        assert_eq!(made["state"]["task"], if is_called { json!("test") } else { Value::Null }, "{cart}");
    }
    assert_eq!(shop.get("/v1/connections").await["connections"].as_array().unwrap().len(), CARTS.len());
}

#[tokio::test]
async fn what_is_wrong_is_refused_by_its_field_and_changes_nothing() {
    let shop = Shop::open("connections-wrong").await;
    for (cart, field, value) in [
        ("generic", "cart", json!("magento")),
        ("generic", "name", json!(" ")),
        ("generic", "name", json!("x".repeat(101))),
        ("generic", "shop", json!("example.com")),
        ("generic", "token", json!("t")),
        ("generic", "field_map", json!({"nothing": "/a"})),
        ("generic", "field_map", json!({"email": "a"})),
        ("generic", "folder_id", json!(99)),
        ("generic", "hold_folder_id", json!(99)),
        ("generic", "canceled_folder_id", json!(99)),
        ("generic", "every", json!("minute")),
        ("generic", "delay_minutes", json!(43_201)),
        ("generic", "countries[0]", json!(["USA"])),
        ("generic", "status_after_import", json!("done")),
        ("generic", "webhook_secret", json!("a\u{7}b")),
        ("shopify", "shop", json!("example.com")),
        ("shopify", "shop", json!("evil.example/x.myshopify.com")),
        ("shopify", "client_secret", Value::Null),
        ("shopify", "client_id", json!("")),
        ("shopify", "client_id", json!("a b")),
        ("shopify", "refresh_token", json!("r")),
        ("shopify", "field_map", json!({"email": "/a"})),
        ("shopify", "status_after_import", json!("done")),
        ("woocommerce", "shop", json!("http://shop.example.com")),
        ("woocommerce", "shop", json!("https://user:password@shop.example.com")),
        ("woocommerce", "shop", json!("https://10.0.0.1")),
        ("woocommerce", "shop", json!("https://169.254.169.254/latest")),
        ("woocommerce", "shop", json!("https://[::ffff:10.0.0.1]")),
        ("woocommerce", "shop", json!("https://shop.example.com:25")),
        ("woocommerce", "client_secret", json!("a b")),
        ("woocommerce", "status_after_import", json!("Done!")),
        ("bigcommerce", "shop", json!("../v3")),
        ("bigcommerce", "token", json!("")),
        ("bigcommerce", "webhook_secret", json!("s")),
        ("bigcommerce", "status_after_import", json!("Shipped")),
        ("squarespace", "token", Value::Null),
        ("etsy", "shop", json!("my-shop")),
        ("etsy", "refresh_token", Value::Null),
    ] {
        let mut body = body_of(cart);
        let name = field.split('[').next().unwrap();
        body[name] = value.clone();
        let reply = shop.call("POST", "/v1/connections", Some(&body)).await;
        assert_eq!(reply.status, 400, "{cart} {field} {value}: {}", reply.text());
        let errors = reply.json::<Value>().unwrap()["errors"].clone();
        assert_eq!(errors[0]["field"], field, "{cart} {value}: {errors}");
    }
    let same = json!({"cart": "woocommerce", "name": "x", "shop": "https://a.example", "client_id": "c",
        "client_secret": "s", "statuses": ["processing"], "status_after_import": "processing"});
    let reply = shop.call("POST", "/v1/connections", Some(&same)).await;
    assert_eq!(reply.json::<Value>().unwrap()["errors"][0]["field"], "status_after_import", "{}", reply.text());
    assert_eq!(shop.get("/v1/connections").await["connections"], json!([]));
    assert!(!shop.world.due().iter().any(|(place, _)| place.contains("#connection#")), "nothing is planned");
}

#[tokio::test]
async fn a_creation_sent_twice_is_one_and_a_secret_is_shown_by_the_first() {
    let shop = Shop::open("connections-once").await;
    let send = async |body: &Value, key: &str| {
        let key = [("Idempotency-Key", key)];
        let reply = shop.call_raw("POST", "/v1/connections", Some(body.to_string()), &key).await;
        (reply.status, reply.json::<Value>().unwrap())
    };
    let (shopify, generic) = (body_of("shopify"), body_of("generic"));
    let (first, again) = (send(&shopify, "a").await, send(&shopify, "a").await);
    assert_eq!((first.0, again.0), (201, 201), "{again:?}");
    assert_eq!(first.1["connection"], again.1["connection"]);
    let (first, again) = (send(&generic, "b").await, send(&generic, "b").await);
    assert_eq!((first.0, again.0), (201, 409), "{again:?}");
    assert_eq!(again.1["connection_id"], first.1["connection"]["id"]);
    let secret = text(&first.1["webhook_secret"]);
    assert!(secret.starts_with("whsec_") && !again.1.to_string().contains(&secret), "{again:?}");
    let other = send(&shopify, "b").await;
    assert_eq!((other.0, &other.1["connection_id"]), (422, &first.1["connection"]["id"]), "{other:?}");
    assert_eq!(shop.get("/v1/connections").await["connections"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_fifty_first_connection_is_refused() {
    let shop = Shop::open("connections-limit").await;
    let body = body_of("generic");
    for _ in 0..domain::MAX_CONNECTIONS {
        add(&shop, &body).await;
    }
    let reply = shop.call("POST", "/v1/connections", Some(&body)).await;
    assert_eq!(reply.status, 409, "{}", reply.text());
    assert_eq!(shop.get("/v1/connections").await["connections"].as_array().unwrap().len(), domain::MAX_CONNECTIONS);
}

/// Several shops of one cart are usual; the original has one of each, which a setting brings back (F119).
#[tokio::test]
async fn a_store_can_have_one_connection_of_each_cart() {
    let shop = Shop::open("connections-single").await;
    add(&shop, &body_of("generic")).await;
    let second = add(&shop, &body_of("generic")).await;
    let changed = shop.call("PATCH", "/v1/store", Some(&json!({"settings": {"one_connection_per_cart": true}}))).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(shop.get("/v1/store").await["store"]["settings"]["one_connection_per_cart"], true);
    shop.world.advance(std::time::Duration::from_mins(1));
    let refused = shop.call("POST", "/v1/connections", Some(&body_of("generic"))).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("Shop of generic"), "{}", refused.text());
    let key = [("Idempotency-Key", "once")];
    let once = async || {
        let body = body_of("shopify").to_string();
        shop.call_raw("POST", "/v1/connections", Some(body), &key).await.status
    };
    assert_eq!((once().await, once().await), (201, 201), "the same again is no second one");
    assert_eq!(shop.call("DELETE", &format!("/v1/connections/{second}"), None).await.status, 200);
    assert_eq!(shop.call("POST", "/v1/connections", Some(&body_of("generic"))).await.status, 409);
    assert_eq!(shop.get("/v1/connections").await["connections"].as_array().unwrap().len(), 2);
}
