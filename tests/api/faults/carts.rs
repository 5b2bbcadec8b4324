//! Orders of shops over crashes: each comes in once, and its shop is told once.

use serde_json::{Value, json};

use fake_carts::Vendor;

use super::{Crash, at_each_write};
use crate::flows::carts::{Connected, order_of, ship};
use crate::shop::{Shop, text};
use crate::world::Function;

/// Lets an order come in from a webhook that the shop sends again where it was not taken, be changed there and be shipped
/// here, over a crash.
async fn arrived_over(shop: &Shop, crash: Crash) {
    shop.post_rule("/in").await;
    let connected = Connected::open(shop, Vendor::WooCommerce).await;
    let mut order = order_of(Vendor::WooCommerce);
    let id = connected.put(order.clone());
    crash.plan(shop);
    let sent = async |topic: &str| {
        connected.fake.set_clock(shop.world.aws.time.now());
        while connected.notify(&id, topic).await != 200 {}
        shop.world.settle().await;
    };
    sent("order.created").await;
    order["customer_note"] = json!("Ring twice");
    order["date_modified_gmt"] = json!("2026-11-25T10:00:00");
    connected.put(order);
    sent("order.updated").await;
    let here = connected.order().await;
    ship(shop, &text(&here["id"]), "1Z0000000000000019", Value::Null).await;
    shop.world.call_off_crash();
    shop.world.settle().await;
    let after = format!("after write {} of {:?}", crash.writes, crash.function);
    let here = connected.order().await;
    assert!(here["checkout_data"].to_string().contains("Ring twice"), "{after}: {here:#}");
    assert_eq!(here["order_shipments"].as_array().unwrap().len(), 1, "{after}");
    assert_eq!(connected.told(&id), ["1Z0000000000000019"], "{after}");
    assert_eq!(connected.kept().await, [Value::Null; 0], "{after}");
    assert!(!shop.receiver.received("/in").is_empty(), "{after}");
}

/// Catches an order that is lost between queue and table, or made twice.
#[tokio::test]
async fn an_order_comes_in_once_over_a_crash_after_each_write_of_its_import() {
    let crashes = at_each_write("carts-import", Function::ImportOrder, arrived_over);
    assert!(crashes.await >= 4, "the document, the order; the document, the order");
}

/// Catches a shop that is told twice, or never, as the function that told it died.
#[tokio::test]
async fn a_shop_is_told_once_over_a_crash_after_each_write_of_a_push() {
    let crashes = at_each_write("carts-push", Function::CallCart, arrived_over);
    assert!(crashes.await >= 2, "the cart's id, the attempt");
}

/// Catches a webhook that is answered and not queued.
#[tokio::test]
async fn a_webhook_is_queued_over_a_crash_of_who_takes_it() {
    let crashes = at_each_write("carts-hook", Function::TakeWebhook, arrived_over);
    assert!(crashes.await >= 1, "the message it queues");
}

/// Catches a poll that ends with the function that made it, or brings its orders twice.
#[tokio::test]
async fn a_poll_goes_on_over_a_crash_after_each_of_its_writes() {
    let crashes = at_each_write("carts-poll", Function::CallCart, async |shop, crash| {
        let connected = Connected::open(shop, Vendor::WooCommerce).await;
        for number in 0..60_u64 {
            let mut order = order_of(Vendor::WooCommerce);
            (order["id"], order["number"]) = (json!(10_000 + number), json!(format!("{number}")));
            order["date_modified_gmt"] = json!(format!("2026-11-24T10:{number:02}:00"));
            connected.put(order);
        }
        crash.plan(shop);
        connected.ask("import", &json!({"from": "2026-11-01T00:00:00Z"})).await;
        shop.world.call_off_crash();
        shop.world.settle().await;
        assert_eq!(connected.orders().await.len(), 60, "after write {}", crash.writes);
    });
    assert!(crashes.await >= 2, "a page, its state");
}
