//! Custom events over crashes, doubles and races: each time on each order once, and the next time comes.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use super::{Crash, at_each_write};
use crate::flows::custom_events::{chase, chased, custom_event, order_in, pass};
use crate::shop::Shop;
use crate::world::Function;

const HALF_AN_HOUR: Duration = Duration::from_mins(30);

const A_DAY: Duration = Duration::from_hours(24);

/// A shop with orders that are to be chased each day, half an hour from now on. No wait after a crash lasts until the next
/// day.
async fn prepared(shop: &Shop) -> Vec<String> {
    let at = shop.world.aws.time.now().checked_add(jiff::SignedDuration::from_mins(30)).unwrap();
    let at = at.strftime("%H:%M").to_string();
    let event = custom_event(shop, &json!({"every": "day", "at": at})).await;
    chase(shop, &event, "Ground").await;
    let mut orders = vec![];
    for number in 1..=3 {
        orders.push(order_in(shop, &format!("C-{number}"), 2, "Ground").await);
    }
    shop.world.settle().await;
    orders
}

/// Disables the shop's event, and lets what is planned for it go by: the shops of a test share one clock.
async fn end(shop: &Shop) {
    let event = shop.get("/v1/custom-events").await["custom_events"][0].clone();
    let mut body = event.clone();
    body["enabled"] = json!(false);
    let path = format!("/v1/custom-events/{}", event["id"].as_str().unwrap());
    let reply = shop.call("PUT", &path, Some(&body)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    pass(shop, A_DAY).await;
}

async fn assert_chased(shop: &Shop, orders: &[String], times: usize, after: &str) {
    let counts = chased(shop, &orders.iter().collect::<Vec<_>>()).await;
    assert_eq!(counts, vec![times; orders.len()], "{after}");
}

/// Lets the time of the event come, over a crash: its orders, each of which was chased once, and after what.
async fn chased_over(shop: &Shop, crash: Crash) -> (Vec<String>, String) {
    let orders = prepared(shop).await;
    crash.plan(shop);
    shop.world.advance(HALF_AN_HOUR);
    crash.end(shop).await;
    let after = format!("after write {}", crash.writes);
    assert_chased(shop, &orders, 1, &after).await;
    (orders, after)
}

/// Catches a run that begins twice, or never, and a schedule that ends with the tick that died.
#[tokio::test]
async fn a_tick_over_a_crash_after_each_of_its_writes_runs_the_event_once_and_plans_the_next() {
    let crashes = at_each_write("custom-event-tick", Function::RunSchedule, async |shop, crash| {
        let (orders, after) = chased_over(shop, crash).await;
        assert_eq!(shop.get("/v1/sweeps").await["sweeps"].as_array().unwrap().len(), 1, "{after}");
        pass(shop, A_DAY).await;
        assert_chased(shop, &orders, 2, &after).await;
        end(shop).await;
    });
    assert!(crashes.await >= 4, "claim, sweep, next row, the row removed");
}

/// Catches an order that is acted on twice, or not at all, by a part that is done again.
#[tokio::test]
async fn a_part_over_a_crash_after_each_of_its_writes_acts_on_each_order_once() {
    let crashes = at_each_write("custom-event-part", Function::RunSweep, async |shop, crash| {
        let (_, after) = chased_over(shop, crash).await;
        let sweeps = shop.get("/v1/sweeps").await;
        assert_eq!(
            (&sweeps["sweeps"][0]["done"], &sweeps["sweeps"][0]["status"]),
            (&json!(3), &json!("done")),
            "{after}"
        );
    });
    assert!(crashes.await >= 5, "what was found, each order, the part");
}

/// Rules act in `evaluate-rules`, which may die too.
#[tokio::test]
async fn the_rules_of_an_event_over_a_crash_of_theirs_act_once() {
    let crashes = at_each_write("custom-event-rules", Function::EvaluateRules, async |shop, crash| {
        chased_over(shop, crash).await;
        end(shop).await;
    });
    assert!(crashes.await >= 3, "each order");
}

/// Catches a custom event that is there and never runs, as the call that added it died: called again with its key it runs.
#[tokio::test]
async fn a_custom_event_that_is_added_over_a_crash_runs_when_it_is_added_again() {
    let crashes = at_each_write("custom-event-added", Function::ServeRules, async |shop, crash| {
        let order = order_in(shop, "C-1", 2, "Ground").await;
        shop.world.settle().await;
        let body = json!({"name": "Chase", "folder_id": 2, "every": "30_minutes"}).to_string();
        let key = [("Idempotency-Key", "chase")];
        crash.plan(shop);
        shop.call_raw("POST", "/v1/custom-events", Some(body.clone()), &key).await;
        shop.world.call_off_crash();
        let again = shop.call_raw("POST", "/v1/custom-events", Some(body), &key).await;
        assert_eq!(again.status, 201, "{}", again.text());
        let event = again.json::<serde_json::Value>().unwrap()["custom_event"]["id"].as_str().unwrap().to_owned();
        chase(shop, &event, "Ground").await;
        pass(shop, HALF_AN_HOUR).await;
        assert_eq!(chased(shop, &[&order]).await, [1], "after write {}", crash.writes);
        end(shop).await;
    });
    assert!(crashes.await >= 2, "the custom event, when it runs");
}

#[tokio::test]
async fn ticks_at_the_same_moment_begin_one_run() {
    let shop = Shop::open("custom-event-twice").await;
    let orders = prepared(&shop).await;
    shop.world.advance(HALF_AN_HOUR);
    let ticks = join_all((0..4).map(|_| shop.world.tick())).await;
    assert!(ticks.iter().all(Result::is_ok), "{ticks:?}");
    shop.world.settle().await;
    assert_chased(&shop, &orders, 1, "four ticks").await;
}
