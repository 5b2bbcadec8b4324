//! Merges by rules that die between any two writes: afterwards what goes to one address is in one merged order, and nothing
//! is claimed for nothing.

use std::time::Duration;

use super::{Crash, assert_count, at_each_write};
use crate::flows::families::{all_orders, total};
use crate::flows::merging_rules::{merged_of, merging, open_orders, order_to};
use crate::shop::Shop;
use crate::world::Function;

const HALF_AN_HOUR: Duration = Duration::from_mins(30);

/// Merges three orders to one address by a custom event, over a crash; a fourth goes elsewhere. They are in one merged
/// order, if need be by the run after.
async fn merged_over(shop: &Shop, crash: Crash) {
    merging(shop, Some(4)).await;
    let mut orders = vec![];
    for (number, minute) in [("1", 1), ("2", 2), ("3", 3)] {
        orders.push(order_to(shop, number, minute, "Ada").await);
    }
    let other = order_to(shop, "4", 4, "Ben").await;
    shop.world.settle().await;
    let before = total(&all_orders(shop).await);
    crash.plan(shop);
    shop.world.advance(HALF_AN_HOUR);
    crash.end(shop).await;
    let after = format!("{:?} after write {}", crash.function, crash.writes);
    let merged = merged_of(shop, &orders).await;
    let open = open_orders(shop).await;
    assert_eq!((open.len(), total(&open)), (2, before), "{after}");
    assert_eq!(all_orders(shop).await.len(), 5, "{after}");
    assert!(open.iter().any(|order| order["id"] == *other) && open.iter().any(|order| order["id"] == *merged));
    assert_count(shop, 2, 2, 3).await;
    disable(shop).await;
}

/// Lets the shop's event run no more: the shops of a test share one clock.
async fn disable(shop: &Shop) {
    let rule = shop.get("/v1/rules").await["rules"][0]["id"].clone();
    let path = format!("/v1/rules/{}", rule.as_str().unwrap());
    assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
    let event = shop.get("/v1/custom-events").await["custom_events"][0]["id"].clone();
    let path = format!("/v1/custom-events/{}", event.as_str().unwrap());
    assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
}

/// Catches a merge that is begun twice, as who comes again does not see that it goes on.
#[tokio::test]
async fn a_merge_by_a_rule_over_a_crash_of_who_carries_it_out_is_made_once() {
    let crashes = at_each_write("merging-carry", Function::CarryOutPlans, async |shop, crash| {
        merged_over(shop, crash).await;
    });
    assert!(crashes.await >= 5, "three claims, the merged order, counts");
}

#[tokio::test]
async fn a_merge_by_a_rule_over_a_crash_of_the_rules_or_of_the_sweep_is_made_once() {
    for (function, least) in [(Function::EvaluateRules, 3), (Function::RunSweep, 4)] {
        let name = format!("merging-{}", function.name());
        let crashes = at_each_write(&name, function, async |shop, crash| merged_over(shop, crash).await);
        assert!(crashes.await >= least, "{function:?}");
    }
}
