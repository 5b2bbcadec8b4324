//! What an order costs in write units, where the table charges them: `docs/bench.md` has the first two from the binaries
//! that run on Lambda as well.

use cloud::writes_of;
use fake_carts::Vendor;
use serde_json::{Value, json};

use super::carts::{Connected, changed, order_of, ship};
use crate::shop::{Shop, order, text};
use crate::world::world;

/// The row of the order, its entries in three indexes, and the count of its folder (`docs/table.md`).
const CREATE: u64 = 5;

/// Moved: its row, its entry in an index twice, and the count of its folders; the appointment, and its attempt.
const RULE_AND_POST: u64 = 6;

/// What was written since this was last asked, once all that follows is done. Whole units alone are charged.
async fn written() -> u64 {
    world().settle().await;
    let used = writes_of(&world().aws.dynamo.take().units);
    assert_eq!(used.tenths % 10, 0, "{used:?}");
    used.tenths / 10
}

/// What one order more costs. The one before it tells what functions note once an hour, such as when a key was used.
async fn of_one_order(shop: &Shop) -> u64 {
    let mut units = 0;
    for number in ["U-1", "U-2"] {
        written().await;
        shop.post("/api/v2/orders", &order(number)).await;
        units = written().await;
    }
    units
}

#[tokio::test]
async fn an_order_that_no_rule_wants_costs_five_write_units() {
    let shop = Shop::open("units").await;
    assert_eq!(of_one_order(&shop).await, CREATE);
}

#[tokio::test]
async fn a_rule_that_moves_an_order_and_one_post_of_it_cost_six_write_units_more() {
    let shop = Shop::open("units-of-a-post").await;
    let url = shop.receiver.url("/orders");
    let actions = json!([{"action": "change_folder", "folder_id": 2}, {"action": "post_order_json", "url": url}]);
    shop.rule("Send to print", "order_imported", actions).await;
    assert_eq!(of_one_order(&shop).await, CREATE + RULE_AND_POST);
    shop.received("/orders", 2).await;
}

/// Of two kilobytes packed, as this shop writes a kilobyte of metadata, and of another quarter hour than it was made in.
const CREATE_OF_SHOP: u64 = CREATE + 2;

/// The shipment and what the shop calls it, each in a row of two kilobytes; the appointment, and its attempt.
const SHIP_AND_TELL: u64 = 6;

#[tokio::test]
async fn an_order_of_a_shop_costs_what_any_order_does_and_little_more_is_written_of_its_webhooks_and_its_parcel() {
    let shop = Shop::open("units-of-a-shop").await;
    let connected = Connected::open(&shop, Vendor::WooCommerce).await;
    let mut units = vec![];
    for number in [7_001_u64, 7_002] {
        let mut order = order_of(Vendor::WooCommerce);
        order["id"] = json!(number);
        let id = connected.put(order);
        written().await;
        connected.arrive(&id, changed(Vendor::WooCommerce)).await;
        let imported = written().await;
        connected.arrive(&id, changed(Vendor::WooCommerce)).await;
        let repeated = written().await;
        let orders = connected.orders().await;
        let here = orders.iter().find(|order| order["order_metadata"]["source_order_id"] == json!(id)).unwrap();
        let here = text(&here["id"]);
        written().await;
        ship(&shop, &here, "1Z0000000000000019", Value::Null).await;
        units = vec![imported, repeated, written().await];
    }
    assert_eq!(units, [CREATE_OF_SHOP, 0, SHIP_AND_TELL]);
}
