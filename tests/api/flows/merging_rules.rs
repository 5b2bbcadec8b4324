//! Orders that a rule merges (orderdesk-app 1.4, 3.3, A.6; F059): only those of one folder that go to one address.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::custom_events::{custom_event, pass};
use super::families::{all_orders, family, total};
use crate::shop::{Shop, order, text};
use crate::world::Function;

const HALF_AN_HOUR: Duration = Duration::from_mins(30);

/// The folder merged orders go to.
const ARCHIVE: u64 = 4;

/// Lets a custom event on the folder Prepared, each half hour, merge into `archive`; its id.
pub(crate) async fn merging(shop: &Shop, archive: Option<u64>) -> String {
    let event = custom_event(shop, &json!({"every": "30_minutes"})).await;
    let mut action = json!({"action": "merge_orders"});
    if let Some(folder) = archive {
        action["archive_folder_id"] = json!(folder);
    }
    let rule = json!({"name": "Together", "event": "custom_event", "event_id": event, "actions": [action]});
    shop.post("/v1/rules", &rule).await;
    event
}

/// Creates an order in the folder Prepared, dated so many minutes after the first, that goes to a person.
pub(crate) async fn order_to(shop: &Shop, number: &str, minute: u8, first_name: &str) -> String {
    let mut body = order(number);
    body["folder_id"] = json!(2);
    body["date_added"] = json!(format!("2026-11-20 10:{minute:02}:00"));
    body["shipping"]["first_name"] = json!(first_name);
    text(&shop.post("/api/v2/orders", &body).await["order"]["id"])
}

async fn read(shop: &Shop, order: &str) -> Value {
    shop.get(&format!("/v1/orders/{order}")).await["order"].clone()
}

async fn version(shop: &Shop, order: &str) -> String {
    let reply = shop.call("GET", &format!("/v1/orders/{order}"), None).await;
    reply.headers["etag"].to_str().unwrap().to_owned()
}

async fn versions(shop: &Shop, orders: &[&String]) -> Vec<String> {
    join_all(orders.iter().map(|order| version(shop, order))).await
}

/// The orders that are in no merged one.
pub(crate) async fn open_orders(shop: &Shop) -> Vec<Value> {
    let mut open = vec![];
    for order in all_orders(shop).await {
        if family(shop, &text(&order["id"])).await["merged_to"].is_null() {
            open.push(order);
        }
    }
    open
}

/// The one merged order of these, which are in no other.
pub(crate) async fn merged_of(shop: &Shop, originals: &[String]) -> String {
    let merged = text(&family(shop, &originals[0]).await["merged_to"]);
    for original in originals {
        assert_eq!(family(shop, original).await["merged_to"], json!(merged), "{original}");
    }
    let mut of: Vec<String> = family(shop, &merged).await["merged_from"].as_array().unwrap().iter().map(text).collect();
    let mut expected = originals.to_vec();
    of.sort();
    expected.sort();
    assert_eq!(of, expected);
    merged
}

/// F059, A.6. Catches what goes to somebody else in a parcel, what lies elsewhere, and a write for each order at each run.
#[tokio::test]
async fn a_custom_event_merges_what_goes_to_one_address_again_and_again_and_leaves_the_rest_alone() {
    let shop = Shop::open("merging").await;
    merging(&shop, Some(ARCHIVE)).await;
    let originals = vec![order_to(&shop, "5001", 1, "Ada").await, order_to(&shop, "5007", 7, " ADA").await];
    let other = order_to(&shop, "5008", 8, "Ben").await;
    let elsewhere = shop.order("5009").await;
    shop.world.settle().await;
    let (before, rest) = (total(&all_orders(&shop).await), [&other, &elsewhere]);
    let versions_before = versions(&shop, &rest).await;
    pass(&shop, HALF_AN_HOUR).await;
    let merged = merged_of(&shop, &originals).await;
    let made = read(&shop, &merged).await;
    assert_eq!((&made["source_id"], &made["folder_id"]), (&json!("5007-M"), &json!(2)));
    assert_eq!(made["shipping"]["first_name"], " ADA", "the address is that of the most recent one");
    for original in &originals {
        assert_eq!(read(&shop, original).await["folder_id"], ARCHIVE);
    }
    let said = shop.history(&originals[0]).await;
    let line = format!("Rule \"Together\" (Custom Event): will merge the order with order {}", originals[1]);
    assert!(said.contains(&line) && said.contains(&format!("Merged into order {merged}")), "{said:?}");
    assert_eq!(versions(&shop, &rest).await, versions_before, "nothing is written");
    assert_eq!(total(&open_orders(&shop).await), before);
    let all = [&merged, &other, &elsewhere, &originals[0], &originals[1]];
    let versions_before = versions(&shop, &all).await;
    pass(&shop, HALF_AN_HOUR).await;
    let last = shop.get("/v1/sweeps").await["sweeps"][0].clone();
    assert_eq!((&last["done"], &last["unchanged"]), (&json!(0), &json!(2)), "{last}");
    assert_eq!(versions(&shop, &all).await, versions_before, "an order without a fellow is left alone");
    let late = order_to(&shop, "5010", 10, "Ada").await;
    let before = total(&open_orders(&shop).await);
    pass(&shop, HALF_AN_HOUR).await;
    let again = merged_of(&shop, &[merged, late]).await;
    assert_eq!(read(&shop, &again).await["source_id"], "5010-M");
    assert_eq!(total(&open_orders(&shop).await), before);
}

/// Catches originals that stay in the folder and are merged again, or keep the merged order busy.
#[tokio::test]
async fn without_an_archive_the_originals_stay_and_are_not_merged_again() {
    let shop = Shop::open("merging-stay").await;
    merging(&shop, None).await;
    let originals = vec![order_to(&shop, "1", 1, "Ada").await, order_to(&shop, "2", 2, "Ada").await];
    let shipped = order_to(&shop, "3", 3, "Ada").await;
    shop.post(&format!("/api/v2/orders/{shipped}/shipments"), &json!({"tracking_number": "T-1"})).await;
    pass(&shop, HALF_AN_HOUR).await;
    let merged = merged_of(&shop, &originals).await;
    assert_eq!(read(&shop, &originals[0]).await["folder_id"], 2);
    let all = [&merged, &shipped, &originals[0], &originals[1]];
    let before = versions(&shop, &all).await;
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(versions(&shop, &all).await, before);
    assert_eq!(all_orders(&shop).await.len(), 4);
}

/// Runs a custom event on orders, as its schedule does; what is to be carried out then.
async fn requests(shop: &Shop, event: &str, orders: &[String]) -> Vec<Value> {
    shop.world.settle().await;
    let body = json!({"action": "run_event", "event": "custom_event", "event_id": event, "ids": orders});
    let swept = shop.post("/v1/sweeps", &body).await["sweep"].clone();
    assert_eq!(swept["done"], orders.len(), "{swept}");
    let events = shop.world.unread(Function::EvaluateRules);
    for function in [Function::EvaluateRules, Function::CarryOutPlans] {
        shop.world.replace_unread(function, []);
    }
    shop.world.invoke_stream(Function::EvaluateRules, &events).await.unwrap();
    let records = shop.world.unread(Function::CarryOutPlans);
    shop.world.replace_unread(Function::CarryOutPlans, []);
    assert_eq!(records.len(), orders.len(), "each asks by itself");
    records
}

/// Orders to one address.
async fn to_one_address(shop: &Shop, count: u8) -> Vec<String> {
    let mut orders = vec![];
    for number in 1..=count {
        orders.push(order_to(shop, &format!("A-{number}"), number, "Ada").await);
    }
    orders
}

/// Catches two merged orders of one group, and an order that is claimed and in none.
#[tokio::test]
async fn orders_that_ask_for_the_same_merge_at_once_and_again_are_merged_into_one() {
    for round in 0..6 {
        let shop = Shop::open(&format!("merging-at-once-{round}")).await;
        let event = merging(&shop, (round % 2 == 0).then_some(ARCHIVE)).await;
        let orders = to_one_address(&shop, 5).await;
        let before = total(&all_orders(&shop).await);
        let mut records = requests(&shop, &event, &orders).await;
        records.rotate_left(round % 5);
        let carry_out = async |record| {
            shop.world.invoke_stream(Function::CarryOutPlans, std::slice::from_ref(record)).await.unwrap();
        };
        join_all(records.iter().map(carry_out)).await;
        join_all(records.iter().rev().map(carry_out)).await;
        shop.world.settle().await;
        merged_of(&shop, &orders).await;
        let open = open_orders(&shop).await;
        assert_eq!((open.len(), total(&open)), (1, before), "round {round}");
        for order in &orders {
            let said = shop.history(order).await;
            assert!(!said.iter().any(|line| line.contains("not merged") || line.contains("Not merged")), "{said:?}");
        }
    }
}

/// Catches an order that nobody asked to merge, drawn in by a record that comes late.
#[tokio::test]
async fn a_request_that_comes_again_merges_nothing_that_came_since() {
    let shop = Shop::open("merging-late").await;
    let event = merging(&shop, None).await;
    let orders = to_one_address(&shop, 3).await;
    let records = requests(&shop, &event, &orders).await;
    shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
    shop.world.settle().await;
    let merged = merged_of(&shop, &orders).await;
    let late = order_to(&shop, "L-1", 30, "Ada").await;
    shop.world.settle().await;
    let before = versions(&shop, &[&late, &merged, &orders[0]]).await;
    shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
    shop.world.settle().await;
    assert_eq!(versions(&shop, &[&late, &merged, &orders[0]]).await, before);
    assert_eq!(open_orders(&shop).await.len(), 2);
}

/// Catches a merge of what was put on hold, or sent elsewhere, after the rules had run.
#[tokio::test]
async fn what_is_no_fellow_any_more_is_left_out_and_who_is_left_alone_says_so_once() {
    let shop = Shop::open("merging-gone").await;
    let event = merging(&shop, Some(ARCHIVE)).await;
    let orders = to_one_address(&shop, 3).await;
    let records = requests(&shop, &event, &orders).await;
    let held = json!({"order_id_list": [orders[2].parse::<u64>().unwrap()], "destination_folder_id": 3});
    shop.post("/api/v2/move-orders", &held).await;
    let elsewhere = json!({"shipping": {"address1": "6 Quay Street"}});
    let changed = shop.call("PATCH", &format!("/v1/orders/{}", orders[1]), Some(&elsewhere)).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    for _ in 0..2 {
        shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
    }
    shop.world.settle().await;
    assert_eq!(open_orders(&shop).await.len(), 3);
    let line = "Rule \"Together\": the order was not merged: None of the orders that were found can be merged with it any \
                more";
    for order in &orders {
        let said = shop.history(order).await;
        assert_eq!(said.iter().filter(|said| *said == line).count(), 1, "{said:?}");
    }
}

/// Catches an archive that is removed under a rule, and an action that no rule can have.
#[tokio::test]
async fn the_archive_of_a_rule_is_there_and_stays() {
    let shop = Shop::open("merging-archive").await;
    merging(&shop, Some(ARCHIVE)).await;
    let removed = shop.call("DELETE", &format!("/v1/folders/{ARCHIVE}?into=1"), None).await;
    assert_eq!(removed.status, 409, "{}", removed.text());
    assert!(removed.text().contains("Together"), "{}", removed.text());
    for (rule, field) in [
        (json!({"actions": [{"action": "merge_orders", "archive_folder_id": 99}]}), "actions[0].archive_folder_id"),
        (json!({"actions": [{"action": "merge_orders", "archive_folder_id": "x"}]}), "actions[0].archive_folder_id"),
        (json!({"applies_to": "items", "actions": [{"action": "merge_orders"}]}), "actions[0].action"),
    ] {
        let mut body = json!({"name": "Bad", "event": "order_imported"});
        body.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
        let reply = shop.call("POST", "/v1/rules", Some(&body)).await;
        assert_eq!(reply.status, 400, "{}", reply.text());
        assert!(reply.text().contains(field), "{}", reply.text());
    }
}
