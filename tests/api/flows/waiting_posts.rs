//! Posts that wait: more than a store may make in a minute, and such to a server that does not answer. No wait is an
//! attempt, and the history tells of it once.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use waybill::Answer;

use crate::shop::{Shop, text};

/// Orders of these numbers; their ids.
async fn orders(shop: &Shop, count: usize) -> Vec<String> {
    let mut ids = vec![];
    for number in 0..count {
        ids.push(shop.order(&format!("W-{number}")).await);
    }
    ids
}

/// The only appointment of each order.
async fn appointments(shop: &Shop, orders: &[String]) -> Vec<Value> {
    let mut all = vec![];
    for order in orders {
        let found = shop.get(&format!("/v1/appointments?order_id={order}")).await;
        assert_eq!(found["total_records"], 1);
        all.push(found["appointments"][0].clone());
    }
    all
}

fn attempts(appointment: &Value) -> Vec<&str> {
    appointment["attempts"].as_array().unwrap().iter().map(|attempt| attempt["date"].as_str().unwrap()).collect()
}

/// How many lines of an order's history say that its post waits.
async fn waits_told(shop: &Shop, order: &str) -> Vec<String> {
    shop.history(order).await.into_iter().filter(|line| line.contains("waits since")).collect()
}

/// Catches a store that makes others' posts wait for as many of its own as it likes, and a wait that is an attempt.
#[tokio::test]
async fn posts_above_what_a_store_may_make_in_a_minute_wait_for_the_next_and_are_no_attempts() {
    let shop = Shop::with("cap", json!({"rate_limit": "off", "posts_per_minute": 5})).await;
    shop.post_rule("/in").await;
    let ids = orders(&shop, 23).await;
    shop.world.work_now().await;
    assert_eq!(shop.receiver.received("/in").len(), 5);
    let waiting = appointments(&shop, &ids).await;
    let held: Vec<_> = waiting.iter().filter(|it| it["held_because"] == "more than 5 posts a minute").collect();
    assert_eq!(held.len(), 18);
    for appointment in &held {
        assert_eq!((&appointment["status"], attempts(appointment).len()), (&json!("pending"), 0));
        let told = waits_told(&shop, &text(&appointment["order_id"])).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].ends_with(": more than 5 posts a minute"), "{told:?}");
    }
    shop.world.settle().await;
    assert_eq!(shop.receiver.received("/in").len(), 23);
    let mut by_minute: BTreeMap<String, usize> = BTreeMap::new();
    for appointment in appointments(&shop, &ids).await {
        assert_eq!((&appointment["status"], attempts(&appointment).len()), (&json!("complete"), 1));
        *by_minute.entry(attempts(&appointment)[0][..16].to_owned()).or_default() += 1;
        let told = waits_told(&shop, &text(&appointment["order_id"])).await;
        assert!(told.len() <= 1, "however often it waited: {told:?}");
    }
    assert!(by_minute.values().all(|posts| *posts <= 5), "{by_minute:?}");
    assert!(by_minute.len() <= 15, "a backlog is worked off, and no minute goes by unused for long: {by_minute:?}");
}

/// Catches a normal store's post that costs a request more.
#[tokio::test]
async fn few_posts_in_a_minute_ask_nobody() {
    let shop = Shop::open("few").await;
    shop.post_rule("/in").await;
    orders(&shop, 11).await;
    let count = || shop.world.aws.faults.count("UpdateItem");
    let before = count();
    shop.world.work_now().await;
    assert_eq!((shop.receiver.received("/in").len(), count() - before), (11, 1), "ten for nothing, then ten at a time");
}

/// Catches a server that is down and is called by every post that is due, and one store's bad address that holds up
/// another's posts to the same server.
#[tokio::test]
async fn posts_to_a_server_that_does_not_answer_wait_and_those_of_another_store_go_there_all_the_same() {
    let (shop, other) = (Shop::open("down").await, Shop::open("next-door").await);
    shop.post_rule("/down").await;
    shop.receiver.always("/down", Answer::status(500));
    let actions = json!([{"action": "post_order_json", "url": shop.receiver.url("/other")}]);
    other.rule("Same server", "order_imported", actions).await;
    let ids = orders(&shop, 30).await;
    let theirs = other.order("O-1").await;
    shop.world.work_now().await;
    let under_way = shop.receiver.received("/down").len();
    assert!((5..=10).contains(&under_way), "one batch: {under_way}");
    assert_eq!(shop.receiver.received("/other").len(), 1);
    other.appointments(&theirs, "complete", 1).await;
    shop.receiver.always("/down", Answer::status(200));
    shop.world.settle().await;
    let mut held = 0;
    for appointment in appointments(&shop, &ids).await {
        assert_eq!(appointment["status"], "complete");
        let told = waits_told(&shop, &text(&appointment["order_id"])).await;
        if attempts(&appointment).len() == 1 {
            held += 1;
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].ends_with(" did not answer several times"), "{told:?}");
        }
    }
    assert_eq!(held, 30 - under_way, "a wait is no attempt");
    assert_eq!(shop.receiver.received("/down").len(), 30 + under_way);
}

/// Catches posts that wait for a server for ever, and their attempts with them.
#[tokio::test]
async fn attempts_at_a_server_that_never_answers_come_to_an_end_in_their_time() {
    let shop = Shop::open("for-ever").await;
    shop.post_rule("/down").await;
    shop.receiver.always("/down", Answer::hang_up());
    let ids = orders(&shop, 11).await;
    let begin = shop.world.aws.time.now();
    shop.world.settle().await;
    for appointment in appointments(&shop, &ids).await {
        assert_eq!((&appointment["status"], attempts(&appointment).len()), (&json!("failed"), 11));
    }
    // The waits with their jitter, and a quarter of an hour for each attempt.
    let most = Duration::from_secs(6_820 * 12 / 10) + Duration::from_mins(15) * 11;
    let took = Duration::try_from(shop.world.aws.time.now().duration_since(begin)).unwrap();
    assert!(took <= most, "{took:?} of {most:?}");
}

/// Catches a retry by hand that is taken for a repetition of a message that was held back.
#[tokio::test]
async fn a_post_that_waits_can_be_canceled_and_tried_again_by_hand() {
    let shop = Shop::with("by-hand", json!({"rate_limit": "off", "posts_per_minute": 1})).await;
    shop.post_rule("/in").await;
    let ids = orders(&shop, 2).await;
    shop.world.work_now().await;
    let all = appointments(&shop, &ids).await;
    let waiting = all.iter().find(|it| it["status"] == "pending").unwrap();
    let path = format!("/v1/appointments/{}", text(&waiting["id"]));
    shop.post(&format!("{path}/cancel"), &json!({})).await;
    shop.post(&format!("{path}/retry"), &json!({})).await;
    shop.world.settle().await;
    let done = shop.get(&path).await["appointment"].clone();
    assert_eq!((&done["status"], attempts(&done).len()), (&json!("complete"), 1));
    assert_eq!(shop.receiver.received("/in").len(), 2);
}
