//! Troubles of the field with Etsy's receipts, and what it is told.

use carts::{Cart, EnvelopeError, Headers, MappedOrder, Shortfall, Stage, Webhook};
use domain::Order;
use serde_json::json;

use crate::change::set_all;
use crate::fixtures::json as document;
use crate::orders::{created, map};
use crate::pushes::{access, plan, push, reply, shipped, shown};

fn mapped(changes: &[(&str, &str)]) -> (MappedOrder, Order) {
    let mapped = map(Cart::Etsy, &set_all(&document("etsy/receipt.json"), changes)).unwrap();
    let order = created(&mapped);
    (mapped, order)
}

#[test]
fn of_the_address_in_a_webhook_only_the_ids_are_taken() {
    let envelope = |body: String| {
        let headers = Headers::default();
        (Cart::Etsy.spec().envelope)(&Webhook::new(&headers, body.as_bytes()))
    };
    let hook = |address: &str, shop: &str| {
        envelope(format!(r#"{{"event_type":"order.paid","resource_url":"{address}","shop_id":{shop}}}"#))
    };
    for host in ["openapi.etsy.com", "api.etsy.com", "169.254.169.254"] {
        let found = hook(&format!("https://{host}/v3/application/shops/12345/receipts/54321?x=1"), "12345").unwrap();
        assert_eq!((found.order_id.as_str(), found.shop.as_str()), ("54321", "12345"), "{host}");
    }
    assert!(hook("https://api.etsy.com/v3/application/shops/999/receipts/54321", "12345").is_err());
    for bad in [
        "",
        "not an address",
        "https://api.etsy.com/v3/application/shops/12345/receipts/..%2f1",
        "https://api.etsy.com/shops/1",
    ] {
        assert_eq!(hook(bad, "12345"), Err(EnvelopeError::Missing("id of the order")), "{bad}");
    }
}

#[test]
fn what_was_not_wanted_is_not_printed() {
    for text in ["Not requested on this item.", "not requested on this item"] {
        let (_, order) = mapped(&[
            ("transactions[0].variations[1].formatted_value", &format!("\"{text}\"")),
            ("transactions[0].product_data", "null"),
        ]);
        assert_eq!(order.order_items[0].variation_list.keys().collect::<Vec<_>>(), ["Primary color"]);
    }
    let (_, order) = mapped(&[]);
    assert_eq!(order.order_items[0].variation_list.get("Personalization").map(String::as_str), Some("Hello"));
}

#[test]
fn a_receipt_without_an_address_waits_and_says_what_is_missing() {
    let (found, order) = mapped(&[("first_line", "null"), ("zip", "null"), ("city", "null"), ("country_iso", "null")]);
    let missing = vec!["address1", "city and postal_code", "country"];
    assert_eq!(found.shortfalls, [Shortfall::NoAddress { missing }]);
    assert_eq!((order.shipping.first_name.as_str(), order.shipping.last_name.as_str()), ("Ada", "Example"));
    let (no_zip, _) = mapped(&[("zip", "null")]);
    assert!(!no_zip.needs_person());
    let (digital, _) = mapped(&[("first_line", "null"), ("transactions[0].is_digital", "true")]);
    assert!(!digital.needs_person());
}

#[test]
fn amounts_are_exact_whatever_their_divisor() {
    let price = |amount: &str, divisor: &str| {
        let (_, order) =
            mapped(&[("transactions[0].price.amount", amount), ("transactions[0].price.divisor", divisor)]);
        order.order_items[0].price.text()
    };
    assert_eq!(price("1805", "100"), "18.05");
    assert_eq!(price("1800", "1"), "1800");
    assert_eq!(price("18005", "1000"), "18.005");
    let zero = set_all(&document("etsy/receipt.json"), &[("transactions[0].price.divisor", "0")]);
    assert!(map(Cart::Etsy, &zero).is_err_and(|error| error.to_string().contains("transactions[0].price.divisor")));
}

#[test]
fn statuses_come_in_letters_of_either_case() {
    for (status, shipped, paid, stage, payment) in [
        ("\"Paid\"", "false", "true", Stage::Open, "Approved"),
        ("\"paid\"", "false", "true", Stage::Open, "Approved"),
        ("\"Completed\"", "true", "true", Stage::Shipped, "Approved"),
        ("\"Canceled\"", "false", "true", Stage::Canceled, "Voided"),
        ("\"Fully Refunded\"", "false", "true", Stage::Canceled, "Fully Refunded"),
        ("\"partially refunded\"", "false", "true", Stage::Open, "Partially Refunded"),
        ("\"open\"", "false", "false", Stage::Unpaid, "Pending"),
    ] {
        let (found, order) = mapped(&[("status", status), ("is_shipped", shipped), ("is_paid", paid)]);
        assert_eq!((found.stage, order.payment_status.as_str()), (stage, payment), "{status}");
    }
}

#[test]
fn vat_is_in_the_prices_and_gift_wrap_is_handling() {
    let (_, order) =
        mapped(&[("total_vat_cost.amount", "300"), ("gift_wrap_price.amount", "250"), ("grandtotal.amount", "4800")]);
    assert_eq!((order.tax_total.text(), order.handling_total.text()), ("0".into(), "2.5".into()));
    assert_eq!(order.checkout_data.get("Tax (included)").map(String::as_str), Some("3.00"));
    assert_eq!(order.order_metadata.get("total_residual"), None);
}

#[test]
fn it_is_told_by_a_form_and_only_once() {
    let (order, access) = (shipped(Cart::Etsy), access(Cart::Etsy));
    let look = (Cart::Etsy.spec().push.unwrap().look)(&access, &push(&order, 0));
    let first = plan(&access, Cart::Etsy, &push(&order, 0), r#"{"shipments":[]}"#).unwrap();
    let mut bare = push(&order, 0);
    bare.shipment.tracking_number = "n/a".into();
    let no_number = plan(&access, Cart::Etsy, &bare, r#"{"shipments":[]}"#).unwrap();
    insta::assert_json_snapshot!(json!({
        "look": look.iter().map(shown).collect::<Vec<_>>(),
        "first": shown(&first.sends[0]),
        "without a number": shown(&no_number.sends[0]),
    }));
    let there = r#"{"shipments":[{"receipt_shipping_id":3,"tracking_code":"1z0000000000000019"}]}"#;
    let found = plan(&access, Cart::Etsy, &push(&order, 0), there).unwrap();
    assert_eq!((found.found, found.sends.len()), (vec!["3".to_owned()], 0));
    assert_eq!(plan(&access, Cart::Etsy, &push(&order, 1), there).unwrap().sends.len(), 1);
    let answer = r#"{"receipt_id":1,"shipments":[{"receipt_shipping_id":4,"shipment_notification_timestamp":1793541700},
        {"receipt_shipping_id":3,"shipment_notification_timestamp":1793541600}]}"#;
    assert_eq!((Cart::Etsy.spec().push.unwrap().read)(&reply(201, answer)), Ok(Some("4".to_owned())));
}
