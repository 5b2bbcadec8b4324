//! The real stream, with what fails and cannot be read in it. What repeats and comes in another order is in
//! `tests/api/flows/streams.rs`.

use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::{Fault, Target};

use crate::shop::{PATIENCE, Shop, eventually};

async fn notes(shop: &Shop, order: &str) -> Vec<String> {
    let found = shop.get(&format!("/api/v2/orders/{order}")).await;
    found["order"]["order_notes"].as_array().unwrap().iter().map(|note| note["content"].to_string()).collect()
}

#[tokio::test]
async fn poison_is_put_away_whole_and_orders_behind_it_go_on() {
    let shop = Shop::open("poison").await;
    shop.post_rule("/behind").await;
    let pk = format!("O#{}#4503599627370497", shop.id);
    for (attribute, function) in [("events", "evaluate-rules"), ("jobs", "carry-out-plans")] {
        let row = json!({"pk": {"S": pk}, "sk": {"S": "O"}, "version": {"N": "1"}, "body": {"B": "AAEC"},
                         attribute: {"S": "[{\"event\":\"order_imported\"}]"}});
        shop.put_row(&row).await;
        let order = shop.order(&format!("B-{attribute}")).await;
        shop.appointments(&order, "complete", 1).await;
        let kept = eventually("the poison in its queue", async || {
            let messages = shop.cloud.messages("parked").await.unwrap();
            messages.into_iter().find(|message| message.function() == Some(function) && message.body.contains(&pk))
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
        shop.cloud.faults().fail_next(target, 6, Fault::ServerError);
    }
    let numbers: Vec<String> = (0..12).map(|number| format!("F-{number}")).collect();
    let orders = join_all(numbers.iter().map(|number| shop.order(number))).await;
    for order in &orders {
        shop.appointments(order, "complete", 1).await;
        assert_eq!(notes(&shop, order).await, ["\"seen\""]);
    }
    let received = shop.receiver.wait_for("/all", orders.len(), PATIENCE).await.unwrap();
    assert_eq!(received.len(), orders.len());
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_not_done_twice() {
    let shop = Shop::open("lost-answer").await;
    let actions = json!([{"action": "add_order_note", "content": "seen"}, {"action": "post_order_json", "url": shop.receiver.url("/lost")}]);
    shop.rule("Once", "order_imported", actions).await;
    let mine = format!("O#{}#", shop.id);
    for function in ["ingest-order", "evaluate-rules", "carry-out-plans"] {
        let target = Target::operation("PutItem").containing(&mine).from_function(function);
        shop.cloud.faults().fail_next(target, 1, Fault::LoseAnswer);
    }
    let reply = shop
        .call_raw("POST", "/api/v2/orders", Some(crate::shop::order("L-1").to_string()), &[("idempotency-key", "L-1")])
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let order = crate::shop::text(&reply.json::<Value>().unwrap()["order"]["id"]);
    shop.appointments(&order, "complete", 1).await;
    assert_eq!(notes(&shop, &order).await, ["\"seen\""]);
    assert_eq!(shop.history(&order).await.iter().filter(|line| line.starts_with("Rule")).count(), 1);
}
