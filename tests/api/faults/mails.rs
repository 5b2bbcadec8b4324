//! Crashes and lost answers around mails of orders: sent at most twice, and said so; never lost.

use cloud::{Fault, Target};
use serde_json::json;

use super::at_each_write;
use crate::flows::documents::{SLIP, print_template};
use crate::flows::mails::template;
use crate::shop::{Shop, text};
use crate::world::{DEAD, Function, MAIL};

async fn shop_that_mails(shop: &Shop) {
    let thanks = json!({"name": "Thanks", "kind": "customer", "subject": "Thank you", "text": "!"});
    let thanks = template(shop, thanks).await;
    shop.rule("Thanks", "order_imported", json!([{"action": "send_customer_email", "template_id": thanks}])).await;
}

/// Catches a mail that is lost over a crash, one that goes a third time, and a second one that nobody is told of.
#[tokio::test]
async fn a_mail_over_a_crash_is_sent_at_most_twice_and_says_so() {
    let crashes = at_each_write("mailing", Function::SendMail, async |shop, crash| {
        shop_that_mails(shop).await;
        let id = shop.order("C-1").await;
        crash.plan(shop);
        crash.end(shop).await;
        let sent = shop.mails_of_orders().len();
        assert!((1..=2).contains(&sent), "{sent} mails");
        let done = shop.appointments(&id, "complete", 1).await;
        let mails = shop.get(&format!("/v1/orders/{id}/mails")).await;
        let says_so = mails["mails"][0]["note"].as_str().unwrap().contains("may have gone twice");
        assert!(says_so || sent == 1, "{mails:#}");
        let history = shop.history(&id).await.join("\n");
        assert_eq!(history.matches("Mailed \"Thanks\"").count(), 1, "{history}: {done:?}");
    });
    assert!(crashes.await >= 4, "asked, sent, answered, said, recorded");
}

/// Catches a third mail where SES answers nothing, and a silence about it.
#[tokio::test]
async fn a_mail_that_ses_never_answers_goes_twice_and_then_a_person_is_asked() {
    for (fault, most) in [(Fault::LoseAnswer, 2), (Fault::Drop, 0)] {
        let shop = Shop::open("unanswered").await;
        shop_that_mails(&shop).await;
        let lost = Target::operation("SendRawEmail").from_function(Function::SendMail.name());
        shop.world.aws.faults.fail_next(lost, 2, fault);
        let id = shop.order("U-1").await;
        shop.world.settle().await;
        assert_eq!(shop.mails_of_orders().len(), most, "{fault:?}");
        let failed = shop.appointments(&id, "failed", 1).await;
        let failure = text(&failed[0]["failure"]);
        assert_eq!(failure, "SES was asked for it twice and did not answer: whether it left is not known");
        assert!(shop.mails().iter().any(|mail| mail.text.contains(&failure)), "the store's admin is told");
        shop.post(&format!("/v1/appointments/{}/retry", text(&failed[0]["id"])), &json!({})).await;
        shop.world.settle().await;
        assert_eq!(shop.mails_of_orders().len(), most + 1, "a person decides");
    }
}

/// Catches a mail that counts as asked for although SES said that it did nothing.
#[tokio::test]
async fn what_ses_says_it_did_not_do_is_asked_again_as_often_as_a_post() {
    let shop = Shop::open("unsent").await;
    shop_that_mails(&shop).await;
    let busy = Target::operation("SendRawEmail").from_function(Function::SendMail.name());
    shop.world.aws.faults.fail_next(busy, 7, Fault::Throttle);
    let id = shop.order("T-1").await;
    shop.world.settle().await;
    assert_eq!(shop.mails_of_orders().len(), 1);
    let mails = shop.get(&format!("/v1/orders/{id}/mails")).await;
    assert_eq!(mails["mails"][0]["status"], "sent");
}

/// Catches a mail that is sent again because its message came again, which SQS may do at any time.
#[tokio::test]
async fn messages_that_come_again_mail_nothing_more() {
    let shop = Shop::open("mail-twice").await;
    shop_that_mails(&shop).await;
    let id = shop.order("D-1").await;
    shop.world.settle().await;
    let done = shop.appointments(&id, "complete", 1).await;
    let body = json!({"store": shop.id.parse::<u64>().unwrap(), "appointment": done[0]["id"]}).to_string();
    for queue in [MAIL, DEAD, MAIL] {
        shop.world.aws.queues.send(queue, &body);
    }
    shop.world.settle().await;
    assert_eq!(shop.mails_of_orders().len(), 1);
}

/// Catches a mail that leaves without what goes with it, twice, or never, where the bucket fails or loses its answer for a
/// while under who makes it.
#[tokio::test]
async fn a_mail_waits_for_its_documents_over_a_bucket_that_fails_and_leaves_once() {
    for fault in [Fault::Drop, Fault::LoseAnswer] {
        let shop = Shop::open("papers-late").await;
        let slip = print_template(&shop, "Slip", SLIP).await;
        let thanks =
            json!({"name": "Thanks", "kind": "customer", "subject": "Thank you", "text": "!", "attachments": [slip]});
        let thanks = template(&shop, thanks).await;
        shop.rule("Thanks", "order_imported", json!([{"action": "send_customer_email", "template_id": thanks}])).await;
        let put = Target::operation("PutObject").from_function(Function::MakeDocument.name());
        shop.world.aws.faults.fail_next(put, 4, fault);
        let id = shop.order("L-1").await;
        shop.world.settle().await;
        let sent = shop.mails_of_orders();
        assert_eq!((sent.len(), sent[0].attachments.len()), (1, 1), "{fault:?}");
        shop.appointments(&id, "complete", 1).await;
    }
}
