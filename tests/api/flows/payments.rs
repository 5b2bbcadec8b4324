//! Refunds, captures and voids without a gateway (orderdesk-app 10.5; F142).

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::http::Reply;

use crate::shop::{Shop, order, text};

const EVENTS: [&str; 3] = ["payment_captured", "payment_refunded", "payment_voided"];

/// A shop whose rules note each event of a payment on the order.
async fn noting(name: &str) -> Shop {
    let shop = Shop::open(name).await;
    for event in EVENTS {
        shop.rule(event, event, json!([{"action": "add_order_note", "content": event}])).await;
    }
    shop
}

/// Creates an order of this status, of which 50 is the balance; its id.
async fn paid(shop: &Shop, number: &str, status: &str) -> String {
    let mut new = order(number);
    (new["payment_status"], new["processor_balance"]) = (json!(status), json!(50));
    text(&shop.post("/api/v2/orders", &new).await["order"]["id"])
}

async fn try_payment(shop: &Shop, id: &str, what: &str, body: Value, key: Option<&str>) -> Reply {
    let headers: Vec<_> = key.map(|key| ("Idempotency-Key", key)).into_iter().collect();
    shop.call_raw("POST", &format!("/v1/orders/{id}/{what}"), Some(body.to_string()), &headers).await
}

/// Records a payment; the answer.
async fn record(shop: &Shop, id: &str, what: &str, body: Value) -> Value {
    let reply = try_payment(shop, id, what, body, None).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json().unwrap()
}

async fn read(shop: &Shop, id: &str) -> Value {
    shop.get(&format!("/v1/orders/{id}")).await["order"].clone()
}

/// The status, the balance, and the sum of refunds of an order.
fn books(order: &Value) -> (&str, f64, f64) {
    let amount = |name: &str| order[name].as_f64().unwrap();
    (order["payment_status"].as_str().unwrap(), amount("processor_balance"), amount("refund_total"))
}

async fn noted(shop: &Shop, id: &str) -> Vec<String> {
    shop.world.settle().await;
    let order = read(shop, id).await;
    order["order_notes"].as_array().unwrap().iter().map(|note| text(&note["content"])).collect()
}

/// F142. Catches a payment without its event, a status that does not follow, and a list that lacks one.
#[tokio::test]
async fn a_payment_is_captured_and_refunded_in_parts_and_rules_run_for_each() {
    let shop = noting("paying").await;
    let id = paid(&shop, "P-1", "Authorized").await;
    let captured = record(&shop, &id, "captures", json!({"amount": "45.00"})).await;
    assert_eq!(books(&captured["order"]), ("Captured", 45.0, 0.0));
    assert_eq!((&captured["payment"]["kind"], &captured["payment"]["amount"]), (&json!("capture"), &json!(45)));
    let part = record(&shop, &id, "refunds", json!({"amount": 5.5, "note": "One mug was broken"})).await;
    assert_eq!(books(&part["order"]), ("Partially Refunded", 39.5, 5.5));
    let rest = record(&shop, &id, "refunds", json!({})).await;
    assert_eq!(books(&rest["order"]), ("Fully Refunded", 0.0, 45.0));
    assert_eq!(noted(&shop, &id).await, ["payment_captured", "payment_refunded", "payment_refunded"]);
    let found = read(&shop, &id).await;
    let payments = found["order_payments"].as_array().unwrap().clone();
    assert_eq!(payments, [&captured, &part, &rest].map(|answer| answer["payment"].clone()));
    assert_eq!((&payments[1]["note"], &payments[1]["by"]), (&json!("One mug was broken"), &json!("API")));
    let said = shop.history(&id).await;
    let of_payments: Vec<&String> = said.iter().filter(|line| line.starts_with("Payment ")).collect();
    assert_eq!(of_payments.len(), 3, "{said:?}");
    assert!(
        of_payments[0].starts_with("Payment Captured (key ")
            && of_payments[0].ends_with("45.00 of 50.00 that were authorised")
    );
    assert!(of_payments[1].ends_with("): 5.50, 39.50 left: One mug was broken"), "{said:?}");
    // The compatible API tells the sums, and nothing that it never had.
    let compatible = shop.get(&format!("/api/v2/orders/{id}")).await["order"].clone();
    assert_eq!((books(&compatible), compatible.get("order_payments")), (("Fully Refunded", 0.0, 45.0), None));
    let listed = shop.get("/v1/orders").await["orders"][0].clone();
    assert_eq!(listed["order_payments"], json!(payments));
}

/// F142. Catches a void of what was charged, or long after the purchase, and one whose event does not fire.
#[tokio::test]
async fn a_payment_that_was_not_charged_is_voided_within_three_days() {
    let shop = noting("voiding").await;
    let (soon, late) = (paid(&shop, "V-1", "Authorized").await, paid(&shop, "V-2", "Pending").await);
    let charged = paid(&shop, "V-3", "Captured").await;
    let voided = record(&shop, &soon, "void", json!({"note": "Changed their mind"})).await;
    assert_eq!((books(&voided["order"]), &voided["payment"]["amount"]), (("Voided", 0.0, 0.0), &json!(50)));
    assert_eq!(noted(&shop, &soon).await, ["payment_voided"]);
    for (id, field) in [(&soon, "payment_status"), (&charged, "payment_status")] {
        assert_eq!(refusal(&shop, id, "void", json!({}), 409).await, field);
    }
    shop.world.advance(Duration::from_hours(73));
    assert_eq!(refusal(&shop, &late, "void", json!({}), 409).await, "date_added");
    assert_eq!(books(&read(&shop, &late).await), ("Pending", 50.0, 0.0));
}

/// The field that a refusal of this status names.
async fn refusal(shop: &Shop, id: &str, what: &str, body: Value, status: u16) -> String {
    let before = read(shop, id).await;
    let reply = try_payment(shop, id, what, body, None).await;
    assert_eq!(reply.status, status, "{}", reply.text());
    assert_eq!(read(shop, id).await, before, "it is refused, and nothing changes");
    text(&reply.json::<Value>().unwrap()["errors"][0]["field"])
}

/// F142. Catches a refund beyond what was charged, and one that is refused without saying where.
#[tokio::test]
async fn what_can_t_be_refunded_or_captured_is_refused_by_name() {
    let shop = Shop::open("refusing").await;
    let (charged, held) = (paid(&shop, "R-1", "Captured").await, paid(&shop, "R-2", "Authorized").await);
    for (amount, status) in
        [(json!(50.01), 409), (json!(0), 400), (json!(-5), 400), (json!("5.001"), 400), (json!("five"), 400)]
    {
        let body = json!({ "amount": amount });
        assert_eq!(refusal(&shop, &charged, "refunds", body.clone(), status).await, "amount", "{amount}");
        assert_eq!(refusal(&shop, &held, "captures", body, status).await, "amount", "{amount}");
    }
    assert_eq!(refusal(&shop, &charged, "refunds", json!({"amuont": 5}), 400).await, "amuont");
    assert_eq!(refusal(&shop, &charged, "refunds", json!({"note": "x".repeat(501)}), 400).await, "note");
    assert_eq!(refusal(&shop, &charged, "captures", json!({}), 409).await, "payment_status");
    for status in ["Authorized", "Pending", "Rejected", "Voided", "Fully Refunded"] {
        let body = json!({ "payment_status": status });
        assert_eq!(shop.call("PATCH", &format!("/v1/orders/{held}"), Some(&body)).await.status, 200);
        assert_eq!(refusal(&shop, &held, "refunds", json!({"amount": 1}), 409).await, "payment_status", "{status}");
    }
    assert_eq!(try_payment(&shop, "1999999999", "refunds", json!({}), None).await.status, 404);
}

/// Catches a refund that is recorded twice as its answer was lost, and a key that stands for two refunds.
#[tokio::test]
async fn the_same_refund_sent_again_with_its_key_is_recorded_once_however_late() {
    let shop = noting("again").await;
    let id = paid(&shop, "A-1", "Captured").await;
    let five = || json!({"amount": 5});
    let first = try_payment(&shop, &id, "refunds", five(), Some("once")).await.json::<Value>().unwrap();
    // More happens to the order than the keys of events are known for.
    for number in 0..20 {
        let event = json!({"event": "order_canceled"});
        let key = [("Idempotency-Key", &*format!("event-{number}"))];
        shop.call_raw("POST", &format!("/v1/orders/{id}/events"), Some(event.to_string()), &key).await;
    }
    let again = try_payment(&shop, &id, "refunds", json!({"amount": "5.00"}), Some("once")).await;
    assert_eq!((again.status, &again.json::<Value>().unwrap()["payment"]), (201, &first["payment"]));
    for (what, body) in [("refunds", json!({"amount": 6})), ("refunds", json!({})), ("captures", five())] {
        assert_eq!(try_payment(&shop, &id, what, body, Some("once")).await.status, 422);
    }
    assert_eq!(books(&read(&shop, &id).await), ("Partially Refunded", 45.0, 5.0));
    assert_eq!(noted(&shop, &id).await, ["payment_refunded"]);
    // Without a key each is another.
    record(&shop, &id, "refunds", five()).await;
    record(&shop, &id, "refunds", five()).await;
    assert_eq!(books(&read(&shop, &id).await), ("Partially Refunded", 35.0, 15.0));
}

/// Catches two refunds that each see the whole balance, and one that counts for a version that nobody saw.
#[tokio::test]
async fn refunds_at_once_are_never_more_than_was_charged() {
    let shop = noting("at-once").await;
    let id = paid(&shop, "O-1", "Captured").await;
    let all = join_all((0..8).map(|_| try_payment(&shop, &id, "refunds", json!({"amount": 20}), None))).await;
    let mut statuses: Vec<u16> = all.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 409, 409, 409, 409, 409, 409]);
    assert_eq!(books(&read(&shop, &id).await), ("Partially Refunded", 10.0, 40.0));
    assert_eq!(noted(&shop, &id).await, ["payment_refunded", "payment_refunded"]);
    let stale = [("If-Match", "\"1\"")];
    let path = format!("/v1/orders/{id}/refunds");
    assert_eq!(shop.call_raw("POST", &path, Some(json!({}).to_string()), &stale).await.status, 412);
}

/// Catches payments that an order loses when it is put back, and those that a duplicate has as if they were its own.
#[tokio::test]
async fn payments_stay_when_an_order_is_put_back_and_are_nobody_else_s() {
    let shop = Shop::open("kept-payments").await;
    let id = paid(&shop, "K-1", "Captured").await;
    record(&shop, &id, "refunds", json!({"amount": 5})).await;
    let whole = read(&shop, &id).await;
    for path in [format!("/v1/orders/{id}"), format!("/api/v2/orders/{id}")] {
        let reply = shop.call_raw("PUT", &path, Some(whole.to_string()), &[("If-Match", "*")]).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    let found = read(&shop, &id).await;
    assert_eq!((&found["order_payments"], books(&found)), (&whole["order_payments"], books(&whole)));
    let duplicate = text(&shop.post(&format!("/v1/orders/{id}/duplicate"), &json!({})).await["order"]["id"]);
    assert_eq!(read(&shop, &duplicate).await["order_payments"], json!([]));
    let rule = json!([{"action": "set_order_field", "field": "payment_status", "value": "Pending"}]);
    shop.rule("By hand", "payment_refunded", rule).await;
    record(&shop, &id, "refunds", json!({"amount": 5})).await;
    shop.world.settle().await;
    assert_eq!(books(&read(&shop, &id).await), ("Pending", 40.0, 10.0), "a rule has the last word");
}
