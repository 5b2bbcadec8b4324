//! Which payments are recorded, and what an order is behind them.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::{FolderId, OrderId};

fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

/// An order of this status and balance, placed at the beginning of time.
fn order(status: &str, balance: &str) -> Order {
    let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
    (order.payment_status, order.processor_balance) = (status.into(), money(balance));
    order
}

fn new(kind: PaymentKind, amount: Option<&str>) -> NewPayment {
    NewPayment { kind, amount: amount.map(money), note: String::new() }
}

fn record(order: &mut Order, kind: PaymentKind, amount: Option<&str>) -> Result<Payment, PaymentError> {
    let key = format!("key-{}", order.order_payments.len());
    order.record_payment(&new(kind, amount), &key, "API", Timestamp::UNIX_EPOCH)
}

/// The status, the balance and the sum of refunds.
fn books(order: &Order) -> (&str, String, String) {
    (&order.payment_status, order.processor_balance.text(), order.refund_total.text())
}

/// The field that a refusal names, and whether it was the order's state; the order stays as it is.
fn refused(order: &Order, kind: PaymentKind, amount: Option<&str>, now: Timestamp) -> (String, bool) {
    let mut tried = order.clone();
    let error = tried.record_payment(&new(kind, amount), "key", "API", now).unwrap_err();
    assert_eq!(tried, *order, "{error}");
    match error {
        PaymentError::Invalid(problem) => (problem.field, false),
        PaymentError::Conflict(problem) => (problem.field, true),
        PaymentError::UsedUp(used_up) => panic!("{used_up}"),
    }
}

#[test]
fn a_refund_lowers_the_balance_until_nothing_is_left_of_it() {
    for status in ["Captured", "Approved", "captured", "paid by gift card", ""] {
        let mut order = order(status, "50");
        let payment = record(&mut order, PaymentKind::Refund, Some("12.5")).unwrap();
        assert_eq!((payment.amount.text(), payment.by.as_str()), ("12.5".into(), "API"));
        assert_eq!(books(&order), ("Partially Refunded", "37.5".into(), "12.5".into()));
        record(&mut order, PaymentKind::Refund, None).unwrap();
        assert_eq!(books(&order), ("Fully Refunded", "0".into(), "50".into()));
        assert_eq!(order.order_payments.len(), 2);
        assert_eq!(refused(&order, PaymentKind::Refund, Some("1"), Timestamp::UNIX_EPOCH).0, "payment_status");
    }
}

#[test]
fn a_capture_is_of_what_is_authorised_or_less_and_is_the_balance_then() {
    let mut order = order("Authorized", "50");
    assert_eq!(refused(&order, PaymentKind::Capture, Some("50.01"), Timestamp::UNIX_EPOCH), ("amount".into(), true));
    record(&mut order, PaymentKind::Capture, Some("30")).unwrap();
    assert_eq!(books(&order), ("Captured", "30".into(), "0".into()));
    for (kind, field) in [(PaymentKind::Capture, "payment_status"), (PaymentKind::Void, "payment_status")] {
        assert_eq!(refused(&order, kind, None, Timestamp::UNIX_EPOCH), (field.into(), true));
    }
    assert_eq!(refused(&order, PaymentKind::Refund, Some("30.01"), Timestamp::UNIX_EPOCH), ("amount".into(), true));
    record(&mut order, PaymentKind::Refund, Some("30")).unwrap();
    assert_eq!(books(&order), ("Fully Refunded", "0".into(), "30".into()));
}

#[test]
fn a_void_is_of_what_was_not_charged_for_three_days_after_the_purchase() {
    let end = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(72);
    for status in ["Authorized", "Pending"] {
        let mut order = order(status, "50");
        let late = end + SignedDuration::from_secs(1);
        assert_eq!(refused(&order, PaymentKind::Void, None, late), ("date_added".into(), true));
        let payment = order.record_payment(&new(PaymentKind::Void, None), "key", "API", end).unwrap();
        assert_eq!(payment.amount.text(), "50");
        assert_eq!(books(&order), ("Voided", "0".into(), "0".into()));
    }
}

#[test]
fn what_the_status_does_not_allow_is_refused_by_its_name() {
    use PaymentKind::{Capture, Refund, Void};
    for (kind, refusing) in [
        (Refund, &["Authorized", "Pending", "Rejected", "Voided", "Fully Refunded", "voided "][..]),
        (Capture, &["Approved", "Captured", "Pending", "Rejected", "Voided", "Partially Refunded", "paid", ""]),
        (Void, &["Approved", "Captured", "Rejected", "Voided", "Partially Refunded", "Fully Refunded", "paid", ""]),
    ] {
        for status in refusing {
            let found = refused(&order(status, "50"), kind, None, Timestamp::UNIX_EPOCH);
            assert_eq!(found, ("payment_status".into(), true), "{kind:?} of {status}");
        }
    }
}

#[test]
fn an_amount_is_more_than_nothing_and_no_finer_than_the_currency() {
    let field = |order: &Order, amount: &str| refused(order, PaymentKind::Refund, Some(amount), Timestamp::UNIX_EPOCH);
    for amount in ["0", "-1", "-0.01", "0.001"] {
        assert_eq!(field(&order("Captured", "50"), amount), ("amount".into(), false), "{amount}");
    }
    for (currency, finest, too_fine) in [("JPY", "7", "7.5"), ("kwd", "7.125", "7.1255"), ("USD", "7.12", "7.125")] {
        let mut order = order("Captured", "50.125");
        order.order_metadata.insert("currency".into(), currency.into());
        assert_eq!(field(&order, too_fine), ("amount".into(), false), "{currency}");
        record(&mut order, PaymentKind::Refund, Some(finest)).unwrap();
    }
    // Where nobody says the currency, the balance does; all of it can always be paid back.
    let mut finer = order("Captured", "50.125");
    record(&mut finer, PaymentKind::Refund, Some("0.005")).unwrap();
    assert_eq!(field(&finer, "0.0005").0, "amount");
    let mut whole = order("Captured", "50.125");
    whole.order_metadata.insert("currency".into(), "EUR".into());
    record(&mut whole, PaymentKind::Refund, Some("50.125")).unwrap();
    assert_eq!(books(&whole).0, "Fully Refunded");
}

#[test]
fn nothing_is_paid_back_of_an_order_without_a_balance_or_that_was_merged() {
    for balance in ["0", "-5"] {
        for amount in [None, Some("1")] {
            let found = refused(&order("Captured", balance), PaymentKind::Refund, amount, Timestamp::UNIX_EPOCH);
            assert_eq!(found, ("processor_balance".into(), true));
        }
    }
    let mut merged = order("Captured", "50");
    merged.family.merged_to = OrderId::new(8);
    assert_eq!(refused(&merged, PaymentKind::Refund, None, Timestamp::UNIX_EPOCH), (String::new(), true));
}

#[test]
fn an_order_has_an_end_of_payments_and_a_note_one_of_characters() {
    let mut order = order("Captured", "500");
    for _ in 0..MAX_PAYMENTS {
        record(&mut order, PaymentKind::Refund, Some("1")).unwrap();
    }
    assert_eq!(refused(&order, PaymentKind::Refund, Some("1"), Timestamp::UNIX_EPOCH), (String::new(), true));
    let note = "x".repeat(MAX_PAYMENT_NOTE_LENGTH + 1);
    let long = NewPayment { note, ..new(PaymentKind::Refund, None) };
    let error = order.record_payment(&long, "key", "API", Timestamp::UNIX_EPOCH).unwrap_err();
    assert!(matches!(error, PaymentError::Invalid(problem) if problem.field == "note"));
}

#[test]
fn a_key_is_known_with_what_it_was_sent_with_and_comes_back_from_a_row() {
    let mut order = order("Captured", "50");
    let refund = new(PaymentKind::Refund, Some("5.00"));
    assert_eq!(order.payment_by_key(&refund, "one"), Repetition::None);
    let payment = order.record_payment(&refund, "one", "API", Timestamp::UNIX_EPOCH).unwrap();
    let order: Order = serde_json::from_value(serde_json::to_value(&order).unwrap()).unwrap();
    assert_eq!(order.payment_by_key(&new(PaymentKind::Refund, Some("5")), "one"), Repetition::Of(&payment));
    assert_eq!(order.payment_by_key(&refund, "two"), Repetition::None);
    for other in [new(PaymentKind::Refund, Some("6")), new(PaymentKind::Refund, None), new(PaymentKind::Void, None)] {
        assert_eq!(order.payment_by_key(&other, "one"), Repetition::KeyOfAnother, "{other:?}");
    }
}

#[test]
fn what_a_cart_tells_of_payments_is_an_event_once() {
    let told = |before: (&str, &str), after: (&str, &str)| {
        let order = |(status, refunds): (&str, &str)| Order { refund_total: money(refunds), ..order(status, "50") };
        payment_events(&order(before), &order(after))
    };
    assert_eq!(told(("Authorized", "0"), ("Approved", "0")), [Event::PaymentCaptured]);
    assert_eq!(told(("Pending", "0"), ("Captured", "0")), [Event::PaymentCaptured]);
    assert_eq!(told(("Approved", "0"), ("Partially Refunded", "5")), [Event::PaymentRefunded]);
    assert_eq!(told(("Authorized", "0"), ("Voided", "0")), [Event::PaymentVoided]);
    assert_eq!(told(("Approved", "0"), ("Captured", "0")), []);
    assert_eq!(told(("Partially Refunded", "5"), ("Partially Refunded", "5")), []);
    assert_eq!(told(("Partially Refunded", "5"), ("Approved", "0")), []);
}

proptest! {
    #[test]
    fn whatever_is_refunded_the_books_add_up(amounts in prop::collection::vec(1_i64..4_000, 1..30)) {
        let mut order = order("Captured", "100");
        for amount in amounts {
            let amount = money(&format!("{}.{:02}", amount / 100, amount % 100));
            let _ = record(&mut order, PaymentKind::Refund, Some(&amount.text()));
            let sum: Money = order.order_payments.iter().map(|payment| payment.amount).sum();
            prop_assert_eq!(order.refund_total, sum);
            prop_assert_eq!(order.processor_balance + sum, money("100"));
            prop_assert!(!order.processor_balance.is_negative());
        }
    }
}
