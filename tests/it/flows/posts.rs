//! Posts over the real stream and the real queues: retries by visibility, the dead-letter queue, several pollers, a
//! function that is killed (orderdesk-app 2). Everything else about posts is in `tests/api/flows/posts.rs`.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::{Answer, Received};

use crate::shop::{PATIENCE, Shop, text};

/// The field `order` of a form.
fn form_field(received: &Received) -> String {
    let mut fields = form_urlencoded::parse(&received.body);
    fields.find_map(|(name, value)| (name == "order").then(|| value.into_owned())).expect("a field order")
}

fn appointment_ids(received: &[Received]) -> Vec<&str> {
    let mut ids: Vec<_> = received.iter().map(|it| it.header("x-order-desk-appointment-id").unwrap()).collect();
    ids.dedup();
    ids
}

#[tokio::test]
async fn an_order_is_moved_and_posted_with_both_signatures_and_the_whole_order() {
    let shop = Shop::open("happy").await;
    let url = shop.receiver.url("/orders");
    let actions = json!([{"action": "change_folder", "folder_id": 2}, {"action": "post_order_json", "url": url}]);
    shop.rule("Send to print", "order_imported", actions).await;
    let order = shop.order("P-1").await;
    let received = shop.receiver.wait_for("/orders", 1, PATIENCE).await.unwrap();
    let document = form_field(&received[0]);

    assert_eq!(received[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(received[0].header("x-order-desk-store-id"), Some(shop.id.as_str()));
    let appointment = received[0].header("x-order-desk-appointment-id").unwrap();
    let hash = delivery::order_desk_hash(&shop.api_key, &document);
    assert_eq!(received[0].header("x-order-desk-hash"), Some(hash.as_str()));
    let (id, at) = (received[0].header("webhook-id").unwrap(), received[0].header("webhook-timestamp").unwrap());
    let signed = delivery::standard_webhooks(&shop.webhook_secret, id, at.parse().unwrap(), &received[0].body);
    assert_eq!(received[0].header("webhook-signature"), Some(signed.unwrap().as_str()));

    shop.folder(&order, 2).await;
    shop.appointments(&order, "complete", 1).await;
    let posted: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(posted, shop.get(&format!("/api/v2/orders/{order}")).await["order"]);
    let history = shop.history(&order).await;
    assert!(
        history
            .iter()
            .any(|line| line.starts_with("Rule \"Send to print\" (Order is Imported): moved to folder Prepared")),
        "{history:?}"
    );
    assert_eq!(history.last().unwrap(), &format!("Send Order To Website ({appointment}): complete"));
}

#[tokio::test]
async fn a_receiver_that_fails_is_tried_again_with_the_same_appointment_id_until_it_accepts() {
    let shop = Shop::open("again").await;
    shop.post_rule("/flaky").await;
    let answers =
        [Answer::status(500).body("out of ink"), Answer::status(302), Answer::cut_midway(), Answer::hang_up()];
    shop.receiver.script("/flaky", answers);
    let order = shop.order("A-1").await;
    let received = shop.receiver.wait_for("/flaky", 5, PATIENCE).await.unwrap();
    assert_eq!(appointment_ids(&received).len(), 1);
    let done = shop.appointments(&order, "complete", 1).await;
    let attempts = done[0]["attempts"].as_array().unwrap();
    let statuses: Vec<_> = attempts.iter().map(|attempt| attempt["status"].clone()).collect();
    assert_eq!(statuses, [json!(500), json!(302), json!(503), json!(null), json!(200)]);
    assert_eq!(attempts[0]["reply"], "out of ink");
}

#[tokio::test]
async fn after_eleven_failures_it_is_failed_and_a_retry_by_hand_goes_on_with_the_same_id() {
    let shop = Shop::open("exhausted").await;
    shop.post_rule("/down").await;
    // Every fifth is no failure of the server itself: after five such in a row posts of one process wait for minutes.
    let status = |attempt: u16| if attempt.is_multiple_of(5) { 404 } else { 500 };
    shop.receiver.script("/down", (1..=11).map(|attempt| Answer::status(status(attempt)).body("still down")));
    let order = shop.order("E-1").await;
    let failed = shop.appointments(&order, "failed", 1).await;
    assert_eq!(failed[0]["attempts"].as_array().unwrap().len(), 11);
    assert_eq!(failed[0]["failure"], "11 attempts failed");
    let id = text(&failed[0]["id"]);
    let listed = shop.get("/v1/appointments?status=failed&kind=post_order_json").await;
    assert_eq!(listed["appointments"][0]["id"], id.as_str());

    shop.receiver.always("/down", Answer::status(200));
    shop.post(&format!("/v1/appointments/{id}/retry"), &json!({})).await;
    let done = shop.appointments(&order, "complete", 1).await;
    assert_eq!(done[0]["attempts"].as_array().unwrap().len(), 12);
    let received = shop.receiver.received("/down");
    assert_eq!((received.len(), appointment_ids(&received)), (12, vec![id.as_str()]));
}

#[tokio::test]
async fn a_store_whose_receiver_is_silent_does_not_hold_up_another_store() {
    let (silent, quick) = (Shop::open("silent").await, Shop::open("quick").await);
    silent.post_rule("/never").await;
    silent.receiver.always("/never", Answer::never());
    quick.post_rule("/quick").await;
    let numbers: Vec<String> = (0..12).map(|number| format!("SI-{number}")).collect();
    join_all(numbers.iter().map(|number| silent.order(number))).await;
    silent.receiver.wait_for("/never", 1, PATIENCE).await.unwrap();
    let order = quick.order("QU-1").await;
    quick.appointments(&order, "complete", 1).await;
    assert_eq!(silent.get("/v1/appointments?status=failed").await["total_records"], 0);
    silent.receiver.always("/never", Answer::status(410));
}

#[tokio::test]
async fn a_function_killed_between_post_and_record_posts_again_under_the_same_id() {
    let shop = Shop::open("killed").await;
    shop.post_rule("/crash").await;
    let cloud = shop.cloud;
    let first = AtomicBool::new(true);
    shop.receiver.always(
        "/crash",
        Answer::status(200).before(move |_| {
            if first.swap(false, Ordering::SeqCst) {
                cloud.kill_function("post-order-json").unwrap();
            }
        }),
    );
    let order = shop.order("K-1").await;
    let done = shop.appointments(&order, "complete", 1).await;
    let received = shop.receiver.received("/crash");
    assert!(received.len() >= 2, "{}", received.len());
    assert_eq!(appointment_ids(&received), [text(&done[0]["id"]).as_str()]);
    assert_eq!(done[0]["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(shop.history(&order).await.iter().filter(|line| line.contains("attempt 1")).count(), 1);
}

#[tokio::test]
async fn a_message_that_sqs_gave_up_on_too_early_goes_back_and_is_not_failed() {
    let shop = Shop::open("early").await;
    shop.post_rule("/early").await;
    shop.receiver.script("/early", (0..3).map(|_| Answer::status(503)));
    let order = shop.order("T-1").await;
    let received = shop.receiver.wait_for("/early", 1, PATIENCE).await.unwrap();
    let id = received[0].header("x-order-desk-appointment-id").unwrap();
    // What a throttled poller does: the dead-letter queue gets it although only few attempts were made.
    let body = json!({"store": shop.id.parse::<u64>().unwrap(), "appointment": id}).to_string();
    let dead = json!({"QueueUrl": shop.cloud.output("AppointmentsDeadQueueUrl").unwrap(), "MessageBody": body});
    shop.cloud.aws().json("AmazonSQS.SendMessage", &dead).await.unwrap();
    let done = shop.appointments(&order, "complete", 1).await;
    assert_eq!(done[0]["failure"], "");
    assert_eq!(appointment_ids(&shop.receiver.received("/early")), [id]);
}

#[tokio::test]
async fn a_pending_appointment_can_be_canceled_and_is_not_tried_any_more() {
    let shop = Shop::open("cancel").await;
    shop.post_rule("/busy").await;
    shop.receiver.always("/busy", Answer::status(503).header("retry-after", "20"));
    let order = shop.order("C-1").await;
    let waiting = shop.appointments(&order, "retrying", 1).await;
    let id = text(&waiting[0]["id"]);
    let queued = shop.cloud.messages("post").await.unwrap();
    let mine = queued.iter().find(|message| message.body.contains(&id)).unwrap();
    assert_eq!(mine.message_group_id.as_ref(), Some(&shop.id), "fair queues tell stores apart by it");
    let canceled = shop.post(&format!("/v1/appointments/{id}/cancel"), &json!({})).await;
    assert_eq!(canceled["appointment"]["status"], "canceled");
    let again = shop.call("POST", &format!("/v1/appointments/{id}/cancel"), Some(&json!({}))).await;
    assert_eq!(again.status, 409);
    let listed = shop.get("/v1/appointments?status=canceled").await;
    assert_eq!((&listed["total_records"], &listed["appointments"][0]["id"]), (&json!(1), &json!(id)));
    assert_eq!(shop.history(&order).await.last().unwrap(), &format!("Send Order To Website ({id}): canceled"));
}
