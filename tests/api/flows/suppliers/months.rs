//! On day 1 at 06:00 the store is told how the month went at its suppliers.

use std::time::Duration;

use serde_json::json;

use super::call_as;
use crate::shop::Shop;

const DAY: Duration = Duration::from_hours(24);

fn summaries(shop: &Shop) -> Vec<String> {
    let all = shop.mails().into_iter().filter(|mail| mail.subject.starts_with("Suppliers in "));
    all.map(|mail| mail.text).collect()
}

/// Lets time pass, hour by hour, with all that is due.
async fn pass(shop: &Shop, days: u32) {
    for _ in 0..days * 4 {
        shop.world.advance(DAY / 4);
        shop.world.tick().await.unwrap();
        shop.world.settle().await;
    }
}

/// F149, F150: catches a canceled order in a total, a month that is told twice or never, and a cancellation that comes
/// after its month was told and is never deducted.
#[tokio::test]
async fn a_month_is_told_once_without_canceled_orders_in_what_commission_is_of() {
    let shop = Shop::open("months").await;
    let more = json!({"commission_percent": "12.5"});
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], more).await;
    shop.supplier("Idle", &["LAMP"], json!({})).await;
    let key = shop.key_of_supplier(&supplier).await;
    let mut orders = vec![];
    for number in 0..4 {
        orders.push(shop.order(&format!("M-{number}")).await);
        shop.submit(&orders[number], &supplier).await;
    }
    let cancel = async |order: &str, note: &str| {
        let path = format!("/v1/supplier/orders/{order}/cancel");
        assert_eq!(call_as(&shop, &key, "POST", &path, Some(&json!({"note": note}))).await.status, 200);
    };
    cancel(&orders[0], "Sold out").await;
    let parcel = json!({"tracking_number": "T-1"});
    let path = format!("/v1/supplier/orders/{}/shipments", orders[1]);
    assert_eq!(call_as(&shop, &key, "POST", &path, Some(&parcel)).await.status, 201);
    shop.world.settle().await;
    assert_eq!(summaries(&shop).len(), 0);
    // The world begins on 25 November.
    pass(&shop, 7).await;
    let told = summaries(&shop);
    assert_eq!(told.len(), 1, "{told:?}");
    for line in [
        "What went to suppliers in 2026-11.",
        "Placed:                  4, worth 192.00",
        "Shipped:                 1, worth 48.00",
        "Canceled:                1, worth 48.00",
        "Commission base:         144.00",
        "Commission:              18.00 (12.5 %)",
    ] {
        assert!(told[0].lines().any(|found| found == line), "{line} in {}", told[0]);
    }
    assert!(told[0].contains("M-0 (order id") && told[0].contains(": Sold out"), "{}", told[0]);
    assert!(!told[0].contains("Idle"), "{}", told[0]);
    cancel(&orders[2], "Broke in the kiln").await;
    pass(&shop, 31).await;
    let told = summaries(&shop);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].contains("Canceled, placed before: 1, worth 48.00"), "{}", told[1]);
    assert!(told[1].contains("Commission:              -6.00"), "{}", told[1]);
    pass(&shop, 31).await;
    assert_eq!(summaries(&shop).len(), 2, "nothing happened in January");
}
