//! Shipments go back to the shop, each once.

use fake_carts::{Failure, FailureKind, Vendor};
use serde_json::{Value, json};

use super::{Connected, VENDORS, changed, failing_push, order_of, ship};
use crate::shop::{Shop, text};

/// The order of a vendor here, in its only connection.
async fn imported(shop: &Shop, vendor: Vendor) -> (Connected<'_>, String, String) {
    let connected = Connected::open(shop, vendor).await;
    let id = connected.put(order_of(vendor));
    connected.arrive(&id, changed(vendor)).await;
    let here = text(&connected.order().await["id"]);
    (connected, id, here)
}

/// Catches a shop that is told twice or never, and an echo that becomes another shipment.
#[tokio::test]
async fn a_shipment_is_told_to_the_shop_once_and_its_echo_is_no_other_shipment() {
    for vendor in VENDORS {
        let shop = Shop::open(&format!("carts-out-{}", vendor.id())).await;
        let (connected, id, here) = imported(&shop, vendor).await;
        ship(&shop, &here, "1Z0000000000000019", Value::Null).await;
        assert_eq!(connected.told(&id), ["1Z0000000000000019"], "{}", vendor.id());
        for _ in 0..2 {
            connected.arrive(&id, changed(vendor)).await;
        }
        let order = connected.order().await;
        let own = order["order_shipments"].as_array().unwrap().iter();
        let numbers: Vec<_> = own.map(|shipment| text(&shipment["tracking_number"])).collect();
        let of_parcel = numbers.iter().filter(|number| *number == "1Z0000000000000019").count();
        assert_eq!(of_parcel, 1, "{}: {numbers:?}", vendor.id());
        assert_eq!(connected.told(&id), ["1Z0000000000000019"], "{}", vendor.id());
        assert_eq!(connected.fake.refusals(), [""; 0], "{}", vendor.id());
        let history = shop.history(&here).await;
        assert!(history.iter().any(|line| line.starts_with("Shipment sent to Corner Shop")), "{history:?}");
        assert!(history.iter().any(|line| line.ends_with("): attempt 1: told")), "{history:?}");
    }
}

/// Catches a parcel that is told twice as the first answer was lost.
#[tokio::test]
async fn a_shop_whose_answer_was_lost_is_told_once_all_the_same() {
    for vendor in VENDORS {
        let shop = Shop::open(&format!("carts-lost-{}", vendor.id())).await;
        let (connected, id, here) = imported(&shop, vendor).await;
        connected.fake.fail(failing_push(vendor, FailureKind::LostAnswer));
        ship(&shop, &here, "1Z0000000000000019", Value::Null).await;
        let lost = connected.fake.requests().iter().filter(|request| request.failure.is_some()).count();
        assert_eq!(lost, 1, "{}", vendor.id());
        assert_eq!(connected.told(&id), ["1Z0000000000000019"], "{}", vendor.id());
        let appointments = shop.appointments(&here, "complete", 1).await;
        assert_eq!(appointments[0]["kind"], "push_shipment", "{}", vendor.id());
    }
}

/// Catches the shop's failures that are taken for ours, or given up at once.
#[tokio::test]
async fn a_shop_that_is_busy_is_told_later() {
    let shop = Shop::open("carts-busy").await;
    let (connected, id, here) = imported(&shop, Vendor::BigCommerce).await;
    connected.fake.fail(Failure::next(FailureKind::RateLimited).times(3));
    ship(&shop, &here, "1Z0000000000000019", Value::Null).await;
    assert_eq!(connected.told(&id), ["1Z0000000000000019"]);
}

/// Catches a shop that is told of one part as if it were all, or of the parts of others.
#[tokio::test]
async fn the_parts_of_a_split_order_are_told_with_their_own_items() {
    let shop = Shop::open("carts-split").await;
    let (connected, id, here) = imported(&shop, Vendor::Shopify).await;
    let order = connected.order().await;
    let item = text(&order["order_items"][0]["id"]);
    let leaving = json!({"items": [{"id": item, "quantity": 1}]});
    let made = shop.post(&format!("/v1/orders/{here}/split"), &leaving).await;
    shop.world.settle().await;
    let part = text(&made["orders"][0]["id"]);
    ship(&shop, &part, "1Z0000000000000019", Value::Null).await;
    ship(&shop, &here, "1Z0000000000000028", Value::Null).await;
    let shipped = connected.fake.shipments().into_iter().find(|order| order.order_id == id).unwrap();
    let parcels: Vec<_> = shipped.parcels.iter().map(|parcel| parcel.tracking_number.as_str()).collect();
    assert_eq!(parcels, ["1Z0000000000000019", "1Z0000000000000028"]);
    let first: Vec<u64> = shipped.parcels[0].items.iter().map(|item| item.quantity).collect();
    assert_eq!(first, [1], "one piece of one line");
    assert_eq!(connected.fake.refusals(), [""; 0]);
}

/// Catches shipments of a merged order that reach no shop.
#[tokio::test]
async fn a_merged_order_s_parcel_is_told_to_the_shops_of_those_it_was_merged_of() {
    let shop = Shop::open("carts-merge").await;
    let connected = Connected::open(&shop, Vendor::Shopify).await;
    let mut ids = vec![];
    for number in [1_u64, 2] {
        let mut order = order_of(Vendor::Shopify);
        order["id"] = json!(7_000 + number);
        order["name"] = json!(format!("#{number}"));
        ids.push(connected.put(order));
        connected.arrive(&ids[ids.len() - 1], "orders/create").await;
    }
    let orders: Vec<_> = connected.orders().await.iter().map(|order| text(&order["id"])).collect();
    let made = shop.post("/v1/orders/merge", &json!({"ids": orders})).await;
    shop.world.settle().await;
    ship(&shop, &text(&made["order"]["id"]), "1Z0000000000000019", Value::Null).await;
    for id in ids {
        assert_eq!(connected.told(&id), ["1Z0000000000000019"], "{id}");
    }
}

/// Catches a shop that is told though nobody wants that.
#[tokio::test]
async fn a_connection_that_sends_no_shipments_tells_nobody_and_plans_nothing() {
    let shop = Shop::open("carts-quiet").await;
    let connected = Connected::with(&shop, Vendor::Shopify, |body| body["sends_shipments"] = json!(false)).await;
    let id = connected.put(order_of(Vendor::Shopify));
    connected.arrive(&id, "orders/create").await;
    let here = text(&connected.order().await["id"]);
    ship(&shop, &here, "1Z0000000000000019", Value::Null).await;
    assert_eq!(connected.told(&id), [""; 0]);
    shop.appointments(&here, "complete", 0).await;
}

/// Catches keys that are refused and nobody is told.
#[tokio::test]
async fn who_is_refused_by_the_shop_says_so_and_works_with_other_keys() {
    let shop = Shop::open("carts-keys").await;
    let (connected, id, here) = imported(&shop, Vendor::WooCommerce).await;
    connected.fake.fail(Failure::next(FailureKind::Unauthorized).times(2));
    ship(&shop, &here, "1Z0000000000000019", Value::Null).await;
    assert_eq!(connected.told(&id), ["1Z0000000000000019"], "a later attempt");
    let state = connected.connection().await["state"].clone();
    assert_eq!(state["is_refused"], true, "{state:#}");
    let keys = connected.fake.keys();
    let body = json!({"client_secret": keys.client_secret});
    let path = format!("/v1/connections/{}/secrets", connected.id);
    let reply = shop.call("PUT", &path, Some(&body)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    shop.world.settle().await;
    let state = connected.connection().await["state"].clone();
    assert_eq!((&state["is_refused"], &state["last_error"]), (&json!(false), &json!("")), "{state:#}");
}

/// Catches a status that is set before the order is here, or never.
#[tokio::test]
async fn the_shop_is_given_a_status_once_an_order_is_taken() {
    let shop = Shop::open("carts-status").await;
    let connected =
        Connected::with(&shop, Vendor::WooCommerce, |body| body["status_after_import"] = json!("on-hold")).await;
    let id = connected.put(order_of(Vendor::WooCommerce));
    connected.arrive(&id, "order.created").await;
    let here = text(&connected.order().await["id"]);
    let appointments = shop.get(&format!("/v1/appointments?order_id={here}")).await;
    assert_eq!(connected.fake.order(&id).unwrap()["status"], "on-hold", "{appointments:#}");
    assert_eq!(connected.fake.refusals(), [""; 0]);
}
