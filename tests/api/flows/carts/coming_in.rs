//! Orders come in by webhooks.

use std::time::Duration;

use fake_carts::{Failure, FailureKind, Vendor};
use serde_json::{Value, json};

use super::{Connected, VENDORS, changed, document, order_of};
use crate::shop::{Shop, text};

/// Catches an order that comes in twice, or with another total than the shop has.
#[tokio::test]
async fn an_order_of_every_vendor_comes_in_once_however_often_it_is_told() {
    for vendor in VENDORS {
        let shop = Shop::open(&format!("carts-in-{}", vendor.id())).await;
        shop.post_rule("/in").await;
        let connected = Connected::open(&shop, vendor).await;
        let id = connected.put(order_of(vendor));
        for _ in 0..3 {
            connected.arrive(&id, changed(vendor)).await;
        }
        let order = connected.order().await;
        assert_eq!(order["order_metadata"]["source_order_id"], json!(id), "{}", vendor.id());
        let history = shop.history(&text(&order["id"])).await;
        assert_eq!(history[0], "Order Imported by Corner Shop", "{}", vendor.id());
        let is_held = history.iter().any(|line| line.starts_with("On hold"));
        assert_eq!(shop.receiver.received("/in").len(), usize::from(!is_held), "{}: {history:?}", vendor.id());
        assert_eq!(connected.fake.refusals(), [""; 0], "{}", vendor.id());
    }
}

/// Catches a webhook that anybody can send.
#[tokio::test]
async fn a_webhook_that_is_not_the_shop_s_is_refused_and_changes_nothing() {
    for vendor in VENDORS {
        let (shop, other) =
            (Shop::open(&format!("carts-signed-{}", vendor.id())).await, Shop::open("carts-other").await);
        let connected = Connected::open(&shop, vendor).await;
        let id = connected.put(order_of(vendor));
        let notice = fake_carts::Notice {
            topic: changed(vendor).to_owned(),
            order_id: id,
            secret: connected.secret.clone(),
            ..fake_carts::Notice::default()
        };
        let signed = connected.fake.sign(&notice).unwrap();
        let headers: Vec<(&str, &str)> = signed.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let send = async |path: &str, headers: &[(&str, &str)], body: &[u8]| {
            shop.world.call("POST", path, headers, Some(body)).await.status
        };
        let mut flipped = signed.body.clone();
        let last = flipped.len() - 2;
        flipped[last] ^= 1;
        assert_eq!(send(&connected.hook, &headers, &flipped).await, 401, "{}", vendor.id());
        assert_eq!(send(&connected.hook, &[("content-type", "application/json")], &signed.body).await, 401);
        let (base, key) = connected.hook.rsplit_once('/').unwrap();
        let (_, rest) = key.split_once('-').unwrap();
        let other_end = if key.ends_with('0') { '1' } else { '0' };
        for unknown in [
            format!("{base}/{}-{rest}", other.id),
            format!("{base}/{}", &key[..key.len() - 1]),
            format!("{base}/{}{other_end}", &key[..key.len() - 1]),
            "/v1/hooks/generic/x".to_owned(),
        ] {
            assert_eq!(send(&unknown, &headers, &signed.body).await, 404, "{unknown}");
        }
        shop.world.settle().await;
        assert_eq!(connected.orders().await, [Value::Null; 0]);
        assert_eq!(send(&connected.hook, &headers, &signed.body).await, 200, "and the true one is taken");
    }
}

/// Catches a change in the shop that is lost, and a person's change that is.
#[tokio::test]
async fn what_changed_in_the_shop_is_taken_and_what_a_person_changed_is_kept() {
    let shop = Shop::open("carts-merged").await;
    let connected = Connected::open(&shop, Vendor::Shopify).await;
    let mut order = order_of(Vendor::Shopify);
    let id = connected.put(order.clone());
    connected.arrive(&id, "orders/create").await;
    let here = text(&connected.order().await["id"]);
    let edit = json!({"shipping": {"address1": "9 Other Street"}});
    let reply = shop.call("PATCH", &format!("/v1/orders/{here}"), Some(&edit)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    order["note"] = json!("Ring twice");
    order["shipping_address"]["address1"] = json!("1 New Street");
    order["updated_at"] = json!("2026-11-25T09:30:00Z");
    connected.put(order);
    connected.arrive(&id, "orders/updated").await;
    let order = connected.order().await;
    assert_eq!(order["shipping"]["address1"], "9 Other Street");
    let all = order["checkout_data"].to_string();
    assert!(all.contains("Ring twice"), "{all}");
    let history = shop.history(&here).await;
    assert!(history.iter().any(|line| line.contains("yours was kept")), "{history:?}");
}

/// Catches an order that comes in open though its cancellation came first.
#[tokio::test]
async fn a_cancellation_that_comes_before_its_order_makes_it_canceled_and_runs_no_rule() {
    let shop = Shop::open("carts-canceled").await;
    shop.post_rule("/in").await;
    let folder = text(&shop.post("/v1/folders", &json!({"name": "Called Off"})).await["folder"]["id"]);
    let connected = Connected::with(&shop, Vendor::Shopify, |body| body["canceled_folder_id"] = json!(folder)).await;
    let mut order = order_of(Vendor::Shopify);
    order["cancelled_at"] = json!("2026-11-25T09:30:00Z");
    order["updated_at"] = json!("2026-11-25T09:30:00Z");
    let id = connected.put(order.clone());
    connected.arrive(&id, "orders/cancelled").await;
    order["cancelled_at"] = Value::Null;
    order["updated_at"] = json!("2026-11-25T09:00:00Z");
    connected.put(order);
    connected.arrive(&id, "orders/create").await;
    let order = connected.order().await;
    assert_eq!(text(&order["folder_id"]), folder);
    assert_eq!(shop.receiver.received("/in").len(), 0);
    let history = shop.history(&text(&order["id"])).await;
    assert!(history.iter().any(|line| line.contains("canceled")), "{history:?}");
}

/// Catches a removed order that the shop's next webhook brings back.
#[tokio::test]
async fn an_order_that_was_removed_stays_so_until_a_person_imports_it_again() {
    let shop = Shop::open("carts-removed").await;
    let connected = Connected::open(&shop, Vendor::WooCommerce).await;
    let id = connected.put(order_of(Vendor::WooCommerce));
    connected.arrive(&id, "order.created").await;
    let here = text(&connected.order().await["id"]);
    assert_eq!(shop.call("DELETE", &format!("/v1/orders/{here}"), None).await.status, 200);
    shop.world.settle().await;
    connected.arrive(&id, "order.updated").await;
    connected.ask("import", &json!({"order_ids": [id]})).await;
    assert_eq!(connected.orders().await, [Value::Null; 0]);
    connected.ask("import", &json!({"order_ids": [id], "again": true})).await;
    let again = text(&connected.order().await["id"]);
    assert_ne!(again, here);
    connected.arrive(&id, "order.updated").await;
    assert_eq!(text(&connected.order().await["id"]), again, "its webhooks are of the new one");
}

/// Catches a filter that lets others in, and a prefix or a folder that is forgotten.
#[tokio::test]
async fn the_settings_of_a_connection_say_which_orders_come_in_and_as_what() {
    let shop = Shop::open("carts-settings").await;
    let folder = text(&shop.post("/v1/folders", &json!({"name": "From Afar"})).await["folder"]["id"]);
    let connected = Connected::with(&shop, Vendor::Shopify, |body| {
        body["countries"] = json!(["xx"]);
        body["prefix"] = json!("CS-");
        body["folder_id"] = json!(folder);
    })
    .await;
    let id = connected.put(order_of(Vendor::Shopify));
    connected.arrive(&id, "orders/create").await;
    assert_eq!(connected.orders().await, [Value::Null; 0], "another country");
    let path = format!("/v1/connections/{}", connected.id);
    let mut body = connected.connection().await["connection"].clone();
    body["countries"] = json!([]);
    let reply = shop.call("PUT", &path, Some(&body)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    connected.arrive(&id, "orders/updated").await;
    let order = connected.order().await;
    assert!(text(&order["source_id"]).starts_with("CS-"), "{}", order["source_id"]);
    assert_eq!(text(&order["folder_id"]), folder);
}

/// Catches an order that is taken before a shopper can call it off, or never.
#[tokio::test]
async fn an_order_is_held_back_until_its_delay_is_over_and_then_comes_as_it_is_by_then() {
    let shop = Shop::open("carts-delay").await;
    let connected = Connected::with(&shop, Vendor::Shopify, |body| body["delay_minutes"] = json!(60)).await;
    let mut order = order_of(Vendor::Shopify);
    order["created_at"] = json!("2026-11-25T09:00:00Z");
    order["processed_at"] = json!("2026-11-25T09:00:00Z");
    order["updated_at"] = json!("2026-11-25T09:00:00Z");
    let id = connected.put(order.clone());
    assert_eq!(connected.notify(&id, "orders/create").await, 200);
    shop.world.work_now().await;
    assert_eq!(connected.orders().await, [Value::Null; 0]);
    assert_eq!(connected.kept().await[0]["why"], "delayed");
    order["note"] = json!("Ring twice");
    order["updated_at"] = json!("2026-11-25T09:20:00Z");
    connected.put(order);
    assert_eq!(connected.notify(&id, "orders/updated").await, 200);
    shop.world.work_now().await;
    assert_eq!(connected.orders().await, [Value::Null; 0]);
    shop.world.advance(Duration::from_mins(61));
    shop.world.settle().await;
    let order = connected.order().await;
    assert!(order["checkout_data"].to_string().contains("Ring twice"), "{order:#}");
    assert_eq!(connected.kept().await, [Value::Null; 0]);
}

/// Catches an order that is lost as it lacks something.
#[tokio::test]
async fn what_can_t_be_taken_whole_comes_in_on_hold_and_what_is_no_order_is_kept_to_be_tried_again() {
    let shop = Shop::open("carts-hold").await;
    shop.post_rule("/in").await;
    let folder = text(&shop.post("/v1/folders", &json!({"name": "For A Person"})).await["folder"]["id"]);
    let connected = Connected::with(&shop, Vendor::WooCommerce, |body| body["hold_folder_id"] = json!(folder)).await;
    let mut order = order_of(Vendor::WooCommerce);
    order["line_items"][0]["quantity"] = json!(1.52);
    let id = connected.put(order.clone());
    connected.arrive(&id, "order.created").await;
    let here = connected.order().await;
    assert_eq!(text(&here["folder_id"]), folder);
    let history = shop.history(&text(&here["id"])).await;
    assert!(history.iter().any(|line| line.contains("1.52")), "{history:?}");
    assert_eq!(shop.receiver.received("/in").len(), 0, "nobody is told before a person has looked");

    order["id"] = json!(99_001);
    order["line_items"] = json!([]);
    let id = connected.put(order.clone());
    connected.arrive(&id, "order.created").await;
    let kept = connected.kept().await;
    assert_eq!((kept.len(), kept[0]["why"].as_str()), (1, Some("refused")), "{kept:#?}");
    assert!(text(&kept[0]["reason"]).contains("line_items"), "{kept:#?}");
    order["line_items"] = order_of(Vendor::WooCommerce)["line_items"].clone();
    connected.put(order);
    shop.world.advance(Duration::from_secs(5));
    connected.arrive(&id, "order.updated").await;
    assert_eq!(connected.orders().await.len(), 2);
    assert_eq!(connected.kept().await, [Value::Null; 0], "its order is here");
}

/// Catches an order that is lost as its shop was away.
#[tokio::test]
async fn a_shop_that_does_not_answer_is_asked_again_and_what_it_never_brings_is_kept() {
    let shop = Shop::open("carts-away").await;
    let connected = Connected::open(&shop, Vendor::BigCommerce).await;
    let id = connected.put(order_of(Vendor::BigCommerce));
    connected.fake.fail(Failure::next(FailureKind::ServerError).times(2));
    connected.arrive(&id, "store/order/created").await;
    assert_eq!(connected.orders().await.len(), 1);
    let mut other = order_of(Vendor::BigCommerce);
    other["id"] = json!(7_777);
    let id = connected.put(other);
    connected.fake.fail(Failure::next(FailureKind::ServerError).times(100));
    connected.arrive(&id, "store/order/created").await;
    let kept = connected.kept().await;
    assert_eq!((kept.len(), kept[0]["why"].as_str()), (1, Some("refused")), "{kept:#?}");
}

/// Catches two shops of one kind whose orders are taken for one another.
#[tokio::test]
async fn two_shops_of_one_cart_may_have_orders_of_the_same_number() {
    let shop = Shop::open("carts-two").await;
    for _ in 0..2 {
        let connected = Connected::open(&shop, Vendor::WooCommerce).await;
        let id = connected.put(order_of(Vendor::WooCommerce));
        connected.arrive(&id, "order.created").await;
    }
    let orders = shop.get("/v1/orders").await["orders"].as_array().unwrap().clone();
    assert_eq!(orders.len(), 2);
    assert_eq!(orders[0]["source_id"], orders[1]["source_id"]);
}

/// Catches a trial of the address that is taken for an order, or refused.
#[tokio::test]
async fn the_trial_of_an_address_is_answered_with_200_and_means_nothing() {
    let shop = Shop::open("carts-ping").await;
    let connected = Connected::open(&shop, Vendor::WooCommerce).await;
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let reply = shop.world.call("POST", &connected.hook, &headers, Some(b"webhook_id=17")).await;
    assert_eq!((reply.status, reply.text()), (200, String::new()));
    shop.world.settle().await;
    assert_eq!(connected.orders().await, [Value::Null; 0]);
}

/// Catches a field map that nobody looks at.
#[tokio::test]
async fn other_people_s_json_comes_in_by_a_map_of_its_fields() {
    let shop = Shop::open("carts-generic").await;
    let order = document("generic/order.json");
    let body =
        json!({"cart": "generic", "name": "Own System", "orders_from": "2020-01-01T00:00:00Z", "takes_unpaid": true});
    let made = shop.post("/v1/connections", &body).await;
    let secret = text(&made["webhook_secret"]);
    let hook = text(&made["connection"]["webhook_path"]);
    let body = order.to_string();
    let (id, seconds) = ("msg_1", shop.world.aws.time.now().as_second());
    let signature = delivery::standard_webhooks(&secret, id, seconds, body.as_bytes()).unwrap();
    let seconds = seconds.to_string();
    let headers = [
        ("content-type", "application/json"),
        ("webhook-id", id),
        ("webhook-timestamp", &seconds),
        ("webhook-signature", &signature),
    ];
    let reply = shop.world.call("POST", &hook, &headers, Some(body.as_bytes())).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    shop.world.settle().await;
    assert_eq!(shop.get("/v1/orders").await["orders"].as_array().unwrap().len(), 1);
}

/// Catches webhooks that a shop signs with its new secret and that are refused for as long as the old one is remembered.
#[tokio::test]
async fn a_webhook_that_is_signed_with_a_new_secret_is_taken_at_once() {
    let shop = Shop::open("carts-rotated").await;
    let mut connected = Connected::open(&shop, Vendor::WooCommerce).await;
    let id = connected.put(order_of(Vendor::WooCommerce));
    connected.arrive(&id, "order.created").await;
    let new = "AnotherOneMadeUpForTests";
    let body = json!({"webhook_secret": new, "overlap_hours": 0});
    let reply = shop.call("PUT", &format!("/v1/connections/{}/secrets", connected.id), Some(&body)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    shop.world.advance(Duration::from_secs(2));
    let old = std::mem::replace(&mut connected.secret, new.to_owned());
    assert_eq!(connected.notify(&id, "order.updated").await, 200);
    connected.secret = old;
    assert_eq!(connected.notify(&id, "order.updated").await, 401, "the old one is over");
}
