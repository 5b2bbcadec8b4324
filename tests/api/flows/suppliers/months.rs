//! On day 1 at 06:00 the store is told how the month went at its suppliers.

use std::time::Duration;

use jiff::Timestamp;
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

/// Lets time pass until then, and what is due by then be done.
async fn until(shop: &Shop, then: &str) {
    let then: Timestamp = then.parse().unwrap();
    let left = then.duration_since(shop.world.aws.time.now());
    shop.world.advance(Duration::try_from(left).unwrap());
    shop.world.tick().await.unwrap();
    shop.world.settle().await;
}

/// What the newest mail says of a supplier: the lines from its name to the next blank one.
fn of_supplier(mail: &str, name: &str) -> Vec<String> {
    let lines = mail.lines().skip_while(|line| *line != name).take_while(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn assert_says(mail: &str, supplier: &str, lines: &[&str]) {
    let own = of_supplier(mail, supplier);
    for line in lines {
        assert!(own.iter().any(|found| found == line), "{line} of {supplier} in {mail}");
    }
}

async fn cancel_as(shop: &Shop, key: &str, order: &str, note: &str) {
    let path = format!("/v1/supplier/orders/{order}/cancel");
    assert_eq!(call_as(shop, key, "POST", &path, Some(&json!({"note": note}))).await.status, 200);
    shop.world.settle().await;
}

/// F149, F150: catches a cancellation that nobody is told of, as the order was submitted anew before the month was over: to
/// another supplier, and to the same.
#[tokio::test]
async fn what_was_canceled_is_told_though_the_order_was_submitted_anew() {
    let shop = Shop::open("months-anew").await;
    let more = json!({"commission_percent": "10"});
    let first = shop.supplier("Harbor Prints", &["PRINT-A3"], more.clone()).await;
    let other = shop.supplier("Other Prints", &["PRINT-A3"], more).await;
    let key = shop.key_of_supplier(&first).await;
    let (moved, stayed) = (shop.order("A-1").await, shop.order("A-2").await);
    for order in [&moved, &stayed] {
        shop.submit(order, &first).await;
        shop.world.advance(Duration::from_mins(5));
        cancel_as(&shop, &key, order, &format!("No paper for {order}")).await;
        shop.world.advance(Duration::from_mins(5));
    }
    shop.submit(&moved, &other).await;
    shop.submit(&stayed, &first).await;
    until(&shop, "2026-12-01T06:30:00Z").await;
    let mail = summaries(&shop).pop().unwrap();
    let told_of_first = [
        "Placed:                  3, worth 144.00",
        "Canceled:                2, worth 96.00",
        "Commission base:         48.00",
    ];
    assert_says(&mail, "Harbor Prints", &told_of_first);
    assert_says(
        &mail,
        "Other Prints",
        &["Placed:                  1, worth 48.00", "Canceled:                0, worth 0.00"],
    );
    for (number, order) in [("A-1", &moved), ("A-2", &stayed)] {
        let line = format!("  {number} (order id {order}): No paper for {order}");
        assert_eq!(mail.matches(&line).count(), 1, "{mail}");
    }
}

/// F150: catches commission that is deducted twice, as an order was canceled when the month was over and its mail not yet
/// written.
#[tokio::test]
async fn what_is_canceled_before_the_mail_and_behind_the_month_is_deducted_once() {
    let shop = Shop::open("months-between").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({"commission_percent": "10"})).await;
    let key = shop.key_of_supplier(&supplier).await;
    let order = shop.order("A-1").await;
    shop.submit(&order, &supplier).await;
    until(&shop, "2026-12-01T02:00:00Z").await;
    cancel_as(&shop, &key, &order, "Too late").await;
    until(&shop, "2026-12-01T06:30:00Z").await;
    let november = summaries(&shop).pop().unwrap();
    let as_it_ended = ["Canceled:                0, worth 0.00", "Commission base:         48.00"];
    assert_says(&november, "Harbor Prints", &as_it_ended);
    until(&shop, "2027-01-01T06:30:00Z").await;
    assert_eq!(summaries(&shop).len(), 2);
    let december = summaries(&shop).pop().unwrap();
    let deducted = ["Canceled, placed before: 1, worth 48.00", "Commission base:         -48.00"];
    assert_says(&december, "Harbor Prints", &deducted);
    assert!(december.contains("A-1 (order id") && december.contains(": Too late"), "{december}");
}

/// F150: catches commission that is taken twice of what is submitted again, and of which nothing is taken back where the order
/// goes elsewhere after its month was told.
#[tokio::test]
async fn what_is_submitted_again_counts_once_and_what_went_elsewhere_since_is_deducted() {
    let shop = Shop::open("months-again").await;
    let more = json!({"commission_percent": "10"});
    let first = shop.supplier("Harbor Prints", &["PRINT-A3"], more.clone()).await;
    let other = shop.supplier("Other Prints", &["PRINT-A3"], more).await;
    let key = shop.key_of_supplier(&first).await;
    let (again, moved) = (shop.order("A-1").await, shop.order("A-2").await);
    shop.submit(&again, &first).await;
    shop.submit(&moved, &first).await;
    until(&shop, "2026-12-01T06:30:00Z").await;
    assert_says(&summaries(&shop).pop().unwrap(), "Harbor Prints", &["Commission base:         96.00"]);
    shop.post(&format!("/v1/orders/{again}/submissions"), &json!({"supplier_id": first, "again": true})).await;
    cancel_as(&shop, &key, &moved, "Out of ink").await;
    shop.world.advance(Duration::from_mins(5));
    shop.submit(&moved, &other).await;
    until(&shop, "2027-01-01T06:30:00Z").await;
    let december = summaries(&shop).pop().unwrap();
    let of_first = [
        "Placed:                  0, worth 0.00",
        "Canceled, placed before: 1, worth 48.00",
        "Commission base:         -48.00",
    ];
    assert_says(&december, "Harbor Prints", &of_first);
    assert_says(
        &december,
        "Other Prints",
        &["Placed:                  1, worth 48.00", "Commission base:         48.00"],
    );
    assert!(december.contains(": Out of ink"), "{december}");
}
