//! The troubles that all carts share (carts section 5), each a row of a table. Those that only one cart has are in its own
//! file; signatures, repetitions and sequences are in `signatures`, `envelopes` and `merges`.

use carts::{Cart, Json, MappedOrder, Stage};
use domain::Order;

use crate::change::set_all;
use crate::fixtures::{bytes, documents};
use crate::orders::{created, map};

/// What a trouble is called, the cart, what is different in its kept order, and what must hold of what comes of it.
type Row = (&'static str, Cart, &'static [(&'static str, &'static str)], fn(&MappedOrder, &Order) -> bool);

fn text<'m>(map: &'m domain::Variations, key: &str) -> &'m str {
    map.get(key).map_or("", String::as_str)
}

fn has_no_rest(order: &Order) -> bool {
    text(&order.order_metadata, carts::TOTAL_RESIDUAL).is_empty()
}

const BLANK_SHIPPING: (&str, &str) = ("shipping_address", "null");
const BLANK_BILLING: (&str, &str) = ("billing_address", "null");

const AMOUNTS: &[Row] = &[
    (
        "zero-total order",
        Cart::WooCommerce,
        &[
            ("line_items[0].subtotal", "\"0.00\""),
            ("line_items[1].subtotal", "\"0.00\""),
            ("discount_total", "\"0.00\""),
            ("coupon_lines", "[]"),
            ("fee_lines", "[]"),
            ("shipping_total", "\"0.00\""),
            ("total_tax", "\"0.00\""),
            ("total", "\"0.00\""),
        ],
        |_, order| order.order_total().text() == "0" && order.processor_balance.text() == "0" && has_no_rest(order),
    ),
    (
        "100 % discount",
        Cart::Etsy,
        &[("discount_amt.amount", "4500"), ("total_shipping_cost.amount", "0"), ("grandtotal.amount", "0")],
        |_, order| order.discount_total().text() == "45" && order.order_total().text() == "0" && has_no_rest(order),
    ),
    (
        "JPY, without decimals",
        Cart::Etsy,
        &[
            ("transactions[0].price", r#"{"amount":1800,"divisor":1,"currency_code":"JPY"}"#),
            ("transactions[1].price", r#"{"amount":900,"divisor":1,"currency_code":"JPY"}"#),
            ("discount_amt", r#"{"amount":450,"divisor":1,"currency_code":"JPY"}"#),
            ("total_shipping_cost", r#"{"amount":500,"divisor":1,"currency_code":"JPY"}"#),
            ("grandtotal", r#"{"amount":4550,"divisor":1,"currency_code":"JPY"}"#),
        ],
        |_, order| order.order_total().text() == "4550" && text(&order.order_metadata, "currency") == "JPY",
    ),
    (
        "KWD, with three decimals",
        Cart::WooCommerce,
        &[("currency", "\"KWD\""), ("line_items[0].subtotal", "\"40.005\""), ("total", "\"55.635\"")],
        |_, order| order.order_total().text() == "55.635" && has_no_rest(order),
    ),
    ("negative fee", Cart::WooCommerce, &[("fee_lines[1].total", "\"-12.00\""), ("total", "\"45.63\"")], |_, order| {
        order.handling_total.text() == "-9" && has_no_rest(order)
    }),
    ("presentment currency is not the shop's", Cart::Shopify, &[], |_, order| {
        text(&order.order_metadata, "currency") == "USD"
            && text(&order.order_metadata, "presentment_currency") == "CAD"
            && text(&order.order_metadata, "presentment_total") == "93.50"
            && order.order_total().text() == "68.75"
    }),
    ("an amount beyond the sum is noted", Cart::BigCommerce, &[("total_inc_tax", "\"45.0000\"")], |_, order| {
        text(&order.order_metadata, carts::TOTAL_RESIDUAL) == "0.5"
    }),
    (
        "refund of shipping alone",
        Cart::BigCommerce,
        &[("refunded_amount", "\"6.5000\""), ("payment_status", "\"partially refunded\"")],
        |_, order| {
            order.refund_total.text() == "6.5" && order.processor_balance.text() == "38" && order.quantity_total() == 3
        },
    ),
];

const PEOPLE: &[Row] = &[
    ("null addresses", Cart::Shopify, &[BLANK_SHIPPING, BLANK_BILLING, ("customer", "null")], |mapped, order| {
        mapped.needs_person() && order.shipping.company == "ada"
    }),
    (
        "addresses of another kind",
        Cart::Squarespace,
        &[("shippingAddress", "[]"), ("billingAddress", "\"x\"")],
        |mapped, order| mapped.needs_person() && order.shipping.is_named(),
    ),
    (
        "emoji and names from right to left",
        Cart::Squarespace,
        &[("shippingAddress.firstName", "\"مريم 🌷\""), ("lineItems[0].productName", "\"Tee 👩🏽‍🎨\"")],
        |_, order| order.shipping.first_name == "مريم 🌷" && order.order_items[0].name == "Tee 👩🏽‍🎨",
    ),
    ("a text with NUL in it", Cart::WooCommerce, &[("customer_note", "\"a\\u0000b\"")], |_, order| {
        text(&order.checkout_data, "Note") == "ab"
    }),
];

const LINES: &[Row] = &[
    ("missing SKU", Cart::Etsy, &[("transactions[0].sku", "null")], |_, order| order.order_items[0].code.is_empty()),
    (
        "line with quantity 0 after an edit",
        Cart::Shopify,
        &[("line_items[0].current_quantity", "0")],
        |mapped, order| order.order_items.len() == 1 && !mapped.shortfalls.is_empty() && !mapped.needs_person(),
    ),
    (
        "a price with the noise of a float",
        Cart::Generic,
        &[("order_items[0].price", "25.000000000000004"), ("order_items[1].price", "12.499999999999998")],
        |_, order| order.product_total().text() == "62.5",
    ),
    ("test order", Cart::Shopify, &[("test", "true")], |mapped, _| mapped.is_test),
    (
        "cancellation before the order",
        Cart::Shopify,
        &[("cancelled_at", "\"2026-11-01T10:00:00-05:00\"")],
        |mapped, order| mapped.stage == Stage::Canceled && order.quantity_total() == 3 && !mapped.needs_person(),
    ),
    ("cancellation before the order", Cart::Squarespace, &[("fulfillmentStatus", "\"CANCELED\"")], |mapped, order| {
        mapped.stage == Stage::Canceled && order.quantity_total() == 3
    }),
    ("tax in the prices", Cart::Shopify, &[("taxes_included", "true"), ("total_price", "\"64.25\"")], |_, order| {
        order.tax_total.text() == "0" && text(&order.checkout_data, "Tax (included)") == "4.50"
    }),
];

#[test]
fn every_trouble_comes_to_what_it_should() {
    for (name, cart, changes, holds) in AMOUNTS.iter().chain(PEOPLE).chain(LINES) {
        let document = documents().into_iter().find(|document| document.cart == *cart).unwrap();
        let mapped = map(*cart, &set_all(&document.json, changes)).unwrap();
        let order = created(&mapped);
        assert!(holds(&mapped, &order), "{name} of {cart}: {mapped:#?}");
    }
}

#[test]
fn tax_in_the_prices_is_taken_out_where_the_store_wants_it() {
    use carts::MapOptions;
    use domain::IncludedTax;
    for (cart, changes, tax, total) in [
        (Cart::Shopify, &[("taxes_included", "true"), ("total_price", "\"64.25\"")][..], "4.5", "64.25"),
        (
            Cart::BigCommerce,
            &[
                ("is_tax_inclusive_pricing", "true"),
                ("products[0].price_inc_tax", "\"16.0000\""),
                ("products[1].price_inc_tax", "\"9.9000\""),
            ],
            "2.9",
            "44.5",
        ),
        (
            Cart::Squarespace,
            &[("priceTaxInterpretation", "\"INCLUSIVE\""), ("grandTotal.value", "\"79.00\"")],
            "5.94",
            "79",
        ),
        (Cart::Etsy, &[("total_vat_cost.amount", "300")], "3", "45.5"),
    ] {
        let document = documents().into_iter().find(|document| document.cart == cart).unwrap();
        let options = MapOptions { included_tax: IncludedTax::Extract, ..MapOptions::new(crate::orders::now()) };
        let order = created(&(cart.spec().map)(&set_all(&document.json, changes), &options).unwrap());
        let cents = order.order_total().decimal().round_dp(4).normalize().to_string();
        assert_eq!((order.tax_total.text().as_str(), cents.as_str()), (tax, total), "{cart}");
        assert!(has_no_rest(&order) && !order.checkout_data.contains_key("Tax (included)"), "{cart}");
        assert!(order.shipping_total > domain::Money::default() && !order.order_items[0].price.is_negative(), "{cart}");
    }
}

#[test]
fn a_body_with_a_byte_order_mark_or_other_line_ends_is_the_same_order() {
    let body = bytes("shopify/orders_create.json");
    let text = String::from_utf8(body.clone()).unwrap();
    let bodies = [[b"\xef\xbb\xbf", body.as_slice()].concat(), text.replace("\",\"", "\",\r\n\"").into_bytes()];
    let plain = map(Cart::Shopify, &Json::read(&body).unwrap()).unwrap();
    for body in bodies {
        assert_eq!(map(Cart::Shopify, &Json::read(&body).unwrap()).unwrap(), plain);
    }
}

#[test]
fn a_body_of_a_mebibyte_is_read_and_what_has_no_room_is_named() {
    let document = documents().into_iter().find(|document| document.cart == Cart::WooCommerce).unwrap();
    let entry = format!(r#"{{"key":"_plugin","value":"{}"}}"#, "x".repeat(1 << 20));
    let large = set_all(&document.json, &[("meta_data", &format!("[{entry}]"))]);
    let mapped = map(Cart::WooCommerce, &large).unwrap();
    assert_eq!(text(&created(&mapped).order_metadata, "_plugin"), "");
    assert_eq!(mapped.shortfalls.len(), 1);
}
