//! Refunds that are recorded here and told by the shop (docs/payments.md).

use fake_carts::Vendor;
use serde_json::{Value, json};

use super::Connected;
use crate::shop::{Shop, text};

/// The order of the shop, changed at this minute, of which so much was refunded in all.
fn refunded(minute: u8, amount: &str) -> Value {
    let mut order = super::order_of(Vendor::WooCommerce);
    order["date_modified_gmt"] = json!(format!("2026-11-25T09:{minute}:00"));
    order["refunds"] = json!([{"id": 5, "reason": "", "total": format!("-{amount}")}]);
    order
}

/// Catches a refund that counts twice, or whose event happens twice, and one of the shop's alone that rules never hear of.
#[tokio::test]
async fn a_refund_recorded_here_that_the_shop_tells_counts_once_and_a_further_one_is_an_event() {
    let shop = Shop::open("carts-refunds").await;
    shop.rule("Refunded", "payment_refunded", json!([{"action": "add_order_note", "content": "refunded"}])).await;
    let connected = Connected::open(&shop, Vendor::WooCommerce).await;
    let id = connected.put(super::order_of(Vendor::WooCommerce));
    connected.arrive(&id, "order.created").await;
    let here = connected.order().await;
    let charged = here["processor_balance"].as_f64().unwrap();
    let path = format!("/v1/orders/{}/refunds", text(&here["id"]));
    shop.post(&path, &json!({"amount": 10})).await;
    let notes = here["order_notes"].as_array().unwrap().len();
    for (minute, told, sum) in [(30, "10.00", 10.0), (31, "10.00", 10.0), (32, "15.00", 15.0), (33, "15.00", 15.0)] {
        connected.put(refunded(minute, told));
        connected.arrive(&id, "order.updated").await;
        let order = connected.order().await;
        assert_eq!(order["refund_total"].as_f64(), Some(sum), "at {minute}");
        assert!((order["processor_balance"].as_f64().unwrap() - (charged - sum)).abs() < 0.001, "at {minute}");
        assert_eq!(order["payment_status"], "Partially Refunded");
        let events = if sum > 10.0 { 2 } else { 1 };
        assert_eq!(order["order_notes"].as_array().unwrap().len(), notes + events, "at {minute}");
        assert_eq!(order["order_payments"].as_array().unwrap().len(), 1, "what was recorded here");
    }
    let said = shop.history(&text(&here["id"])).await;
    assert_eq!(said.iter().filter(|line| line.contains("refunded 15.00 in all")).count(), 1, "{said:?}");
}
