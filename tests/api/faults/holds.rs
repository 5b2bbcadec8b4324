//! Crashes while posts are held back.

use std::collections::BTreeSet;

use serde_json::json;

use super::at_each_write;
use crate::shop::{Shop, text};
use crate::world::{Function, POST};

/// Catches a post that is lost between the message that came and the one in its place, and one that is made twice.
#[tokio::test]
async fn posts_above_the_cap_over_a_crash_are_each_made_once() {
    let crashes = at_each_write("hold", Function::PostOrderJson, async |shop, crash| {
        let settings = json!({"rate_limit": "off", "posts_per_minute": 1});
        let shop = &Shop::with(&format!("{}-capped", shop.name), settings).await;
        shop.post_rule("/in").await;
        let orders = [shop.order("H-1").await, shop.order("H-2").await, shop.order("H-3").await];
        crash.plan(shop);
        crash.end(shop).await;
        for id in &orders {
            let done = shop.appointments(id, "complete", 1).await;
            assert_eq!(done[0]["attempts"].as_array().unwrap().len(), 1);
        }
        // A post beside the write that it crashed after may not have been recorded: it comes again with its id.
        let received = shop.receiver.received("/in");
        let ids: BTreeSet<_> = received.iter().map(|post| post.header("webhook-id").unwrap()).collect();
        assert!(ids.len() == 3 && received.len() <= 4, "{ids:?}: {}", received.len());
    });
    assert!(crashes.await >= 8, "three attempts, what they take of the minute, and the messages and rows of two holds");
}

/// Catches a message that comes again after another was sent in its place, and lives on beside it.
#[tokio::test]
async fn a_message_that_was_held_back_and_comes_again_is_dropped() {
    let shop = Shop::with("held-twice", json!({"rate_limit": "off", "posts_per_minute": 1})).await;
    shop.post_rule("/in").await;
    let orders = [shop.order("T-1").await, shop.order("T-2").await];
    shop.world.work_now().await;
    let mut held = vec![];
    for order in &orders {
        let found = shop.get(&format!("/v1/appointments?order_id={order}")).await;
        let appointment = found["appointments"][0].clone();
        held.extend((appointment["status"] == "pending").then(|| text(&appointment["id"])));
    }
    assert_eq!((held.len(), shop.world.aws.queues.messages(POST).len()), (1, 1));
    let body = json!({"store": shop.id.parse::<u64>().unwrap(), "appointment": held[0]}).to_string();
    shop.world.aws.queues.send(POST, &body);
    shop.world.work_now().await;
    assert_eq!(shop.world.aws.queues.messages(POST).len(), 1, "the one in its place");
    shop.world.settle().await;
    assert_eq!(shop.receiver.received("/in").len(), 2);
}
