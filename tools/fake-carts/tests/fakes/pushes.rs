//! Shops that are told of parcels.

use carts::{Cart, CartError, CustomerMail, LINE_ID, PushedLine, ShipmentPush, TrackingWay};
use domain::{OrderItem, Shipment, draft_shipment};
use fake_carts::{Failure, FailureKind, ShippedOrder, Vendor};
use serde_json::{Map, Value, json};

use crate::client::{CARTS, Shop, kept_order, now};

/// All ways a shop is told.
const WAYS: [(TrackingWay, &str); 4] = [
    (TrackingWay::Fulfillments, "fulfillments"),
    (TrackingWay::ShipmentTracking, "wc-shipment-tracking/v3"),
    (TrackingWay::AdvancedShipmentTracking, "wc-ast/v3"),
    (TrackingWay::OrderNote, "wp/v2"),
];

/// The parcels of a shop's order: one of its first item, and all that is left.
struct Parcels {
    order_id: String,
    /// The lines that are shipped, each with its quantity and what was kept of it.
    lines: Vec<PushedLine>,
}

async fn parcels(shop: &Shop, id: &str) -> Parcels {
    let mapped = shop.mapped(id).await;
    let line = |item: &OrderItem| PushedLine {
        line_id: item.metadata[LINE_ID].clone(),
        quantity: item.quantity,
        metadata: item.metadata.clone(),
    };
    let items = &mapped.new.draft().order_items;
    let lines = items.iter().filter(|item| item.delivery_type == "ship").map(line).collect();
    Parcels { order_id: mapped.order_id, lines }
}

fn of(parcels: &Parcels, place: usize) -> ShipmentPush {
    let mut lines = parcels.lines.clone();
    if place == 0 {
        lines.truncate(1);
        lines[0].quantity = 1;
    } else {
        lines[0].quantity -= 1;
        lines.retain(|line| line.quantity > 0);
    }
    let number = ["1Z0000000000000019", "1Z0000000000000028"][place];
    let shipment = Shipment {
        id: (place + 1).to_string(),
        tracking_number: number.into(),
        carrier_code: "UPS".into(),
        tracking_url: format!("https://example.com/t/{number}"),
        ..draft_shipment(now())
    };
    ShipmentPush {
        order_id: parcels.order_id.clone(),
        shipment,
        lines,
        completes: place == 1,
        mail: CustomerMail::Send,
        other_ids: vec![],
    }
}

/// Looks, plans and sends. Gives the shop's ids of what is there, or the first error; `None` where an answer was lost.
async fn push(shop: &Shop, push: &ShipmentPush) -> Option<Result<Vec<String>, CartError>> {
    let call = shop.cart.spec().push.unwrap();
    let mut replies = vec![];
    for request in (call.look)(&shop.access, push) {
        replies.push(shop.ask(&request).await?);
    }
    let plan = match (call.plan)(&shop.access, push, &replies) {
        Ok(plan) => plan,
        Err(error) => return Some(Err(error)),
    };
    let mut ids = plan.found;
    for request in &plan.sends {
        match (call.read)(&shop.ask(request).await?) {
            Ok(id) => ids.extend(id),
            Err(error) => return Some(Err(error)),
        }
    }
    Some(Ok(ids))
}

fn numbers(shop: &Shop) -> Vec<String> {
    shop.fake.shipments().into_iter().flat_map(|order| order.tracking_numbers).collect()
}

/// All shops with their ways.
async fn shops() -> Vec<(Shop, String, Parcels)> {
    let mut shops = vec![];
    for (cart, vendor) in CARTS {
        let ways = if cart == Cart::WooCommerce { &WAYS[..] } else { &WAYS[..1] };
        for (way, plugin) in ways {
            let (mut shop, id) = Shop::with_order(cart, vendor).await;
            shop.access.tracking_way = *way;
            shop.fake.set_plugins(&[plugin]);
            let order = parcels(&shop, &id).await;
            shops.push((shop, id, order));
        }
    }
    shops
}

fn name(shop: &Shop) -> String {
    format!("{} {:?}", shop.cart, shop.access.tracking_way)
}

#[tokio::test]
async fn a_parcel_shows_up_once_however_often_it_is_told() {
    let mut requests = Map::new();
    for (shop, _, order) in shops().await {
        let before = shop.fake.requests().len();
        push(&shop, &of(&order, 0)).await.unwrap().unwrap();
        push(&shop, &of(&order, 0)).await.unwrap().unwrap();
        assert_eq!(numbers(&shop), ["1Z0000000000000019"], "{}", name(&shop));
        push(&shop, &of(&order, 1)).await.unwrap().unwrap();
        push(&shop, &of(&order, 1)).await.unwrap().unwrap();
        assert_eq!(numbers(&shop), ["1Z0000000000000019", "1Z0000000000000028"], "{}", name(&shop));
        shop.expect_no_refusals();
        requests.insert(name(&shop), shop.shown().as_array().unwrap().iter().skip(before).cloned().collect());
    }
    insta::assert_json_snapshot!(Value::Object(requests));
}

#[tokio::test]
async fn a_parcel_whose_answer_was_lost_is_told_again_and_shows_up_once() {
    for kind in [FailureKind::LostAnswer, FailureKind::LateAnswer] {
        for (shop, _, order) in shops().await {
            let push_of = of(&order, 0);
            let plan = {
                let call = shop.cart.spec().push.unwrap();
                let mut replies = vec![];
                for request in (call.look)(&shop.access, &push_of) {
                    replies.push(shop.ask(&request).await.unwrap());
                }
                (call.plan)(&shop.access, &push_of, &replies).unwrap()
            };
            shop.fake.fail(Failure::of(kind, "POST", ""));
            shop.ask_in_vain(&plan.sends[0]).await;
            assert_eq!(numbers(&shop), ["1Z0000000000000019"], "{}", name(&shop));
            push(&shop, &push_of).await.unwrap().unwrap();
            assert_eq!(numbers(&shop), ["1Z0000000000000019"], "{}", name(&shop));
            shop.expect_no_refusals();
        }
    }
}

/// What a shop shows of a parcel's items, by the lines' ids.
fn items(shown: &ShippedOrder, place: usize) -> Vec<(String, u64)> {
    shown.parcels[place].items.iter().map(|item| (item.line_id.clone(), item.quantity)).collect()
}

#[tokio::test]
async fn a_shop_that_keeps_items_shows_those_of_each_parcel() {
    for (shop, id, order) in shops().await {
        push(&shop, &of(&order, 0)).await.unwrap().unwrap();
        push(&shop, &of(&order, 1)).await.unwrap().unwrap();
        let shown = &shop.fake.shipments()[0];
        assert_eq!((shown.order_id.as_str(), shown.calls), (id.as_str(), 2));
        let keeps = match shop.cart {
            Cart::Shopify | Cart::BigCommerce => true,
            Cart::WooCommerce => shop.access.tracking_way == TrackingWay::Fulfillments,
            _ => false,
        };
        let first = order.lines[0].line_id.clone();
        let expected = if keeps { vec![(first.clone(), 1)] } else { vec![] };
        assert_eq!(items(shown, 0), expected, "{}", name(&shop));
        assert!(!keeps || items(shown, 1).contains(&(first, 1)), "{}", name(&shop));
        let status = match shop.cart {
            Cart::Shopify => "fulfilled",
            Cart::WooCommerce => "completed",
            Cart::BigCommerce => "Shipped",
            Cart::Squarespace => "FULFILLED",
            _ => "Completed",
        };
        assert_eq!(shown.status, status, "{}", name(&shop));
    }
}

#[tokio::test]
async fn a_parcel_comes_back_with_the_order_and_is_the_same_one() {
    for (shop, id, order) in shops().await {
        push(&shop, &of(&order, 0)).await.unwrap().unwrap();
        let parcels = shop.mapped(&id).await.parcels;
        // WooCommerce's order does not have them.
        if shop.cart != Cart::WooCommerce {
            let found: Vec<&str> = parcels.iter().map(|parcel| parcel.shipment.tracking_number()).collect();
            assert_eq!(found, ["1Z0000000000000019"], "{}", name(&shop));
        }
        shop.expect_no_refusals();
    }
}

#[tokio::test]
async fn shopify_is_told_of_two_locations_one_after_the_other() {
    let shop = Shop::open(Cart::Shopify, Vendor::Shopify).await;
    let mut order = kept_order(Cart::Shopify);
    order["fulfillment_orders"] = json!([
        {"location": 11, "lines": [{"id": 9001, "quantity": 2}]},
        {"location": 12, "lines": [{"id": 9002, "quantity": 1}]},
    ]);
    let id = shop.fake.put_order(order).unwrap();
    let order = parcels(&shop, &id).await;
    push(&shop, &of(&order, 1)).await.unwrap().unwrap();
    assert_eq!(numbers(&shop), ["1Z0000000000000028", "1Z0000000000000028"]);
    push(&shop, &of(&order, 1)).await.unwrap().unwrap();
    assert_eq!(shop.fake.shipments()[0].calls, 2);
    shop.expect_no_refusals();
}

#[tokio::test]
async fn a_shop_is_looked_at_for_the_way_it_takes_numbers() {
    for (way, plugin) in WAYS {
        let shop = Shop::open(Cart::WooCommerce, Vendor::WooCommerce).await;
        shop.fake.set_plugins(&[plugin]);
        let probe = Cart::WooCommerce.spec().probe.unwrap();
        let reply = shop.ask(&(probe.request)(&shop.access)).await.unwrap();
        assert_eq!((probe.read)(&reply), Ok(way));
        shop.expect_no_refusals();
    }
}
