//! What a store's admin is mailed: gathered, bounded, and with nothing clickable in it (row 15 of the attacks).

use std::time::Duration;

use serde_json::{Value, json};
use waybill::Answer;

use crate::shop::{Shop, text};
use crate::world::{DEAD, Function, MAIL};

/// Fails so many appointments of a shop at once, each of an order of its own.
async fn fail(shop: &Shop, count: usize) -> Vec<String> {
    let mut orders = vec![];
    for number in 0..count {
        orders.push(shop.order(&format!("F-{number}")).await);
    }
    for order in &orders {
        shop.appointments(order, "failed", 1).await;
    }
    orders
}

/// Row 15: twenty orders were twenty mails from our address, with a subject and a text that strangers chose.
#[tokio::test]
async fn twenty_failures_are_one_mail_in_which_no_link_of_theirs_survives() {
    let shop = Shop::open("relay").await;
    let renamed = json!({"name": "Your Bank Security\r\nhttps://evil.example www.evil.example ada@evil.example"});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&renamed)).await.status, 200);
    let body = "Visit http://evil.example/login now,\r\nor evil\u{200b}.example, or ada@evil.example";
    shop.receiver.always("/in", Answer::status(410).body(body));
    let actions = json!([{"action": "post_order_json", "url": shop.receiver.url("/in")}]);
    shop.rule("See https://evil.example", "order_imported", actions).await;
    let orders = fail(&shop, 20).await;
    assert!(shop.mails().is_empty(), "nothing is mailed before the quarter hour is over");
    shop.world.settle().await;
    let mails = shop.mails();
    assert_eq!(mails.len(), 1);
    let (subject, text) = (&mails[0].subject, &mails[0].text);
    assert!(subject.starts_with("20 appointments failed at Your Bank Security "), "{subject}");
    for said in [subject, text] {
        assert!(!said.contains("evil.example") && !said.contains("://") && !said.contains("www."), "{said}");
        assert!(!said.contains("ada@") && !said.contains('\r'), "{said}");
    }
    assert!(
        text.contains("> Visit http[:]//evil[.]example/login now,\n> or evil[.]example, or ada[@]evil[.]example"),
        "{text}"
    );
    assert!(orders.iter().all(|order| text.contains(order.as_str())), "{text}");
}

/// Catches a mail, or a row, that grows with what fails; and one quarter hour that takes in the next.
#[tokio::test]
async fn what_is_more_than_twenty_is_counted_and_each_quarter_hour_has_its_mail() {
    let shop = Shop::open("many").await;
    shop.receiver.always("/in", Answer::status(410).body("x".repeat(3_000)));
    shop.post_rule("/in").await;
    fail(&shop, 27).await;
    let (_, row) = shop.world.due().pop().unwrap();
    assert_eq!(row["more"]["N"], "7", "{row}");
    assert!(row.to_string().len() < 20_000, "{}", row.to_string().len());
    shop.world.settle().await;
    assert_eq!(shop.mails().len(), 1);
    let mail = shop.mails().pop().unwrap();
    assert_eq!(mail.subject, "20 appointments failed, and 7 more at many");
    assert!(mail.text.len() < 40_000 && !mail.text.contains(&"x".repeat(501)), "{}", mail.text.len());
    shop.order("F-later").await;
    shop.world.settle().await;
    assert_eq!(shop.mails()[1].subject, "1 appointment failed at many");
}

/// Catches a failure that is told again because its message came again, and a new round that is not told.
#[tokio::test]
async fn a_failure_is_told_once_and_that_of_another_round_again() {
    let shop = Shop::open("rounds").await;
    shop.receiver.always("/in", Answer::status(410));
    shop.post_rule("/in").await;
    let order = fail(&shop, 1).await.pop().unwrap();
    let appointment = text(&shop.appointments(&order, "failed", 1).await[0]["id"]);
    let body = format!("{{\"store\":{},\"appointment\":\"{appointment}\",\"round\":0}}", shop.id);
    for _ in 0..3 {
        shop.world.aws.queues.send(DEAD, &body);
    }
    shop.world.settle().await;
    shop.world.aws.queues.send(DEAD, &body);
    shop.world.settle().await;
    assert_eq!(shop.mails().len(), 1);
    shop.post(&format!("/v1/appointments/{appointment}/retry"), &json!({})).await;
    shop.world.settle().await;
    let mails = shop.mails();
    assert_eq!((mails.len(), mails[1].subject.as_str()), (2, "1 appointment failed at rounds"));
}

/// Catches a store that is mailed another's failures, and one whose failures hold up another's mail.
#[tokio::test]
async fn each_store_has_a_mail_of_its_own() {
    let shops = [Shop::open("own-1").await, Shop::open("own-2").await, Shop::open("own-3").await];
    for shop in &shops {
        shop.receiver.always("/in", Answer::status(410));
        shop.post_rule("/in").await;
        fail(shop, 2).await;
    }
    shops[0].world.settle().await;
    for shop in &shops {
        let subjects: Vec<_> = shop.mails().into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects, [format!("2 appointments failed at {}", shop.name)]);
    }
}

/// Catches a store without an address that fills the due list, or parks something.
#[tokio::test]
async fn without_an_address_nothing_is_mailed_and_the_list_of_failures_has_it() {
    let shop = Shop::open("no-address").await;
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&json!({"settings": {"admin_email": ""}}))).await.status, 200);
    shop.receiver.always("/in", Answer::status(410));
    shop.post_rule("/in").await;
    fail(&shop, 2).await;
    shop.world.settle().await;
    assert_eq!((shop.world.due(), shop.mails().len()), (vec![], 0));
    assert_eq!(shop.get("/v1/appointments?status=failed").await["total_records"], 2);
}

/// Catches a mail that is sent twice because its record or its message came twice, also at the same moment.
#[tokio::test]
async fn records_and_messages_of_a_mail_that_come_again_send_nothing_more() {
    let shop = Shop::open("mail-twice").await;
    shop.receiver.always("/in", Answer::status(410));
    shop.post_rule("/in").await;
    fail(&shop, 1).await;
    shop.world.advance(Duration::from_mins(20));
    shop.world.tick().await.unwrap();
    let record = shop.world.unread(Function::CarryOutPlans);
    assert_eq!(record.len(), 1, "{record:?}");
    shop.world.replace_unread(Function::CarryOutPlans, [record.clone(), record.clone()].concat());
    while shop.world.aws.queues.messages(MAIL).len() < 2 {
        let twice = shop.world.unread(Function::CarryOutPlans);
        shop.world.replace_unread(Function::CarryOutPlans, []);
        shop.world.invoke_stream(Function::CarryOutPlans, &twice).await.unwrap();
    }
    // Both in one batch: they are handled at once.
    shop.world.settle().await;
    let body = shop.world.aws.queues.messages(MAIL).first().map(|message| message.body.clone());
    assert_eq!((body, shop.mails().len()), (None, 1));
    shop.world.invoke_stream(Function::CarryOutPlans, &record).await.unwrap();
    shop.world.settle().await;
    assert_eq!(shop.mails().len(), 1);
}

/// Catches a mail whose messages SQS gave up on, because the function crashed each time, and that nobody closes.
#[tokio::test]
async fn a_mail_that_sqs_gave_up_goes_back_into_its_lane_or_is_failed() {
    let shop = Shop::open("mail-given-up").await;
    let name = |number: u32| format!("incidents-20261125091530-0000000{number}");
    let body = |number: u32| format!("{{\"store\":{},\"notice\":\"{}\"}}", shop.id, name(number));
    shop.receiver.always("/in", Answer::status(410));
    shop.post_rule("/in").await;
    fail(&shop, 1).await;
    shop.world.advance(Duration::from_mins(20));
    shop.world.tick().await.unwrap();
    let record = shop.world.unread(Function::CarryOutPlans).pop().unwrap();
    shop.world.replace_unread(Function::CarryOutPlans, []);
    let pk = text(&record["dynamodb"]["Keys"]["pk"]["S"]);
    let id = pk.rsplit('#').next().unwrap();
    // Nobody made these.
    shop.world.aws.queues.send(DEAD, &body(1));
    shop.world.aws.queues.send(MAIL, &body(2));
    // This one has attempts left.
    shop.world.aws.queues.send(DEAD, &format!("{{\"store\":{},\"notice\":\"{id}\"}}", shop.id));
    shop.world.settle().await;
    assert_eq!(shop.mails().len(), 1);
    assert!(shop.world.aws.queues.messages(DEAD).is_empty() && shop.world.aws.queues.messages(MAIL).is_empty());
    let row: Value = json!(shop.world.aws.dynamo.row(&pk, "M").unwrap());
    assert!(row.get("wake").is_none() && row["expires_at"]["N"].is_string(), "{row}");
}
