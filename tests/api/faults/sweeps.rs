//! A sweep whose function crashes, whose messages come twice or at once, whose table fails: it ends, and what it does is
//! done once.

use std::time::Duration;

use cloud::{Fault, Target};
use serde_json::{Value, json};

use super::{assert_count, at_each_write, notes};
use crate::flows::repairs::{LATER, lose_stream, repair, show, start};
use crate::shop::Shop;
use crate::world::{Function, SWEEPS};

/// A shop with three orders that nobody acted on, one of them without a count.
async fn damaged(shop: &Shop) -> Vec<String> {
    let post = json!({"action": "post_order_json", "url": shop.receiver.url("/in")});
    shop.rule("Once", "order_imported", json!([{"action": "add_order_note", "content": "seen"}, post])).await;
    let orders = vec![shop.order("S-1").await, shop.order("S-2").await, shop.order("S-3").await];
    lose_stream(shop);
    shop.world.advance(LATER);
    orders
}

async fn assert_mended(shop: &Shop, orders: &[String]) {
    for order in orders {
        assert_eq!(notes(shop, order).await, ["seen"]);
        shop.appointments(order, "complete", 1).await;
    }
    assert_eq!(shop.receiver.received("/in").len(), orders.len());
    assert_count(shop, 1, 3, 1).await;
}

/// Catches a sweep that stands still after a crash, one that skips what its part had not done, and one that does it twice.
#[tokio::test]
async fn a_sweep_over_a_crash_goes_on_and_does_everything_once() {
    let crashes = at_each_write("sweep", Function::RunSweep, async |shop, crash| {
        let orders = damaged(shop).await;
        let started = start(shop, &json!({})).await;
        crash.plan(shop);
        crash.end(shop).await;
        let done = show(shop, &started["id"]).await;
        assert_eq!(done["status"], "done", "after write {}: {done}", crash.writes);
        assert_mended(shop, &orders).await;
    });
    assert!(crashes.await >= 6, "three orders, a report, a part and the last part");
}

/// Catches a sweep that nobody begins, or goes on with, as the function that queues its parts crashed.
#[tokio::test]
async fn parts_queued_over_a_crash_are_done() {
    let crashes = at_each_write("queue-part", Function::CarryOutPlans, async |shop, crash| {
        let orders = damaged(shop).await;
        let started = start(shop, &json!({})).await;
        crash.plan(shop);
        crash.end(shop).await;
        assert_eq!(show(shop, &started["id"]).await["status"], "done");
        assert_mended(shop, &orders).await;
    });
    assert!(crashes.await >= 5, "a part, three appointments and their messages");
}

/// Catches two functions that do one part at once, and a part of before that sets the sweep back.
#[tokio::test]
async fn a_part_that_comes_twice_at_once_or_late_is_counted_once() {
    let shop = Shop::open("parts-twice").await;
    let orders = damaged(&shop).await;
    for number in 0..40 {
        shop.order_with(&format!("F-{number}"), json!({})).await;
    }
    shop.world.settle().await;
    let expected = repair(&shop).await;
    let again = start(&shop, &json!({"store_id": shop.id})).await;
    let records = shop.world.unread(Function::CarryOutPlans);
    shop.world.replace_unread(Function::CarryOutPlans, []);
    shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
    let message = shop.world.aws.queues.messages(SWEEPS)[0].clone();
    let record = json!({"messageId": "m", "receiptHandle": message.receipt, "body": message.body,
                        "attributes": {"ApproximateReceiveCount": "1"}});
    let event = json!({"Records": [record]});
    let twice = futures_util::future::join_all([(); 2].map(|()| shop.world.invoke_queue(Function::RunSweep, &event)));
    assert!(twice.await.iter().all(|kept| kept.as_ref().unwrap().is_empty()));
    let part = show(&shop, &again["id"]).await;
    assert_eq!((&part["parts"], &part["seen"]), (&json!(1), &json!(40)));
    shop.world.settle().await;
    for _ in 0..2 {
        shop.world.aws.queues.send(SWEEPS, &message.body);
        shop.world.settle().await;
        let done = show(&shop, &again["id"]).await;
        assert_eq!((&done["status"], done["changed"].as_u64()), (&json!("done"), Some(0)));
        let seen = |repair: &Value| repair["seen"].as_u64().unwrap();
        assert!(seen(&done).abs_diff(seen(&expected)) <= 45, "{done}\n{expected}");
    }
    for order in &orders {
        shop.appointments(order, "complete", 1).await;
    }
}

/// Catches a message that goes round for ever, and a sweep of which nobody learns that it failed.
#[tokio::test]
async fn a_part_that_fails_again_and_again_ends_its_sweep_and_a_passing_failure_does_not() {
    let shop = Shop::open("failing-sweep").await;
    let orders = damaged(&shop).await;
    let scan = || Target::operation("Scan").from_function("run-sweep");
    shop.world.aws.faults.fail_next(scan(), 6, Fault::Throttle);
    let done = repair(&shop).await;
    assert_eq!(done["changed"], 3);
    assert_mended(&shop, &orders).await;

    shop.world.aws.faults.fail_next(scan(), 1_000, Fault::ServerError);
    let started = start(&shop, &json!({})).await;
    shop.world.settle().await;
    let failed = show(&shop, &started["id"]).await;
    assert_eq!((&failed["status"], &failed["parts"]), (&json!("failed"), &json!(0)));
    assert!(failed["failure"].as_str().unwrap().contains("part 0 failed 5 times: the table did not answer Scan"));
    assert!(shop.world.aws.queues.messages(SWEEPS).is_empty());
    shop.world.aws.faults.clear();
    assert_eq!(repair(&shop).await["changed"], 0, "another one can be started");
}

/// Catches a sweep that an emulator or a person lets die each time, and that would be tried for ever.
#[tokio::test]
async fn a_part_whose_function_dies_each_time_ends_its_sweep() {
    let shop = Shop::open("dying-sweep").await;
    let started = start(&shop, &json!({})).await;
    for _ in 0..5 {
        shop.world.crash_before(Target::operation("Scan"), Function::RunSweep);
        shop.world.work_now().await;
        assert!(shop.world.has_crashed());
        shop.world.advance(Duration::from_mins(13));
    }
    shop.world.settle().await;
    let failed = show(&shop, &started["id"]).await;
    assert_eq!(failed["failure"], "part 0 failed 5 times: the function died again and again");
    assert!(shop.world.aws.queues.messages(SWEEPS).is_empty());
}

/// Catches counts that are lost with a cancellation in the middle of a part, and a part that takes it back.
#[tokio::test]
async fn a_sweep_called_off_in_the_middle_of_a_part_stays_so() {
    let shop = Shop::open("canceled-part").await;
    let orders = damaged(&shop).await;
    let started = start(&shop, &json!({})).await;
    let records = shop.world.unread(Function::CarryOutPlans);
    shop.world.replace_unread(Function::CarryOutPlans, []);
    shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
    let message = shop.world.aws.queues.messages(SWEEPS)[0].clone();
    let record = json!({"messageId": "m", "receiptHandle": message.receipt, "body": message.body,
                        "attributes": {"ApproximateReceiveCount": "1"}});
    let event = json!({"Records": [record]});
    let path = format!("/v1/repairs/{}/cancel", started["id"].as_str().unwrap());
    let nothing = json!({});
    let (kept, canceled) = tokio::join!(
        shop.world.invoke_queue(Function::RunSweep, &event),
        crate::flows::repairs::operator(&shop.world, "POST", &path, &nothing, None)
    );
    assert!(kept.unwrap().is_empty());
    assert_eq!(canceled.status, 200);
    let part = show(&shop, &started["id"]).await;
    assert_eq!((&part["status"], &part["parts"]), (&json!("canceled"), &json!(1)), "{part}");
    shop.world.settle().await;
    assert_eq!(show(&shop, &started["id"]).await["parts"], 1);
    repair(&shop).await;
    assert_mended(&shop, &orders).await;
}

/// Catches a bucket that does not answer and that costs the repair its counts.
#[tokio::test]
async fn where_the_bucket_takes_no_report_all_is_counted_and_the_sweep_says_so() {
    let shop = Shop::open("no-bucket").await;
    let orders = damaged(&shop).await;
    shop.world.aws.faults.fail_next(Target::operation("PutObject"), 1_000, Fault::ServerError);
    let done = repair(&shop).await;
    assert_eq!((&done["changed"], &done["refused"], &done["reports"]), (&json!(3), &json!(1), &json!([])), "{done}");
    let said = done["findings"][3]["what"].as_str().unwrap().to_owned();
    assert!(said.starts_with("its report is missing: the bucket did not take repairs/1/0.jsonl"), "{said}");
    shop.world.aws.faults.clear();
    assert_mended(&shop, &orders).await;
}
