//! The books of an order, called at once, and rules that hear of payments by the real stream (orderdesk-app 10.5).
//! Everything else about payments is in `tests/api/flows/payments.rs`.

use futures_util::join;
use serde_json::{Value, json};
use waybill::http::Reply;

use crate::shop::{PATIENCE, Shop, order, text};

/// Creates an order of this status, of which 50 is the balance; its id.
async fn paid(shop: &Shop, number: &str, status: &str) -> String {
    let mut new = order(number);
    (new["payment_status"], new["processor_balance"]) = (json!(status), json!(50));
    text(&shop.post("/api/v2/orders", &new).await["order"]["id"])
}

async fn record(shop: &Shop, order: &str, what: &str, body: Value, key: &str) -> Reply {
    let path = format!("/v1/orders/{order}/{what}");
    shop.call_raw("POST", &path, Some(body.to_string()), &[("Idempotency-Key", key)]).await
}

/// The field that a refusal names.
fn field_of(refused: &Reply) -> String {
    assert_eq!(refused.status, 409, "{}", refused.text());
    text(&refused.json::<Value>().unwrap()["errors"][0]["field"])
}

/// The status, the balance and the sum of refunds of an order.
fn books(order: &Value) -> [Value; 3] {
    ["payment_status", "processor_balance", "refund_total"].map(|name| order[name].clone())
}

/// Catches a refund beyond the balance when two come at once, one that counts twice as its answer was lost, a void of what
/// was charged, and a rule that hears of none of them.
#[tokio::test]
async fn refunds_and_a_void_stay_within_the_balance_and_rules_hear_of_each_once() {
    let shop = Shop::open("payments").await;
    for event in ["payment_refunded", "payment_voided"] {
        let actions = json!([{"action": "post_order_json", "url": shop.receiver.url(&format!("/{event}"))}]);
        shop.rule(event, event, actions).await;
    }
    let charged = paid(&shop, "PAY-1", "Captured").await;
    let thirty = || json!({"amount": "30.00", "note": "One lantern was broken"});
    let (one, other) =
        join!(record(&shop, &charged, "refunds", thirty(), "a"), record(&shop, &charged, "refunds", thirty(), "b"));
    let (taken, key, refused) = if one.status == 201 { (one, "a", other) } else { (other, "b", one) };
    assert_eq!((taken.status, field_of(&refused)), (201, "amount".to_owned()), "{}", taken.text());
    let again = record(&shop, &charged, "refunds", thirty(), key).await;
    let payment = |reply: &Reply| reply.json::<Value>().unwrap()["payment"].clone();
    assert_eq!((again.status, payment(&again)), (201, payment(&taken)), "the same refund");
    assert_eq!(books(&shop.read(&charged).await), [json!("Partially Refunded"), json!(20), json!(30)]);
    assert_eq!(record(&shop, &charged, "refunds", json!({}), "rest").await.status, 201);
    assert_eq!(books(&shop.read(&charged).await), [json!("Fully Refunded"), json!(0), json!(50)]);
    assert_eq!(field_of(&record(&shop, &charged, "void", json!({}), "void").await), "payment_status");

    let held = paid(&shop, "PAY-2", "Authorized").await;
    assert_eq!(record(&shop, &held, "void", json!({}), "void").await.status, 201);
    assert_eq!(books(&shop.read(&held).await), [json!("Voided"), json!(0), json!(0)]);

    shop.appointments(&charged, "complete", 2).await;
    shop.appointments(&held, "complete", 1).await;
    for (event, count) in [("/payment_refunded", 2), ("/payment_voided", 1)] {
        assert_eq!(shop.receiver.wait_for(event, count, PATIENCE).await.unwrap().len(), count, "{event}");
    }
}
