//! Failures of AWS that pass.

use cloud::{Fault, Target};
use serde_json::{Value, json};
use waybill::Answer;

use super::{note_and_post, notes};
use crate::shop::{Shop, order, text};
use crate::world::{Function, MAIL};

/// Catches a function that gives up, or does its work twice, when DynamoDB, SQS, KMS or SES fails for a while. The SDK
/// asks three times, so each of these fails two invocations.
#[tokio::test]
async fn whatever_fails_for_a_while_is_done_once_all_the_same() {
    for function in Function::ALL.into_iter().filter(|function| !function.answers_calls()) {
        for service in ["DynamoDB", "AmazonSQS", "TrentService", "SendRawEmail"] {
            for fault in [Fault::ServerError, Fault::Throttle, Fault::Drop, Fault::LoseAnswer] {
                let shop = Shop::open("passing").await;
                note_and_post(&shop, "order_imported", "seen", "/in").await;
                shop.receiver.script("/in", [Answer::status(503)]);
                shop.receiver.always("/in", Answer::status(410));
                let faults = &shop.world.aws.faults;
                faults.fail_next(Target::requests_to(service).from_function(function.name()), 6, fault);
                let id = shop.order("P-1").await;
                shop.world.settle().await;
                faults.clear();
                assert_eq!(notes(&shop, &id).await, ["seen"], "{function:?} {service} {fault:?}");
                let failed = shop.appointments(&id, "failed", 1).await;
                assert_eq!(failed[0]["failure"], "the receiver answered 410 Gone", "{function:?} {service} {fault:?}");
                assert!(!shop.mails().is_empty(), "{function:?} {service} {fault:?}");
            }
        }
    }
}

/// Catches a caller who is told of a failure of one request that the SDK could make again.
#[tokio::test]
async fn calls_outlive_one_failure_of_each_kind() {
    let shop = Shop::open("calls-passing").await;
    for (number, fault) in [Fault::ServerError, Fault::Throttle, Fault::Drop, Fault::LoseAnswer].into_iter().enumerate()
    {
        for operation in ["GetItem", "Query", "PutItem", "UpdateItem"] {
            shop.world.cold_start();
            let fail = || shop.world.aws.faults.fail_next(Target::operation(operation), 1, fault);
            fail();
            let id = shop.order(&format!("{operation}-{number}")).await;
            fail();
            shop.post(&format!("/api/v2/orders/{id}/shipments"), &json!({"tracking_number": "T-1"})).await;
            fail();
            let body = json!({"order_id_list": [id], "destination_folder_id": 2});
            assert_eq!(
                shop.post("/api/v2/move-orders", &body).await["message"],
                "1 Orders Moved",
                "{operation} {fault:?}"
            );
            let found = shop.get(&format!("/api/v2/orders/{id}")).await;
            assert_eq!(found["order"]["order_shipments"].as_array().unwrap().len(), 1, "{operation} {fault:?}");
            shop.world.aws.faults.clear();
        }
    }
}

/// Catches a half-made change reported as a success: when DynamoDB is gone, callers get 500 and nothing is changed.
#[tokio::test]
async fn a_call_while_the_table_is_gone_is_500_and_works_afterwards() {
    let shop = Shop::open("gone-table").await;
    shop.world.aws.faults.fail_next(
        Target::requests_to("DynamoDB").from_function("ingest-order"),
        3,
        Fault::ServerError,
    );
    let refused = shop.call("POST", "/api/v2/orders", Some(&order("G-1"))).await;
    assert_eq!(refused.status, 500);
    assert_eq!(refused.json::<Value>().unwrap()["message"], "Something failed on our side; try again");
    assert_eq!(shop.get("/api/v2/orders?source_id=G-1").await["total_records"], 0);
    assert_eq!(text(&shop.post("/api/v2/orders", &order("G-1")).await["order"]["source_id"]), "G-1");
}

/// Catches messages that SQS did not take though it answered 200.
#[tokio::test]
async fn messages_that_were_answered_and_not_taken_are_sent_again() {
    let shop = Shop::open("not-taken").await;
    note_and_post(&shop, "order_imported", "seen", "/in").await;
    shop.world.aws.faults.fail_next(Target::operation("SendMessageBatch"), 3, Fault::NotTaken);
    let id = shop.order("N-1").await;
    shop.world.settle().await;
    shop.appointments(&id, "complete", 1).await;
    assert_eq!((shop.receiver.received("/in").len(), shop.world.aws.faults.struck()), (1, 3));
}

/// Catches an admin's address that SES rejects and that is tried for ever.
#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_tried_once() {
    let shop = Shop::open("unmailable").await;
    shop.world.aws.mails.refuse("unmailable@example.com");
    shop.post_rule("/in").await;
    shop.receiver.always("/in", Answer::status(410));
    let id = shop.order("U-1").await;
    shop.world.settle().await;
    shop.appointments(&id, "failed", 1).await;
    assert_eq!((shop.mails().len(), shop.world.aws.faults.count("SendRawEmail")), (0, 1));
    assert!(shop.world.aws.queues.messages(MAIL).is_empty());
}

/// Catches a sender that the operator has yet to verify, and mails that are lost until then: what the log says of it is
/// what rings.
#[tokio::test]
async fn mails_wait_until_the_operator_has_verified_the_sender() {
    let shop = Shop::open("unverified").await;
    shop.world.aws.mails.let_nobody_send();
    shop.post_rule("/in").await;
    shop.receiver.always("/in", Answer::status(410));
    let id = shop.order("V-1").await;
    shop.appointments(&id, "failed", 1).await;
    let kept = crate::logs::line("the operator must act", async {
        let tried = async || (shop.world.aws.faults.count("SendRawEmail") >= 3).then_some(());
        shop.world.eventually("three attempts", tried).await;
    });
    assert_eq!(kept.await.get("store_id"), Some(&shop.id));
    assert!(shop.mails().is_empty());
    shop.world.aws.mails.let_everybody_send();
    shop.world.settle().await;
    assert_eq!(shop.mails().len(), 1);
}
