//! A function that is woken by a stream or a queue crashes after each of its writes in turn, and what woke it comes
//! again.

use serde_json::json;
use waybill::Answer;

use super::{assert_count, at_each_write, notes};
use crate::shop::text;
use crate::world::Function;

/// Catches rules that run twice over one event, a move or a plan that is lost, and a folder's count that drifts.
#[tokio::test]
async fn rules_evaluated_over_a_crash_run_once() {
    let crashes = at_each_write("evaluate", Function::EvaluateRules, async |shop, crash| {
        let actions = json!([
            {"action": "change_folder", "folder_id": 2},
            {"action": "add_order_note", "content": "seen"},
            {"action": "post_order_json", "url": shop.receiver.url("/in")},
        ]);
        shop.rule("Once", "order_imported", actions).await;
        crash.plan(shop);
        let orders = [shop.order("E-1").await, shop.order("E-2").await];
        crash.end(shop).await;
        for id in &orders {
            assert_eq!(shop.get(&format!("/api/v2/orders/{id}")).await["order"]["folder_id"], 2);
            assert_eq!(notes(shop, id).await, ["seen"]);
            assert_eq!(shop.history(id).await.iter().filter(|line| line.starts_with("Rule")).count(), 1);
            shop.appointments(id, "complete", 1).await;
        }
        assert_eq!(shop.receiver.received("/in").len(), 2);
        assert_count(shop, 2, 2, 2).await;
    });
    assert!(crashes.await >= 4, "two orders and their folders' counts");
}

/// Catches an appointment without a message, which nobody would ever post, and one that is posted twice.
#[tokio::test]
async fn plans_carried_out_over_a_crash_are_each_posted_once() {
    let crashes = at_each_write("carry-out", Function::CarryOutPlans, async |shop, crash| {
        let url = |number: usize| shop.receiver.url(&format!("/p/{number}"));
        let posts: Vec<_> = (0..12).map(|number| json!({"action": "post_order_json", "url": url(number)})).collect();
        shop.rule("Twelve", "order_imported", json!(posts)).await;
        crash.plan(shop);
        let id = shop.order("P-1").await;
        crash.end(shop).await;
        shop.appointments(&id, "complete", 12).await;
        let received = (0..12).map(|number| shop.receiver.received(&format!("/p/{number}")).len());
        assert_eq!(received.collect::<Vec<_>>(), [1; 12]);
    });
    assert!(crashes.await >= 14, "twelve rows and two batches of messages");
}

/// Catches an attempt that is made and not counted, a retry that is lost with the function, and a post that is made
/// again though its answer was recorded.
#[tokio::test]
async fn attempts_over_a_crash_are_recorded_once_and_go_on() {
    let crashes = at_each_write("attempt", Function::PostOrderJson, async |shop, crash| {
        shop.post_rule("/in").await;
        shop.receiver.script("/in", [Answer::status(503), Answer::status(500)]);
        crash.plan(shop);
        let id = shop.order("A-1").await;
        crash.end(shop).await;
        let done = shop.appointments(&id, "complete", 1).await;
        let statuses = done[0]["attempts"].as_array().unwrap().iter().map(|attempt| attempt["status"].clone());
        assert_eq!(statuses.collect::<Vec<_>>(), [json!(503), json!(500), json!(200)]);
        let received = shop.receiver.received("/in");
        let ids: std::collections::BTreeSet<_> =
            received.iter().map(|received| received.header("webhook-id").unwrap().to_owned()).collect();
        assert_eq!((received.len(), ids), (3, [format!("{}-{}", shop.id, text(&done[0]["id"]))].into()));
    });
    assert!(crashes.await >= 5, "three attempts, and two messages hidden");
}

/// Catches a failure that never reaches who closes it.
#[tokio::test]
async fn a_post_given_up_over_a_crash_is_closed() {
    let crashes = at_each_write("give-up", Function::PostOrderJson, async |shop, crash| {
        shop.post_rule("/in").await;
        shop.receiver.always("/in", Answer::status(410));
        crash.plan(shop);
        let id = shop.order("G-1").await;
        crash.end(shop).await;
        let failed = shop.appointments(&id, "failed", 1).await;
        assert_eq!(failed[0]["failure"], "the receiver answered 410 Gone");
        assert_eq!((shop.receiver.received("/in").len(), shop.mails().len()), (1, 1));
    });
    assert!(crashes.await >= 2, "the attempt, and the message handed on");
}

/// Catches an admin who is never mailed, and one who is mailed again and again.
#[tokio::test]
async fn an_appointment_closed_over_a_crash_is_failed_and_noted_once() {
    let crashes = at_each_write("close", Function::CloseAppointment, async |shop, crash| {
        shop.post_rule("/in").await;
        shop.receiver.always("/in", Answer::status(410));
        crash.plan(shop);
        let id = shop.order("C-1").await;
        crash.end(shop).await;
        shop.appointments(&id, "failed", 1).await;
        assert_eq!(shop.mails().len(), 1, "after write {}", crash.writes);
    });
    assert_eq!(crashes.await, 3, "failed, the incident, the note of it");
}

/// Catches a mail that is lost with the function that was to make or to send it, and one that is made twice.
#[tokio::test]
async fn incidents_mailed_over_a_crash_are_one_mail() {
    for (function, writes) in [(Function::RunSchedule, 3), (Function::CarryOutPlans, 1)] {
        let name = format!("mailed-{}", function.name());
        let crashes = at_each_write(&name, function, async |shop, crash| {
            shop.receiver.always("/in", Answer::status(410));
            shop.post_rule("/in").await;
            let ids = [shop.order("M-1").await, shop.order("M-2").await];
            for id in &ids {
                shop.appointments(id, "failed", 1).await;
            }
            shop.world.work_now().await;
            crash.plan(shop);
            crash.end(shop).await;
            let mails = shop.mails();
            assert_eq!(mails.len(), 1, "after write {}", crash.writes);
            assert!(mails[0].subject.starts_with("2 appointments failed"), "{mails:?}");
            assert_eq!(shop.world.due(), []);
        });
        assert_eq!(crashes.await, writes, "{function:?}");
    }
}

/// Catches a mail that is never sent, and one that is sent again though its answer was recorded. Between the mail and its
/// record a crash costs a second mail, as documented.
#[tokio::test]
async fn a_mail_sent_over_a_crash_is_sent_and_recorded() {
    let crashes = at_each_write("sent", Function::SendMail, async |shop, crash| {
        shop.receiver.always("/in", Answer::status(410));
        shop.post_rule("/in").await;
        crash.plan(shop);
        shop.order("S-1").await;
        crash.end(shop).await;
        let between = crash.writes == 2;
        assert_eq!(shop.mails().len(), if between { 2 } else { 1 }, "after write {}", crash.writes);
    });
    assert_eq!(crashes.await, 3, "the attempt begins, the mail, the record of it");
}
