//! Webhooks: asked for, sent, and known by their signatures; and tokens.

use carts::{Cart, Headers, TimeCheck, Webhook};
use fake_carts::{FakeCart, Notice, Vendor};
use serde_json::{Map, Value};

use crate::client::{CARTS, Shop, kept_order, now};

const ADDRESS: &str = "https://hooks.example.com/v1/hooks/x/key";

#[tokio::test]
async fn all_hooks_are_subscribed_to_and_switched_on_again() {
    let mut requests = Map::new();
    for (cart, vendor) in CARTS {
        let shop = Shop::open(cart, vendor).await;
        let Some(subscribe) = cart.spec().subscribe else { continue };
        let mut ids = vec![];
        for request in (subscribe.requests)(&shop.access, ADDRESS, "a secret") {
            ids.push((subscribe.read)(&shop.ask(&request).await.unwrap()).unwrap().id);
        }
        let hooks = shop.fake.hooks();
        assert_eq!(hooks.iter().map(|hook| hook.id.clone()).collect::<Vec<_>>(), ids, "{cart}");
        assert!(hooks.iter().all(|hook| hook.address == ADDRESS && hook.is_active), "{cart}");
        if let Some(enable) = subscribe.enable {
            let reply = shop.ask(&enable(&shop.access, &ids[0], ADDRESS, "made-up")).await.unwrap();
            assert_eq!(reply.status, 200, "{cart}");
        }
        shop.expect_no_refusals();
        requests.insert(cart.to_string(), shop.shown());
    }
    insta::assert_json_snapshot!(Value::Object(requests));
}

/// The topics that carts declare, of those that a vendor sends of an order.
fn topics(cart: Cart) -> impl Iterator<Item = &'static str> {
    let all = cart.spec().topics.iter().map(|topic| topic.name);
    all.filter(|name| !name.starts_with("customers/") && !name.starts_with("shop/") && !name.contains("uninstall"))
}

#[tokio::test]
async fn each_webhook_is_known_by_its_signature_and_names_its_order() {
    for (cart, vendor) in CARTS {
        let (shop, id) = Shop::with_order(cart, vendor).await;
        let secret = match cart {
            Cart::Squarespace => "00112233445566778899aabbccddeeff",
            Cart::Etsy => "whsec_AAECAwQFBgcICQoLDA0ODw==",
            _ => "a secret",
        };
        for topic in topics(cart) {
            let notice = Notice {
                topic: topic.to_owned(),
                order_id: id.clone(),
                secret: secret.to_owned(),
                update: if topic == "order.update" { "FULFILLED".to_owned() } else { String::new() },
                ..Notice::default()
            };
            let signed = shop.fake.sign(&notice).unwrap();
            let headers: Headers = signed.headers.into_iter().collect();
            let webhook = Webhook::new(&headers, &signed.body);
            assert_eq!(cart.verify(&webhook, &["another", secret], TimeCheck::Near(now())), Ok(1), "{cart} {topic}");
            assert!(cart.verify(&webhook, &["another"], TimeCheck::Kept).is_err(), "{cart} {topic}");
            assert!(!(cart.spec().is_ping)(&webhook), "{cart} {topic}");
            let envelope = (cart.spec().envelope)(&webhook);
            let envelope = envelope.unwrap_or_else(|error| panic!("{cart} {topic}: {error}"));
            assert_eq!((envelope.cart_topic.as_str(), envelope.order_id.as_str()), (topic, id.as_str()), "{cart}");
            assert!(envelope.is_of_shop(&shop.access.shop), "{cart} {}", envelope.shop);
            assert!(!envelope.delivery_ids.is_empty(), "{cart} {topic}");
        }
    }
}

#[tokio::test]
async fn a_ping_is_one() {
    let shop = Shop::open(Cart::WooCommerce, Vendor::WooCommerce).await;
    let signed = shop.fake.sign(&Notice { topic: "ping".to_owned(), ..Notice::default() }).unwrap();
    let headers: Headers = signed.headers.into_iter().collect();
    assert!((Cart::WooCommerce.spec().is_ping)(&Webhook::new(&headers, &signed.body)));
}

/// A second shop stands for whoever is told: it remembers what it was asked.
#[tokio::test]
async fn a_webhook_is_sent_to_an_address_or_to_all_who_subscribed() {
    let (shop, id) = Shop::with_order(Cart::WooCommerce, Vendor::WooCommerce).await;
    let receiver = FakeCart::start(Vendor::Etsy).await.unwrap();
    let url = format!("{}/v1/hooks/woocommerce/key", receiver.base_url());
    let notice = Notice {
        url: url.clone(),
        topic: "order.created".to_owned(),
        order_id: id.clone(),
        times: Some(2),
        ..Notice::default()
    };
    let deliveries = shop.fake.send(notice).await.unwrap();
    assert_eq!(deliveries.iter().map(|it| it.status).collect::<Vec<_>>(), [Some(404), Some(404)]);
    let subscribe = Cart::WooCommerce.spec().subscribe.unwrap();
    for request in (subscribe.requests)(&shop.access, &url, "a secret") {
        shop.ask(&request).await.unwrap();
    }
    let to_all = Notice { topic: "order.updated".to_owned(), order_id: id, ..Notice::default() };
    assert_eq!(shop.fake.send(to_all).await.unwrap().len(), 1);
    let told = receiver.requests();
    assert_eq!(told.len(), 3);
    assert_eq!(told[0].body, kept_order(Cart::WooCommerce));
    let headers: Headers = told[2].headers.clone().into_iter().collect();
    let body = told[2].body.to_string();
    let webhook = Webhook::new(&headers, body.as_bytes());
    assert_eq!(Cart::WooCommerce.verify(&webhook, &["a secret"], TimeCheck::Kept), Ok(0));
}

#[tokio::test]
async fn the_next_token_opens_the_shop_and_the_one_before_does_not() {
    let mut requests = Map::new();
    for (cart, vendor) in CARTS {
        let (mut shop, id) = Shop::with_order(cart, vendor).await;
        let Some(refresh) = cart.spec().refresh else { continue };
        let reply = shop.ask(&(refresh.request)(&shop.access)).await.unwrap();
        let token = (refresh.read)(&reply).unwrap();
        assert!(matches!(shop.fetch(&id).await, Err(carts::CartError::Auth { .. })), "{cart}");
        shop.access.token = token.access_token;
        shop.mapped(&id).await;
        requests.insert(cart.to_string(), shop.shown().as_array().unwrap().iter().take(1).cloned().collect());
        // A refresh token is good once; Shopify has none.
        if let Some(next) = token.refresh_token {
            let again = shop.ask(&(refresh.request)(&shop.access)).await.unwrap();
            assert!((refresh.read)(&again).is_err(), "{cart}");
            shop.access.refresh_token = next;
            let again = shop.ask(&(refresh.request)(&shop.access)).await.unwrap();
            assert!((refresh.read)(&again).is_ok(), "{cart}");
        }
    }
    insta::assert_json_snapshot!(Value::Object(requests));
}
