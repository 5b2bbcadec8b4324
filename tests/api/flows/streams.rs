//! Streams that repeat, reorder, fail, and carry poison.

use cloud::{Fault, Target};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::shop::{Shop, eventually};
use crate::world::{Function, PARKED, parked_by};

/// A record of the stream for a row as it was at `version`, when `events` had happened.
fn record(row: &Value, version: u64, events: &Value) -> Value {
    let mut image = row.clone();
    image["version"] = json!({"N": version.to_string()});
    image["events"] = json!({"S": events.to_string()});
    let keys = json!({"pk": row["pk"], "sk": row["sk"]});
    json!({"eventID": version.to_string(), "eventName": "MODIFY", "eventSource": "aws:dynamodb",
           "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": version.to_string()}})
}

async fn notes(shop: &Shop, order: &str) -> Vec<String> {
    let found = shop.get(&format!("/api/v2/orders/{order}")).await;
    found["order"]["order_notes"].as_array().unwrap().iter().map(|note| note["content"].to_string()).collect()
}

#[tokio::test]
async fn a_record_that_comes_again_or_after_its_successor_runs_its_rules_once() {
    let shop = Shop::open("reordered").await;
    let order = shop.order("R-1").await;
    shop.rule("First", "order_imported", json!([{"action": "add_order_note", "content": "imported"}])).await;
    shop.rule("Second", "folder_changed", json!([{"action": "add_order_note", "content": "moved"}])).await;
    // Two versions nobody evaluated yet: written without events, so that the stream passes them over.
    let mut row = shop.row(&order);
    row["version"] = json!({"N": "11"});
    row.as_object_mut().unwrap().remove("events");
    shop.put_row(&row);
    let earlier = record(&row, 10, &json!([{"event": "order_imported"}]));
    let later = record(&row, 11, &json!([{"event": "folder_changed"}]));
    for batch in [&[&later, &earlier][..], &[&earlier], &[&earlier, &later, &later]] {
        let batch: Vec<Value> = batch.iter().copied().cloned().collect();
        shop.world.invoke_stream(Function::EvaluateRules, &batch).await.unwrap();
    }
    let mut notes = notes(&shop, &order).await;
    notes.sort();
    assert_eq!(notes, ["\"imported\"", "\"moved\""]);
}

#[tokio::test]
async fn a_repeated_record_of_a_planned_post_makes_no_second_appointment() {
    let shop = Shop::open("replanned").await;
    shop.post_rule("/once").await;
    let order = shop.order("Q-1").await;
    shop.appointments(&order, "complete", 1).await;
    let row = shop.row(&order);
    let mut image = row.clone();
    image.as_object_mut().unwrap().remove("events");
    let record = json!({"dynamodb": {"NewImage": image}});
    for _ in 0..2 {
        shop.world.invoke_stream(Function::CarryOutPlans, &[record.clone(), record.clone()]).await.unwrap();
    }
    shop.world.settle().await;
    shop.appointments(&order, "complete", 1).await;
    assert_eq!(shop.receiver.received("/once").len(), 1);
}

#[tokio::test]
async fn poison_is_put_away_whole_and_orders_behind_it_go_on() {
    let shop = Shop::open("poison").await;
    shop.post_rule("/behind").await;
    let pk = format!("O#{}#4503599627370497", shop.id);
    for (attribute, function) in [("events", Function::EvaluateRules), ("jobs", Function::CarryOutPlans)] {
        let row = json!({"pk": {"S": pk}, "sk": {"S": "O"}, "version": {"N": "1"}, "body": {"B": "AAEC"},
                         attribute: {"S": "[{\"event\":\"order_imported\"}]"}});
        shop.put_row(&row);
        let order = shop.order(&format!("B-{attribute}")).await;
        shop.appointments(&order, "complete", 1).await;
        let kept = eventually("the poison in its queue", async || {
            let messages = shop.world.aws.queues.messages(PARKED);
            let is_it = |message: &cloud::Message| parked_by(message) == function.name() && message.body.contains(&pk);
            messages.into_iter().find(is_it)
        });
        let kept: Value = serde_json::from_str(&kept.await.body).unwrap();
        assert_eq!(kept["dynamodb"]["NewImage"]["body"]["B"], "AAEC");
        assert_eq!(kept["dynamodb"]["NewImage"][attribute], row[attribute]);
    }
}

#[tokio::test]
async fn a_passing_failure_of_the_table_in_the_middle_of_a_batch_loses_and_doubles_nothing() {
    let shop = Shop::open("passing").await;
    let actions = json!([{"action": "add_order_note", "content": "seen"}, {"action": "post_order_json", "url": shop.receiver.url("/all")}]);
    shop.rule("Once", "order_imported", actions).await;
    let mine = format!("O#{}#", shop.id);
    for function in ["evaluate-rules", "carry-out-plans"] {
        // The SDK asks three times, so this fails two invocations, each in the middle of what it was given.
        let target = Target::operation("PutItem").containing(&mine).from_function(function);
        shop.world.aws.faults.fail_next(target, 6, Fault::ServerError);
    }
    let numbers: Vec<String> = (0..12).map(|number| format!("F-{number}")).collect();
    let orders = join_all(numbers.iter().map(|number| shop.order(number))).await;
    for order in &orders {
        shop.appointments(order, "complete", 1).await;
        assert_eq!(notes(&shop, order).await, ["\"seen\""]);
    }
    shop.world.settle().await;
    assert_eq!(shop.receiver.received("/all").len(), orders.len());
    assert_eq!(shop.world.aws.faults.struck(), 12);
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_not_done_twice() {
    let shop = Shop::open("lost-answer").await;
    let actions = json!([{"action": "add_order_note", "content": "seen"}, {"action": "post_order_json", "url": shop.receiver.url("/lost")}]);
    shop.rule("Once", "order_imported", actions).await;
    let mine = format!("O#{}#", shop.id);
    for function in ["ingest-order", "evaluate-rules", "carry-out-plans"] {
        let target = Target::operation("PutItem").containing(&mine).from_function(function);
        shop.world.aws.faults.fail_next(target, 1, Fault::LoseAnswer);
    }
    let reply = shop
        .call_raw("POST", "/api/v2/orders", Some(crate::shop::order("L-1").to_string()), &[("idempotency-key", "L-1")])
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let order = crate::shop::text(&reply.json::<Value>().unwrap()["order"]["id"]);
    shop.appointments(&order, "complete", 1).await;
    assert_eq!(shop.world.aws.faults.struck(), 3);
    assert_eq!(notes(&shop, &order).await, ["\"seen\""]);
    assert_eq!(shop.history(&order).await.iter().filter(|line| line.starts_with("Rule")).count(), 1);
}

#[tokio::test]
async fn two_rules_that_move_an_order_to_and_fro_are_stopped_and_the_history_says_so() {
    let shop = Shop::open("loop").await;
    let filter = |folder: &str| json!([{"field": "folder_name", "comparator": "equals", "value": folder}]);
    for (name, from, to) in [("There", "Prepared", 4), ("Back", "Closed", 2)] {
        let rule = json!({"name": name, "event": "folder_changed", "filters": filter(from), "actions": [{"action": "change_folder", "folder_id": to}]});
        shop.post("/v1/rules", &rule).await;
    }
    let order = shop.order("O-1").await;
    shop.post(
        "/api/v2/move-orders",
        &json!({"order_id_list": [order.parse::<u64>().unwrap()], "destination_folder_name": "Prepared"}),
    )
    .await;
    let line = eventually("the loop's line", async || {
        shop.history(&order).await.into_iter().find(|line| line.contains("loop detected"))
    });
    assert!(line.await.starts_with("Rule \"There\" was stopped"));
}

#[tokio::test]
async fn a_batch_of_messages_that_was_answered_and_not_taken_is_sent_again() {
    let shop = Shop::open("not-taken").await;
    shop.post_rule("/taken").await;
    let target = Target::operation("SendMessageBatch").containing(format!("\\\"store\\\":{},", shop.id));
    shop.world.aws.faults.fail_next(target, 1, Fault::NotTaken);
    let order = shop.order("N-1").await;
    shop.appointments(&order, "complete", 1).await;
    assert_eq!(shop.receiver.received("/taken").len(), 1);
}

#[tokio::test]
async fn an_order_with_more_posts_than_a_batch_takes_is_posted_by_all_of_them() {
    let shop = Shop::open("twelve").await;
    let url = |number: usize| shop.receiver.url(&format!("/p/{number}"));
    let posts: Vec<Value> = (0..12).map(|number| json!({"action": "post_order_json", "url": url(number)})).collect();
    shop.rule("Twelve", "order_imported", json!(posts)).await;
    let order = shop.order("T-1").await;
    shop.appointments(&order, "complete", 12).await;
    let received = (0..12).map(|number| shop.receiver.received(&format!("/p/{number}")).len());
    assert_eq!(received.collect::<Vec<_>>(), [1; 12]);
}
