//! Libraries that others made ask the shops here, check what these send, and sign what `shared/carts` checks: neither agrees
//! with itself alone.

#![cfg(test)]

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use carts::{Cart, Headers, TimeCheck, Webhook};
use fake_carts::{FakeCart, Notice, Vendor};
use serde_json::{Value, json};
use waybill::{CartLibraries, Project};

fn kept(path: &str) -> Value {
    let path = format!("{}/../../shared/carts/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// A webhook as a library takes it: `secret` as the library wants it.
async fn sent(vendor: Vendor, topic: &str, order: Option<Value>, (secret, as_taken): (&str, &str)) -> Value {
    // Its clock is the machine's, as the library's is.
    let fake = FakeCart::start(vendor).await.unwrap();
    let order_id = order.map_or_else(|| "301".to_owned(), |order| fake.put_order(order).unwrap());
    let notice = Notice { topic: topic.to_owned(), order_id, secret: secret.to_owned(), ..Notice::default() };
    let signed = fake.sign(&notice).unwrap();
    let headers: serde_json::Map<String, Value> =
        signed.headers.into_iter().map(|(name, value)| (name, json!(value))).collect();
    json!({"secret": as_taken, "headers": headers, "body": String::from_utf8(signed.body).unwrap()})
}

#[tokio::test]
async fn libraries_of_others_ask_these_shops_check_their_webhooks_and_sign_ours() {
    let libraries = CartLibraries::ready(&Project::find().await.unwrap()).await.unwrap();
    let woocommerce = FakeCart::start(Vendor::WooCommerce).await.unwrap();
    let shopify = FakeCart::start(Vendor::Shopify).await.unwrap();
    let (woo_id, shopify_id) = (
        woocommerce.put_order(kept("woocommerce/order_created.json")).unwrap(),
        shopify.put_order(kept("shopify/orders_create.json")).unwrap(),
    );
    let (etsy_secret, app_secret) = ("whsec_AAECAwQFBgcICQoLDA0ODw==", "an app's secret");
    let as_base64 = STANDARD.encode(app_secret);
    let standard = [
        (Cart::Etsy, etsy_secret, sent(Vendor::Etsy, "order.paid", None, (etsy_secret, etsy_secret)).await),
        // The vendor's documents encode the secret, which the library decodes.
        (
            Cart::BigCommerce,
            app_secret,
            sent(Vendor::BigCommerce, "store/order/created", None, (app_secret, &as_base64)).await,
        ),
    ];
    let order = Some(kept("shopify/orders_create.json"));
    let given = json!({
        "woocommerce": {"url": woocommerce.base_url(), "key": "client-id", "secret": "client-secret", "order_id": woo_id},
        "shopify": sent(Vendor::Shopify, "orders/create", order, (app_secret, app_secret)).await,
        "shop": {"url": shopify.base_url(), "token": "token", "order_id": shopify_id},
        "standard": standard.iter().map(|(_, _, notice)| notice.clone()).collect::<Vec<_>>(),
    });
    let signed = libraries.run(&given.to_string()).await.unwrap();
    let signed: Vec<serde_json::Map<String, Value>> = serde_json::from_str(&signed).unwrap();
    for ((cart, secret, notice), headers) in standard.iter().zip(signed) {
        let headers: Headers = headers.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap())).collect();
        let webhook = Webhook::new(&headers, notice["body"].as_str().unwrap().as_bytes());
        assert_eq!(cart.verify(&webhook, &[secret], TimeCheck::Kept), Ok(0), "{cart}");
    }
    assert_eq!(woocommerce.shipments()[0].tracking_numbers, ["1Z0000000000000019"]);
    // Each library asked one thing that its vendor does not know.
    assert_eq!((woocommerce.refusals().len(), shopify.refusals().len()), (1, 1));
}
