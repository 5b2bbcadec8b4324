//! What was begun and never ended is found and mended; what is merely late is left to who does it.

use std::time::Duration;

use serde_json::{Value, json};
use waybill::Answer;
use waybill::http::Reply;

use crate::shop::{Shop, text};
use crate::world::{ADMIN_TOKEN, BUCKET, Function, POST, World};

/// Longer than what is left to who does it.
pub(crate) const LATER: Duration = Duration::from_mins(11);

/// A call of the operator's.
pub(crate) async fn operator(world: &World, method: &str, path: &str, body: &Value, key: Option<&str>) -> Reply {
    let token = format!("Bearer {ADMIN_TOKEN}");
    let mut headers = vec![("authorization", token.as_str()), ("content-type", "application/json")];
    headers.extend(key.map(|key| ("Idempotency-Key", key)));
    world.call(method, path, &headers, Some(body.to_string().as_bytes())).await
}

/// Starts a repair; what it is so far.
pub(crate) async fn start(shop: &Shop, body: &Value) -> Value {
    let reply = operator(&shop.world, "POST", "/v1/repairs", body, None).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json::<Value>().unwrap()["repair"].clone()
}

/// A repair as it is now.
pub(crate) async fn show(shop: &Shop, id: &Value) -> Value {
    let reply = operator(&shop.world, "GET", &format!("/v1/repairs/{}", text(id)), &json!({}), None).await;
    reply.accepted::<Value>().unwrap()["repair"].clone()
}

/// Repairs this shop, to the end.
pub(crate) async fn repair(shop: &Shop) -> Value {
    let started = start(shop, &json!({"store_id": shop.id})).await;
    assert_eq!(started["status"], "waiting");
    shop.world.settle().await;
    let done = show(shop, &started["id"]).await;
    assert_eq!(done["status"], "done", "{done}");
    done
}

/// Loses what readers of the stream have not read.
pub(crate) fn lose_stream(shop: &Shop) {
    for function in [Function::EvaluateRules, Function::CarryOutPlans] {
        shop.world.replace_unread(function, []);
    }
}

/// What a repair found of an order.
fn findings_of<'a>(repair: &'a Value, order: &str) -> Vec<&'a str> {
    let findings = repair["findings"].as_array().unwrap().iter();
    findings.filter(|it| it["order_id"] == order).map(|it| it["what"].as_str().unwrap()).collect()
}

/// Attack 26. Catches orders whose events were lost with the stream, and that nobody would ever act on.
#[tokio::test]
async fn orders_whose_events_nobody_read_get_their_rules_and_posts_once() {
    let shop = Shop::open("lost-stream").await;
    shop.post_rule("/in").await;
    let mut orders = vec![];
    for number in 0..60 {
        orders.push(shop.order(&format!("L-{number}")).await);
    }
    lose_stream(&shop);
    shop.world.settle().await;
    assert_eq!(shop.receiver.received("/in").len(), 0, "nobody acts on them");
    let early = repair(&shop).await;
    assert_eq!((&early["changed"], &early["reports"]), (&json!(0), &json!([])), "they are young yet");

    shop.world.advance(LATER);
    let done = repair(&shop).await;
    assert_eq!((&done["changed"], &done["refused"]), (&json!(60), &json!(0)));
    assert!(done["parts"].as_u64().unwrap() >= 2, "{done}");
    for order in &orders {
        shop.appointments(order, "complete", 1).await;
        assert_eq!(findings_of(&done, order), ["the rules had not run over version 1"]);
    }
    assert_eq!(shop.receiver.received("/in").len(), 60);
    let again = repair(&shop).await;
    assert_eq!((&again["changed"], shop.receiver.received("/in").len()), (&json!(0), 60));
}

/// Catches a rule that acts on orders of the past: rules that have nothing to do leave no mark.
#[tokio::test]
async fn a_rule_that_was_saved_after_an_order_changed_does_nothing_to_it() {
    let shop = Shop::open("new-rule").await;
    let kept = shop.rule("Kept", "order_imported", json!([{"action": "add_order_note", "content": "kept"}])).await;
    let [before, lost] = [shop.order("N-1").await, shop.order("N-2").await];
    lose_stream(&shop);
    shop.world.advance(LATER);
    // One was changed since, the other is new.
    let changed = json!({"name": "Changed", "event": "order_imported",
                         "actions": [{"action": "add_order_note", "content": "changed"}]});
    let rule = format!("/v1/rules/{}", text(&kept["id"]));
    assert_eq!(shop.call("PUT", &rule, Some(&changed)).await.status, 200);
    shop.post_rule("/in").await;
    shop.world.advance(LATER);
    let done = repair(&shop).await;
    assert_eq!(done["changed"], 0, "{done}");
    for order in [&before, &lost] {
        assert_eq!(shop.get(&format!("/api/v2/orders/{order}")).await["order"]["order_notes"], json!([]));
    }
    assert_eq!(shop.receiver.received("/in").len(), 0);
}

/// Catches a plan that stands in an order's row and that nobody carries out.
#[tokio::test]
async fn appointments_that_were_planned_and_not_made_are_made_and_posted_once() {
    let shop = Shop::open("lost-plan").await;
    shop.post_rule("/in").await;
    let order = shop.order("P-1").await;
    let imported = shop.world.unread(Function::EvaluateRules);
    shop.world.invoke_stream(Function::EvaluateRules, &imported).await.unwrap();
    lose_stream(&shop);
    shop.world.advance(LATER);
    let done = repair(&shop).await;
    assert_eq!((&done["changed"], findings_of(&done, &order).len()), (&json!(1), 1), "{done}");
    shop.appointments(&order, "complete", 1).await;
    assert_eq!(shop.receiver.received("/in").len(), 1);
}

/// Takes every message out of the queue of posts; their bodies.
fn take_messages(shop: &Shop) -> Vec<String> {
    let queues = &shop.world.aws.queues;
    let messages = queues.receive(POST, 10);
    for message in &messages {
        queues.delete(POST, &message.receipt);
    }
    messages.into_iter().map(|message| message.body).collect()
}

/// Puts messages back into the queue of posts.
fn put_back(shop: &Shop, messages: &[String]) {
    for body in messages {
        shop.world.aws.queues.send(POST, body);
    }
}

/// An order whose appointment is made and queued, and not tried; the message.
async fn queued(shop: &Shop, number: &str) -> (String, Vec<String>) {
    let order = shop.order(number).await;
    for function in [Function::EvaluateRules, Function::CarryOutPlans] {
        let records = shop.world.unread(function);
        shop.world.replace_unread(function, []);
        shop.world.invoke_stream(function, &records).await.unwrap();
    }
    (order, take_messages(shop))
}

/// Catches an appointment without a message, which nobody would ever try.
#[tokio::test]
async fn an_appointment_whose_message_is_lost_is_queued_again_whether_it_was_tried_or_not() {
    let shop = Shop::open("lost-message").await;
    shop.post_rule("/in").await;
    let (untried, messages) = queued(&shop, "Q-1").await;
    assert_eq!(messages.len(), 1);
    shop.receiver.script("/in", [Answer::status(503)]);
    let (tried, messages) = queued(&shop, "Q-2").await;
    put_back(&shop, &messages);
    shop.world.work_now().await;
    shop.appointments(&tried, "retrying", 1).await;
    shop.world.advance(Duration::from_mins(1));
    take_messages(&shop);

    shop.world.advance(Duration::from_mins(30));
    assert_eq!(repair(&shop).await["changed"], 0, "they may be waiting");
    shop.world.advance(Duration::from_mins(31));
    let done = repair(&shop).await;
    assert_eq!(done["changed"], 2, "{done}");
    for order in [&untried, &tried] {
        let made = shop.appointments(order, "complete", 1).await;
        assert_eq!(made[0]["attempts"].as_array().unwrap().len(), if *order == tried { 2 } else { 1 });
    }
    assert_eq!(shop.receiver.received("/in").len(), 3);
}

/// Catches a second post of what only stood in a long queue: the message of before comes before the repair's, or after.
#[tokio::test]
async fn an_appointment_that_merely_waits_in_a_long_queue_is_posted_once() {
    let shop = Shop::open("backlog").await;
    shop.post_rule("/in").await;
    let (first, before) = queued(&shop, "B-1").await;
    let (second, after) = queued(&shop, "B-2").await;
    let (failing, retried) = queued(&shop, "B-3").await;
    shop.world.advance(Duration::from_mins(90));
    let started = start(&shop, &json!({"store_id": shop.id})).await;
    put_back(&shop, &before);
    put_back(&shop, &retried);
    shop.receiver.script("/in", [Answer::status(503)]);
    shop.world.settle().await;
    put_back(&shop, &after);
    shop.world.settle().await;
    assert_eq!(show(&shop, &started["id"]).await["status"], "done");
    let mut attempts = 0;
    for order in [&first, &second, &failing] {
        let made = shop.appointments(order, "complete", 1).await;
        attempts += made[0]["attempts"].as_array().unwrap().len();
    }
    assert_eq!((attempts, shop.receiver.received("/in").len()), (4, 4), "three, and one that failed once");
}

/// How many orders are counted in the folder 1.
fn counted_in_first(shop: &Shop) -> u64 {
    let row = |shard| json!(shop.world.aws.dynamo.row(&format!("N#{}#{shard}", shop.id), "N"));
    let of_shard = |shard| text(&row(shard)["f1"]["N"]).parse().unwrap_or(0);
    (0..4).map(of_shard).sum::<u64>()
}

/// Attack 25. Catches a count that a crash left off, and that stays so.
#[tokio::test]
async fn folder_counts_that_are_off_are_counted_anew_and_others_are_not_written() {
    let shop = Shop::open("drifted").await;
    shop.order("C-1").await;
    shop.world.crash_after(1, Function::IngestOrder);
    let crashed = shop.call("POST", "/api/v2/orders", Some(&crate::shop::order("C-2"))).await;
    assert_eq!(crashed.status, 500);
    assert!(shop.world.has_crashed());
    assert_eq!(counted_in_first(&shop), 1);
    shop.world.advance(LATER);
    let done = repair(&shop).await;
    assert_eq!((&done["changed"], counted_in_first(&shop)), (&json!(1), 2), "{done}");
    assert_eq!(done["findings"][0]["what"], "the count of folder 1 was off by 1");
    let rows = shop.world.aws.dynamo.rows().unwrap();
    assert_eq!(repair(&shop).await["changed"], 0);
    let after = shop.world.aws.dynamo.rows().unwrap();
    let counts = |((pk, _), _): &(&(String, String), &cloud::Item)| pk.starts_with("N#");
    assert!(rows.iter().filter(counts).eq(after.iter().filter(counts)));
}

/// Catches a row that nobody can read and that ends the repair, or is not told of.
#[tokio::test]
async fn what_can_not_be_mended_is_named_and_all_of_it_lies_in_the_bucket() {
    let shop = Shop::open("unreadable-repair").await;
    let order = shop.order("U-1").await;
    let mut row = shop.row(&order);
    row["body"] = json!({"B": "AAAA"});
    shop.world.settle().await;
    shop.put_row(&row);
    lose_stream(&shop);
    shop.world.advance(LATER);
    let done = repair(&shop).await;
    assert_eq!((&done["changed"], &done["refused"]), (&json!(0), &json!(1)));
    let finding = &done["findings"][0];
    assert_eq!((&finding["result"], &finding["order_id"]), (&json!("refused"), &json!(order)));
    assert!(finding["what"].as_str().unwrap().contains("unreadable"), "{finding}");

    let reports = shop.world.aws.buckets.texts(BUCKET);
    let named: Vec<String> = done["reports"].as_array().unwrap().iter().map(text).collect();
    assert_eq!(reports.keys().cloned().collect::<Vec<_>>(), named);
    assert_eq!(serde_json::from_str::<Value>(reports[&named[0]].trim()).unwrap(), *finding);
}

/// Catches two repairs at once, and one that another body with the same key is taken for.
#[tokio::test]
async fn one_repair_is_done_at_a_time_and_a_key_names_one() {
    let shop = Shop::open("one-repair").await;
    let ask = async |body: Value, key| {
        let reply = operator(&shop.world, "POST", "/v1/repairs", &body, Some(key)).await;
        (reply.status, reply.json::<Value>().unwrap())
    };
    let first = ask(json!({}), "monday").await;
    assert_eq!((first.0, &first.1["repair"]["store_id"]), (201, &Value::Null));
    let (of_all, of_one) = (json!({}), json!({"store_id": shop.id}));
    let beside = futures_util::future::join_all((0..10).map(|_| start(&shop, &of_one))).await;
    assert!(beside.iter().all(|it| it["id"] == first.1["repair"]["id"]));
    shop.world.settle().await;
    let same = ask(json!({}), "monday").await;
    assert_eq!((same.0, &same.1["repair"]["id"], &same.1["repair"]["status"]), (201, &json!("1"), &json!("done")));
    let other = ask(json!({"store_id": shop.id}), "monday").await;
    assert_eq!((other.0, &other.1["repair_id"]), (422, &json!("1")));
    let together = futures_util::future::join_all((0..10).map(|_| start(&shop, &of_all))).await;
    assert!(together.iter().all(|it| it["id"] == "2"), "{together:?}");
    assert_eq!(ask(json!({"store_id": "999999999"}), "tuesday").await.0, 404);
    assert_eq!(ask(json!({"store": shop.id}), "tuesday").await.0, 400);
}

/// Catches a repair that goes on after it was called off.
#[tokio::test]
async fn a_repair_that_is_called_off_ends_with_its_part() {
    let shop = Shop::open("called-off").await;
    for number in 0..50 {
        shop.order(&format!("K-{number}")).await;
    }
    let started = start(&shop, &json!({})).await;
    let path = format!("/v1/repairs/{}/cancel", text(&started["id"]));
    let running = shop.world.eventually("a part", async || {
        let now = show(&shop, &started["id"]).await;
        (now["parts"] == 1).then_some(now)
    });
    assert_eq!(running.await["status"], "running");
    for _ in 0..2 {
        let reply = operator(&shop.world, "POST", &path, &json!({}), None).await;
        assert_eq!(reply.accepted::<Value>().unwrap()["repair"]["status"], "canceled");
    }
    shop.world.settle().await;
    let after = show(&shop, &started["id"]).await;
    assert_eq!((&after["status"], &after["parts"]), (&json!("canceled"), &json!(1)));
    let next = repair(&shop).await;
    assert_eq!(next["id"], "2");
    let over = operator(&shop.world, "POST", "/v1/repairs/2/cancel", &json!({}), None).await;
    assert_eq!(over.status, 409);
    for id in ["3", "0", "x", "99999999999999999999"] {
        let reply = operator(&shop.world, "GET", &format!("/v1/repairs/{id}"), &json!({}), None).await;
        assert_eq!(reply.status, 404, "{id}");
    }
}

/// Catches two messages of one appointment that are tried at one moment. The count of `next.rs` drops the older one, whose
/// own test holds it; behind it stands the time at which the row says that it is due.
#[tokio::test]
async fn a_message_of_before_that_comes_late_goes_no_further_beside_that_of_the_repair() {
    let shop = Shop::open("late-message").await;
    shop.post_rule("/in").await;
    shop.receiver.script("/in", [(); 8].map(|()| Answer::status(503)));
    let (order, messages) = queued(&shop, "L-1").await;
    put_back(&shop, &messages);
    shop.world.work_now().await;
    shop.appointments(&order, "retrying", 1).await;
    shop.world.advance(Duration::from_mins(90));
    // Taken by a poller that the function had no room for: it comes again in six minutes.
    assert_eq!(shop.world.aws.queues.receive(POST, 10).len(), 1);
    let done = repair(&shop).await;
    assert_eq!(done["changed"], 1);
    let made = shop.appointments(&order, "complete", 1).await;
    let dates: Vec<String> = made[0]["attempts"].as_array().unwrap().iter().map(|it| text(&it["date"])).collect();
    assert!(dates.is_sorted_by(|one, next| one < next), "two at once: {dates:?}");
    assert_eq!((dates.len(), shop.receiver.received("/in").len()), (9, 9));
}
