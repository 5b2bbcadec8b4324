//! What an order costs in write units, where the table charges them: `docs/bench.md` has the same figures from the
//! binaries that run on Lambda.

use cloud::writes_of;
use serde_json::json;

use crate::shop::{Shop, order};
use crate::world::world;

/// The row of the order, its entries in three indexes, and the count of its folder (`docs/table.md`).
const CREATE: u64 = 5;

/// Moved: its row, its entry in an index twice, and the count of its folders; the appointment, and its attempt.
const RULE_AND_POST: u64 = 6;

/// The whole write units of one order more, when all that follows from it is done.
async fn of_one_order(shop: &Shop) -> u64 {
    // The first tells what functions note once an hour, such as when a key was used last.
    let mut units = 0;
    for number in ["U-1", "U-2"] {
        world().aws.dynamo.take();
        shop.post("/api/v2/orders", &order(number)).await;
        world().settle().await;
        let used = writes_of(&world().aws.dynamo.take().units);
        assert_eq!(used.tenths % 10, 0, "{used:?}");
        units = used.tenths / 10;
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
