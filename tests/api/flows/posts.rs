//! Post Order JSON, from the rule to the receiver and back (orderdesk-app 2).

use std::time::Duration;

use cloud::Target;
use serde_json::{Value, json};
use waybill::{Answer, Received};

use crate::shop::{Shop, eventually, text};
use crate::world::{DEAD, Function, POST};

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
    let received = shop.received("/orders", 1).await;
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
    assert_eq!(id, format!("{}-{appointment}", shop.id));
}

#[tokio::test]
async fn in_json_mode_the_document_is_the_body_and_the_history_goes_with_it() {
    let shop = Shop::open("json").await;
    let actions = json!([{"action": "post_order_json", "url": shop.receiver.url("/j"), "format": "json", "include_history": true}]);
    shop.rule("Send", "order_imported", actions).await;
    let order = shop.order("J-1").await;
    let received = shop.received("/j", 1).await;
    assert_eq!(received[0].header("content-type"), Some("application/json"));
    let hash = delivery::order_desk_hash(&shop.api_key, received[0].text());
    assert_eq!(received[0].header("x-order-desk-hash"), Some(hash.as_str()));
    let posted: Value = serde_json::from_slice(&received[0].body).unwrap();
    assert_eq!(text(&posted["id"]), order);
    assert_eq!(posted["order_history"][0]["note"], "Order Imported by API");
    assert_eq!(posted["checkout_data"], json!([]));
}

#[tokio::test]
async fn a_receiver_that_fails_is_tried_again_with_the_same_appointment_id_until_it_accepts() {
    let shop = Shop::open("again").await;
    shop.post_rule("/flaky").await;
    let answers =
        [Answer::status(500).body("out of ink"), Answer::status(302), Answer::cut_midway(), Answer::hang_up()];
    shop.receiver.script("/flaky", answers);
    let order = shop.order("A-1").await;
    let received = shop.received("/flaky", 5).await;
    assert_eq!(appointment_ids(&received).len(), 1);
    let done = shop.appointments(&order, "complete", 1).await;
    let attempts = done[0]["attempts"].as_array().unwrap();
    let statuses: Vec<_> = attempts.iter().map(|attempt| attempt["status"].clone()).collect();
    assert_eq!(statuses, [json!(500), json!(302), json!(503), json!(null), json!(200)]);
    assert_eq!(attempts[0]["reply"], "out of ink");
}

#[tokio::test]
async fn after_eleven_failures_it_is_failed_the_admin_is_mailed_and_a_retry_by_hand_goes_on_with_the_same_id() {
    let shop = Shop::open("exhausted").await;
    shop.post_rule("/down").await;
    shop.receiver.always("/down", Answer::status(500).body("still down"));
    let order = shop.order("E-1").await;
    let failed = shop.appointments(&order, "failed", 1).await;
    assert_eq!(failed[0]["attempts"].as_array().unwrap().len(), 11);
    assert_eq!(failed[0]["failure"], "11 attempts failed");
    let id = text(&failed[0]["id"]);
    let mail = eventually("the mail to the admin", async || shop.mails().into_iter().next()).await;
    assert!(mail.text.contains(&id) && mail.text.contains("> still down"), "{}", mail.text);
    let listed = shop.get("/v1/appointments?status=failed&kind=post_order_json").await;
    assert_eq!(listed["appointments"][0]["id"], id.as_str());

    shop.receiver.always("/down", Answer::status(200));
    shop.post(&format!("/v1/appointments/{id}/retry"), &json!({})).await;
    let done = shop.appointments(&order, "complete", 1).await;
    assert_eq!(done[0]["attempts"].as_array().unwrap().len(), 12);
    let received = shop.receiver.received("/down");
    assert_eq!((received.len(), appointment_ids(&received)), (12, vec![id.as_str()]));
    assert_eq!(shop.mails().len(), 1);
}

#[tokio::test]
async fn a_receiver_that_answers_gone_is_not_posted_to_again() {
    let shop = Shop::open("gone").await;
    shop.post_rule("/gone").await;
    shop.receiver.always("/gone", Answer::status(410));
    let order = shop.order("G-1").await;
    let failed = shop.appointments(&order, "failed", 1).await;
    assert_eq!(failed[0]["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(failed[0]["failure"], "the receiver answered 410 Gone");
}

#[tokio::test]
async fn a_receiver_that_is_silent_or_drips_is_a_time_out_and_one_that_never_ends_is_cut_off() {
    let shop = Shop::open("slow").await;
    shop.post_rule("/slow").await;
    let answers = [Answer::never(), Answer::drip(Duration::from_millis(500)), Answer::endless()];
    shop.receiver.script("/slow", answers);
    let order = shop.order("S-1").await;
    let done = shop.appointments(&order, "complete", 1).await;
    let attempts = done[0]["attempts"].as_array().unwrap();
    assert_eq!(attempts[0]["reply"], "did not answer in time");
    assert_eq!(attempts[1]["reply"], "did not answer in time");
    assert_eq!((&attempts[2]["status"], attempts.len()), (&json!(200), 3));
}

#[tokio::test]
async fn a_function_killed_between_post_and_record_posts_again_under_the_same_id() {
    let shop = Shop::open("killed").await;
    shop.post_rule("/crash").await;
    shop.world.crash_before(Target::operation("PutItem"), Function::PostOrderJson);
    let order = shop.order("K-1").await;
    let done = shop.appointments(&order, "complete", 1).await;
    let received = shop.receiver.received("/crash");
    assert!(shop.world.has_crashed());
    assert_eq!(received.len(), 2);
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
    let received = shop.received("/early", 1).await;
    let id = received[0].header("x-order-desk-appointment-id").unwrap();
    // What a throttled poller does: the dead-letter queue gets it although only few attempts were made.
    let body = json!({"store": shop.id.parse::<u64>().unwrap(), "appointment": id}).to_string();
    shop.world.aws.queues.send(DEAD, &body);
    let done = shop.appointments(&order, "complete", 1).await;
    assert_eq!(done[0]["failure"], "");
    assert_eq!(appointment_ids(&shop.receiver.received("/early")), [id]);
}

#[tokio::test]
async fn each_new_shipment_goes_to_the_ship_notify_url_without_a_rule() {
    let shop = Shop::open("notify").await;
    let order = shop.order_with("N-1", json!({"ship_notify_url": shop.receiver.url("/shipped")})).await;
    let path = format!("/api/v2/orders/{order}/shipments");
    let added = shop.post(&path, &json!({"tracking_number": "1Z0000000000000019"})).await;
    assert_eq!(added["message"], "Shipment Added");
    let received = shop.received("/shipped", 1).await;
    let answered: Value = serde_json::from_slice(&received[0].body).unwrap();
    assert_eq!(answered["shipment"], added["shipment"]);
    assert_eq!(answered["shipment"]["carrier_code"], "UPS");
    assert_eq!(answered["order"]["order_shipments"], json!([added["shipment"]]));
    let hash = delivery::order_desk_hash(&shop.api_key, received[0].text());
    assert_eq!(received[0].header("x-order-desk-hash"), Some(hash.as_str()));
    shop.appointments(&order, "complete", 1).await;
}

#[tokio::test]
async fn shipments_that_come_with_an_order_are_posted_too_each_once() {
    let shop = Shop::open("shipped-already").await;
    let mut order = crate::shop::order("SA-1");
    order["order_metadata"] = json!({"ship_notify_url": shop.receiver.url("/notified")});
    let (one, two) = (json!({"tracking_number": "A1"}), json!({"tracking_number": "B2"}));
    order["order_shipments"] = json!([one, two, one]);
    let made = shop.post("/api/v2/orders", &order).await;
    assert_eq!(made["order"]["order_shipments"].as_array().unwrap().len(), 2);
    shop.appointments(&text(&made["order"]["id"]), "complete", 2).await;
    assert_eq!(shop.receiver.received("/notified").len(), 2);
}

#[tokio::test]
async fn an_appointment_canceled_and_retried_while_it_is_under_way_is_not_lost() {
    let shop = Shop::open("overtaken").await;
    shop.post_rule("/slowly").await;
    shop.receiver.script("/slowly", [Answer::status(503).after(Duration::from_millis(700))]);
    let order = shop.order("OV-1").await;
    let received = shop.received("/slowly", 1).await;
    let id = received[0].header("x-order-desk-appointment-id").unwrap();
    shop.post(&format!("/v1/appointments/{id}/cancel"), &json!({})).await;
    shop.post(&format!("/v1/appointments/{id}/retry"), &json!({})).await;
    // The history has both attempts, whichever ends first.
    eventually("two attempts, the second accepted", async || {
        let done = shop.appointments(&order, "complete", 1).await;
        (done[0]["attempts"].as_array().unwrap().len() == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_pending_appointment_can_be_canceled_and_is_not_tried_any_more() {
    let shop = Shop::open("cancel").await;
    shop.post_rule("/busy").await;
    shop.receiver.always("/busy", Answer::status(503).header("retry-after", "20"));
    let order = shop.order("C-1").await;
    let waiting = shop.appointments(&order, "retrying", 1).await;
    let id = text(&waiting[0]["id"]);
    let queued = shop.world.aws.queues.messages(POST);
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
