//! What webhooks missed is polled, by the schedule and by hand.

use std::time::Duration;

use fake_carts::Vendor;
use serde_json::{Value, json};

use super::{Connected, VENDORS, order_of};
use crate::shop::{Shop, text};

/// Catches an order that no webhook brought and that never comes.
#[tokio::test]
async fn what_no_webhook_brought_comes_by_the_schedule_once() {
    for vendor in VENDORS {
        let shop = Shop::open(&format!("carts-poll-{}", vendor.id())).await;
        let connected = Connected::with(&shop, vendor, |body| body["every"] = json!("hour")).await;
        connected.put(order_of(vendor));
        for _ in 0..3 {
            shop.world.advance(Duration::from_hours(1));
            connected.fake.set_clock(shop.world.aws.time.now());
            shop.world.settle().await;
        }
        connected.order().await;
        let state = connected.connection().await["state"].clone();
        assert_eq!(state["last_error"], "", "{}: {state:#}", vendor.id());
        assert_ne!(state["last_poll_at"], Value::Null, "{}: {state:#}", vendor.id());
        assert_eq!(connected.fake.refusals(), [""; 0], "{}", vendor.id());
    }
}

/// Catches orders beyond the first page, and a count of what was missed that is wrong.
#[tokio::test]
async fn many_orders_come_page_by_page_and_what_was_missed_is_counted() {
    let shop = Shop::open("carts-pages").await;
    let connected = Connected::open(&shop, Vendor::WooCommerce).await;
    for number in 0..130_u64 {
        let mut order = order_of(Vendor::WooCommerce);
        order["id"] = json!(10_000 + number);
        order["number"] = json!(format!("{}", 10_000 + number));
        order["date_modified_gmt"] = json!(format!("2026-11-24T10:{:02}:{:02}", number / 60, number % 60));
        connected.put(order);
    }
    connected.ask("import", &json!({"from": "2026-11-01T00:00:00Z"})).await;
    assert_eq!(connected.orders().await.len(), 130);
    let state = connected.connection().await["state"].clone();
    assert_eq!((&state["last_poll_found"], &state["task"]), (&json!(130), &Value::Null), "{state:#}");
}

/// Catches a reconciliation that counts what is here, or forgets what is not.
#[tokio::test]
async fn once_a_day_what_was_missed_is_counted_and_named() {
    let shop = Shop::open("carts-daily").await;
    let connected = Connected::with(&shop, Vendor::WooCommerce, |body| body["every"] = json!("hour")).await;
    shop.world.advance(Duration::from_hours(1));
    shop.world.settle().await;
    let known = connected.put(order_of(Vendor::WooCommerce));
    connected.arrive(&known, "order.created").await;
    let mut missed = order_of(Vendor::WooCommerce);
    missed["id"] = json!(4_711);
    missed["date_modified_gmt"] = json!("2026-11-25T10:30:00");
    connected.put(missed);
    for _ in 0..25 {
        shop.world.advance(Duration::from_hours(1));
        shop.world.settle().await;
    }
    let state = connected.connection().await["state"].clone();
    let all = state["reconciliations"].as_array().unwrap().clone();
    let named: Vec<String> = all.iter().flat_map(|it| it["named"].as_array().unwrap().iter().map(text)).collect();
    assert!(all.len() >= 2, "{state:#}");
    assert_eq!(connected.orders().await.len(), 2);
    assert!(!named.contains(&known), "{state:#}");
}

/// Catches webhooks that are lost as the connection is paused.
#[tokio::test]
async fn what_comes_while_a_connection_is_paused_is_taken_when_it_goes_on() {
    let shop = Shop::open("carts-paused").await;
    let connected = Connected::open(&shop, Vendor::Shopify).await;
    connected.ask("pause", &json!({})).await;
    let id = connected.put(order_of(Vendor::Shopify));
    connected.arrive(&id, "orders/create").await;
    assert_eq!(connected.orders().await, [Value::Null; 0]);
    assert_eq!(connected.kept().await[0]["why"], "paused");
    connected.ask("resume", &json!({})).await;
    connected.order().await;
    assert_eq!(connected.kept().await, [Value::Null; 0]);
}

/// Catches a shop that is not asked for its webhooks, or again for those it has.
#[tokio::test]
async fn a_shop_is_asked_for_its_webhooks_once() {
    for vendor in [Vendor::Shopify, Vendor::WooCommerce, Vendor::BigCommerce, Vendor::Squarespace] {
        let shop = Shop::open(&format!("carts-hooks-{}", vendor.id())).await;
        let connected = Connected::open(&shop, vendor).await;
        connected.ask("subscribe", &json!({})).await;
        let hooks = connected.fake.hooks();
        assert!(!hooks.is_empty(), "{}", vendor.id());
        assert!(hooks.iter().all(|hook| hook.address.ends_with(&connected.hook)), "{hooks:?}");
        let state = connected.connection().await["state"].clone();
        assert_eq!(state["last_error"], "", "{}: {state:#}", vendor.id());
        assert_eq!(connected.fake.refusals(), [""; 0], "{}", vendor.id());
    }
}
