//! Troubles of the field with Squarespace's orders, and what it is told.

use carts::{Cart, CartError, Headers, MappedOrder, Stage, Topic, Webhook};
use domain::Order;
use serde_json::json;

use crate::change::set_all;
use crate::fixtures::{bytes, json as document};
use crate::orders::{created, map};
use crate::pushes::{access, plan, push, shipped, shown};

fn mapped(changes: &[(&str, &str)]) -> (MappedOrder, Order) {
    let mapped = map(Cart::Squarespace, &set_all(&document("squarespace/order.json"), changes)).unwrap();
    let order = created(&mapped);
    (mapped, order)
}

#[test]
fn a_cancellation_is_an_update_that_says_so() {
    let (headers, body) = (Headers::default(), bytes("squarespace/hook_order_update_canceled.json"));
    let envelope = (Cart::Squarespace.spec().envelope)(&Webhook::new(&headers, &body)).unwrap();
    assert_eq!((envelope.topic, envelope.order_id.as_str()), (Topic::OrderCanceled, "64f0000000000000000000aa"));
    assert_eq!(envelope.delivery_ids, ["64f000000000000000000004"]);
    assert!(envelope.is_of_shop("64f000000000000000000002") && !envelope.is_of_shop("other"));
}

#[test]
fn payment_follows_from_what_was_paid_back() {
    for (refunded, status, stage, payment) in [
        ("0.00", "PENDING", Stage::Open, "Approved"),
        ("0.00", "FULFILLED", Stage::Shipped, "Approved"),
        ("10.00", "PENDING", Stage::Open, "Partially Refunded"),
        ("84.94", "CANCELED", Stage::Canceled, "Fully Refunded"),
        ("0.00", "CANCELED", Stage::Canceled, "Voided"),
    ] {
        let (refunded, status) = (format!("\"{refunded}\""), format!("\"{status}\""));
        let (found, order) = mapped(&[("refundedTotal.value", &refunded), ("fulfillmentStatus", &status)]);
        assert_eq!((found.stage, order.payment_status.as_str()), (stage, payment), "{refunded} {status}");
    }
}

#[test]
fn a_digital_order_has_no_address_to_ship_to_and_waits_for_nobody() {
    let (found, order) = mapped(&[
        ("shippingAddress", "null"),
        ("billingAddress", "null"),
        ("lineItems[0].lineItemType", "\"GIFT_CARD\""),
        ("customerEmail", "\"ada@example.com\""),
    ]);
    assert!(!found.needs_person());
    assert_eq!((order.customer.company.as_str(), order.order_items[0].delivery_type.as_str()), ("ada", "noship"));
}

#[test]
fn prices_with_tax_in_them_stay_and_a_trial_is_one() {
    let (found, order) =
        mapped(&[("priceTaxInterpretation", "\"INCLUSIVE\""), ("grandTotal.value", "\"79.00\""), ("testmode", "true")]);
    assert_eq!((order.tax_total.text(), order.order_total().text()), ("0".into(), "79".into()));
    assert_eq!(order.order_metadata.get("total_residual"), None);
    assert!(found.is_test);
}

#[test]
fn discounts_make_up_what_the_order_says() {
    let (_, more) = mapped(&[("discountTotal.value", "\"9.50\"")]);
    let amounts: Vec<String> = more.discount_list.iter().map(|discount| discount.amount.text()).collect();
    assert_eq!(amounts, ["8", "1.5"]);
    let (_, less) = mapped(&[("discountTotal.value", "\"5.00\"")]);
    assert_eq!(less.discount_total().text(), "5");
}

#[test]
fn it_is_told_with_a_warning_where_something_is_left() {
    let (order, access) = (shipped(Cart::Squarespace), access(Cart::Squarespace));
    let order_text = String::from_utf8(bytes("squarespace/order.json")).unwrap();
    let look = (Cart::Squarespace.spec().push.unwrap().look)(&access, &push(&order, 0));
    let first = plan(&access, Cart::Squarespace, &push(&order, 0), &order_text).unwrap();
    let last = plan(&access, Cart::Squarespace, &push(&order, 1), &order_text).unwrap();
    assert_eq!((first.notes.len(), last.notes.len()), (1, 0));
    insta::assert_json_snapshot!(
        json!({"look": look.iter().map(shown).collect::<Vec<_>>(), "first": shown(&first.sends[0])})
    );
}

#[test]
fn it_is_told_once_and_never_of_a_canceled_order() {
    let (order, access) = (shipped(Cart::Squarespace), access(Cart::Squarespace));
    let there = r#"{"fulfillmentStatus":"FULFILLED","fulfillments":[{"trackingNumber":"1Z 0000000000000019"}]}"#;
    let found = plan(&access, Cart::Squarespace, &push(&order, 0), there).unwrap();
    assert_eq!((found.found.len(), found.sends.len()), (1, 0));
    assert_eq!(plan(&access, Cart::Squarespace, &push(&order, 1), there).unwrap().sends.len(), 1);
    let canceled = plan(&access, Cart::Squarespace, &push(&order, 0), r#"{"fulfillmentStatus":"CANCELED"}"#);
    assert!(matches!(canceled, Err(CartError::Rejected { .. })));
}
