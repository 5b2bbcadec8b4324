//! Loops through the outside: a post whose receiver changes the order, so that a rule posts it again.

use std::time::Duration;

use serde_json::json;

use crate::shop::Shop;

/// Answers every post so far that was not answered yet with a change of the order, until none is left; how many there
/// were.
async fn changes_on_each_post(shop: &Shop, order: &str, answered: &mut usize) -> usize {
    let before = *answered;
    loop {
        shop.world.work_now().await;
        let posts = shop.receiver.received("/in").len();
        if posts == *answered {
            return posts - before;
        }
        assert!(posts - before < 300, "it never comes to a stop");
        for post in *answered..posts {
            let change = json!({"shipping": {"address2": format!("Door {post}")}});
            assert_eq!(shop.call("PATCH", &format!("/v1/orders/{order}"), Some(&change)).await.status, 200);
        }
        *answered = posts;
    }
}

/// Catches a loop between a rule and its receiver that never ends.
#[tokio::test]
async fn a_receiver_that_changes_the_order_on_each_post_comes_to_a_stop_and_the_next_hour_goes_on() {
    let shop = Shop::open("loop").await;
    let url = shop.receiver.url("/in");
    let actions = json!([{"action": "post_order_json", "url": url},
                         {"action": "set_order_metadata", "name": "seen", "value": "{{order.shipping.address2}}"}]);
    shop.rule("Send", "order_address_changed", actions).await;
    let order = shop.order("L-1").await;
    let change = json!({"shipping": {"address2": "first"}});
    assert_eq!(shop.call("PATCH", &format!("/v1/orders/{order}"), Some(&change)).await.status, 200);
    let mut answered = 0;
    assert_eq!(changes_on_each_post(&shop, &order, &mut answered).await, 100);
    let told = async || {
        let history = shop.history(&order).await;
        history.into_iter().filter(|line| line.starts_with("Not posted by rule \"Send\"")).collect::<Vec<_>>()
    };
    let lines = told().await;
    assert_eq!(lines.len(), 1);
    assert!(lines[0].ends_with("this order caused 100 posts in this hour; a loop?"), "{lines:?}");
    // The rest of the rule goes on, and nothing more is said in this hour.
    let ran = async || shop.history(&order).await.iter().filter(|line| line.starts_with("Rule \"Send\"")).count();
    assert_eq!(ran().await, 101);
    let again = json!({"shipping": {"address2": "again"}});
    assert_eq!(shop.call("PATCH", &format!("/v1/orders/{order}"), Some(&again)).await.status, 200);
    assert_eq!(changes_on_each_post(&shop, &order, &mut answered).await, 0);
    assert_eq!((told().await.len(), ran().await), (1, 102));
    shop.world.advance(Duration::from_hours(1));
    let later = json!({"shipping": {"address2": "later"}});
    assert_eq!(shop.call("PATCH", &format!("/v1/orders/{order}"), Some(&later)).await.status, 200);
    assert_eq!(changes_on_each_post(&shop, &order, &mut answered).await, 100);
    assert_eq!(told().await.len(), 2);
}

/// Catches a receiver that removes and adds a shipment on each notice.
#[tokio::test]
async fn a_receiver_that_ships_on_each_notice_of_a_shipment_comes_to_a_stop() {
    let shop = Shop::open("notices").await;
    let order = shop.order_with("N-1", json!({"ship_notify_url": shop.receiver.url("/in")})).await;
    let path = format!("/api/v2/orders/{order}/shipments");
    let mut shipped = 0;
    loop {
        let added = shop.post(&path, &json!({"tracking_number": format!("T-{shipped}")})).await;
        let id = added["shipment"]["id"].as_str().unwrap().to_owned();
        shop.world.work_now().await;
        shipped += 1;
        assert!(shipped < 300, "it never comes to a stop");
        if shop.receiver.received("/in").len() < shipped {
            break;
        }
        assert_eq!(shop.call("DELETE", &format!("{path}/{id}"), None).await.status, 200);
    }
    assert_eq!(shipped, 101);
    assert!(shop.history(&order).await.iter().any(|line| line.starts_with("Not posted of shipment ")));
}

/// Catches an order that can't tell of its shipments because it has many.
#[tokio::test]
async fn the_shipments_of_one_change_are_all_told_of() {
    let shop = Shop::open("many-notices").await;
    let mut order = crate::shop::order("M-1");
    order["order_metadata"] = json!({"ship_notify_url": shop.receiver.url("/in")});
    order["order_shipments"] = (0..120).map(|number| json!({"tracking_number": format!("T-{number}")})).collect();
    shop.post("/api/v2/orders", &order).await;
    shop.world.settle().await;
    assert_eq!(shop.receiver.received("/in").len(), 120);
}
