//! Troubles of the field with WooCommerce's orders.

use carts::{Cart, MappedOrder, Shortfall, Stage};
use domain::Order;

use crate::change::set_all;
use crate::fixtures::json;
use crate::orders::{created, map};

fn mapped(changes: &[(&str, &str)]) -> (MappedOrder, Order) {
    let mapped = map(Cart::WooCommerce, &set_all(&json("woocommerce/order_created.json"), changes)).unwrap();
    let order = created(&mapped);
    (mapped, order)
}

#[test]
fn a_price_is_that_of_the_line_and_not_the_noise_of_its_number() {
    let (_, order) = mapped(&[
        ("line_items[0].price", "17.169999999999998"),
        ("line_items[0].quantity", "3"),
        ("line_items[0].subtotal", "\"51.51\""),
    ]);
    assert_eq!(order.order_items[0].price.text(), "17.17");
    let (_, order) = mapped(&[
        ("line_items[0].price", "17.169999999999998"),
        ("line_items[0].quantity", "3"),
        ("line_items[0].subtotal", "null"),
        ("line_items[0].total", "\"51.51\""),
    ]);
    assert_eq!(order.order_items[0].price.text(), "17.17");
}

#[test]
fn a_third_of_ten_loses_no_cent() {
    let (_, order) = mapped(&[("line_items[1].quantity", "3"), ("line_items[1].subtotal", "\"10.00\"")]);
    assert_eq!(order.order_items[1].price.text(), "3.333333");
    assert_eq!(order.order_metadata.get("total_residual"), None);
}

#[test]
fn of_a_fractional_quantity_there_is_one_at_the_price_of_all_and_it_is_said() {
    let (mapped, order) = mapped(&[("line_items[0].quantity", "1.52")]);
    let item = &order.order_items[0];
    assert_eq!((item.quantity, item.price.text()), (1, "40".into()));
    assert_eq!(item.metadata.get("quantity").map(String::as_str), Some("1.52"));
    assert!(mapped.needs_person());
    let texts: Vec<String> = mapped.shortfalls.iter().map(Shortfall::text).collect();
    assert!(texts.iter().any(|text| text.contains("1.52")), "{texts:?}");
}

#[test]
fn a_line_of_a_negative_quantity_has_a_negative_price() {
    let (mapped, order) = mapped(&[("line_items[1].quantity", "-2"), ("line_items[1].subtotal", "\"-10.00\"")]);
    let item = &order.order_items[1];
    assert_eq!((item.quantity, item.price.text()), (2, "-5".into()));
    assert!(mapped.needs_person());
}

#[test]
fn values_of_any_kind_are_kept_as_json() {
    for (value, expected) in [
        (r#"["a","b"]"#, Some(r#"["a","b"]"#)),
        (r#"{"x":1}"#, Some(r#"{"x":1}"#)),
        ("17.169999999999998", Some("17.169999999999998")),
        ("true", Some("true")),
        ("null", None),
    ] {
        let meta = format!(r#"[{{"id":1,"key":"Extra","value":{value}}}]"#);
        let (_, order) = mapped(&[("line_items[0].meta_data", &meta)]);
        assert_eq!(order.order_items[0].variation_list.get("Extra").map(String::as_str), expected, "{value}");
    }
}

#[test]
fn texts_are_decoded_once_and_have_no_tags() {
    let meta =
        r#"[{"key":"pa_note","value":"x","display_key":"Note &amp; more","display_value":"<p>H&amp;M <b>x</b></p>"}]"#;
    let (_, order) = mapped(&[
        ("line_items[0].parent_name", "\"H&amp;amp;M &#8211; Tee\""),
        ("line_items[0].meta_data", meta),
        ("shipping_lines[0].method_title", "\"Van &amp; Velo\""),
        ("customer_note", "\"it&#039;s &lt;ok&gt; 🙂 مرحبا\""),
        ("shipping.company", "\"A&amp;B\""),
    ]);
    assert_eq!(order.order_items[0].name, "H&amp;M – Tee");
    assert_eq!(order.order_items[0].variation_list.get("Note & more").map(String::as_str), Some("H&M x"));
    assert_eq!((order.shipping_method.as_str(), order.shipping.company.as_str()), ("Van & Velo", "A&B"));
    assert_eq!(order.checkout_data.get("Note").map(String::as_str), Some("it's <ok> 🙂 مرحبا"));
}

#[test]
fn an_address_of_blank_texts_is_none_and_the_other_one_is_taken() {
    let blank = r#"{"first_name":"","last_name":"","address_1":"","city":"","country":""}"#;
    let (mapped, order) = mapped(&[("shipping", blank)]);
    assert_eq!(order.shipping, order.customer);
    assert!(!mapped.needs_person());
}

#[test]
fn statuses_say_how_far_the_order_and_its_payment_are() {
    for (status, stage, payment) in [
        ("checkout-draft", Stage::Unfinished, "Pending"),
        ("pending", Stage::Unfinished, "Pending"),
        ("failed", Stage::Unfinished, "Rejected"),
        ("on-hold", Stage::Unpaid, "Pending"),
        ("processing", Stage::Open, "Approved"),
        ("wc-in-production", Stage::Open, "Approved"),
        ("completed", Stage::Shipped, "Approved"),
        ("cancelled", Stage::Canceled, "Voided"),
        ("refunded", Stage::Canceled, "Fully Refunded"),
        ("trash", Stage::Canceled, "Voided"),
    ] {
        let (mapped, order) = mapped(&[("status", &format!("\"{status}\""))]);
        assert_eq!((mapped.stage, order.payment_status.as_str()), (stage, payment), "{status}");
    }
    let (_, on_delivery) = mapped(&[("date_paid", "null"), ("date_paid_gmt", "null")]);
    assert_eq!((on_delivery.payment_status.as_str(), on_delivery.processor_balance.text()), ("Pending", "0".into()));
}

#[test]
fn a_refund_is_negative_text_and_counts_as_what_was_paid_back() {
    let (mapped, order) = mapped(&[("refunds", r#"[{"id":5,"reason":"","total":"-10.00"},{"id":6,"total":"-0.50"}]"#)]);
    assert_eq!((mapped.refunds.len(), order.refund_total.text()), (2, "10.5".into()));
    assert_eq!((order.payment_status.as_str(), order.processor_balance.text()), ("Partially Refunded", "45.13".into()));
}

#[test]
fn coupons_that_do_not_make_up_the_discount_are_completed_or_joined() {
    let (_, more) = mapped(&[("discount_total", "\"7.00\"")]);
    let amounts: Vec<String> = more.discount_list.iter().map(|discount| discount.amount.text()).collect();
    assert_eq!(amounts, ["5", "2"]);
    let (_, less) = mapped(&[("discount_total", "\"4.00\"")]);
    assert_eq!((less.discount_list.len(), less.discount_list[0].code.as_str()), (1, "welcome10"));
    assert_eq!(less.discount_total().text(), "4");
}

#[test]
fn tracking_numbers_of_the_plugins_are_shipments() {
    let meta = r#"[{"key":"_wc_shipment_tracking_items","value":[{"tracking_provider":"ups","tracking_number":"1Z0000000000000019",
        "tracking_id":"abc","date_shipped":"1793800800"}]}]"#;
    let (_, order) = mapped(&[("meta_data", meta)]);
    let shipment = &order.order_shipments[0];
    assert_eq!((shipment.cart_shipment_id.as_str(), shipment.tracking_number.as_str()), ("abc", "1Z0000000000000019"));
    assert_eq!(order.order_metadata.get("_wc_shipment_tracking_items"), None);
}

#[test]
fn metadata_beyond_an_orders_limit_is_left_out_and_named() {
    let long = "x".repeat(1_500);
    let meta: Vec<String> =
        ["_a", "_b", "_c"].iter().map(|key| format!(r#"{{"key":"{key}","value":"{long}"}}"#)).collect();
    let (mapped, order) = mapped(&[("meta_data", &format!("[{},{}]", meta.join(","), r#"{"key":"_d","value":"y"}"#))]);
    assert!(order.order_metadata.contains_key("_a") && order.order_metadata.contains_key("_d"));
    let left_out = Shortfall::LeftOut { field: "order_metadata".into(), keys: vec!["_b".into(), "_c".into()] };
    assert!(mapped.shortfalls.contains(&left_out), "{:?}", mapped.shortfalls);
    assert!(!mapped.needs_person());
}
