//! Other people's JSON.

use carts::{Cart, FieldMap, Headers, Json, MapError, MapOptions, Stage, Webhook};

use crate::change::set_all;
use crate::fixtures::json;
use crate::orders::{created, map, now};

const FOREIGN: &str = r#"{"ref":"N-77","rev":"2026-11-03T10:00:00Z","buyer":{"mail":"ada@example.com","full":"Ada Maria Example"},
    "to":["1 Sample Street","Springfield","62701","US"],"lines":[{"no":1,"what":"Mug","sku":"MUG","each":12.5,"n":2,"opt":{"ink":"blue"}}],
    "sums":{"ship":"4.00","all":29.00,"cur":"USD"}}"#;

const MAP: &str = r#"{"source_id":"/ref","date_updated":"/rev","email":"/buyer/mail","shipping.first_name":"/buyer/full",
    "shipping.address1":"/to/0","shipping.city":"/to/1","shipping.postal_code":"/to/2","shipping.country":"/to/3",
    "order_items":"/lines","item.id":"/no","item.name":"/what","item.code":"/sku","item.price":"/each","item.quantity":"/n",
    "item.variation_list.Ink":"/opt/ink","shipping_total":"/sums/ship","order_total":"/sums/all","currency":"/sums/cur",
    "order_metadata.line.count":"/lines/0/no"}"#;

#[test]
fn another_form_is_read_by_a_map_of_its_fields() {
    let field_map: FieldMap = serde_json::from_str(MAP).unwrap();
    let options = MapOptions { field_map: Some(&field_map), ..MapOptions::new(now()) };
    let mapped = (Cart::Generic.spec().map)(&Json::read(FOREIGN.as_bytes()).unwrap(), &options).unwrap();
    insta::assert_json_snapshot!(created(&mapped));
    let (headers, body) = (Headers::default(), FOREIGN.as_bytes());
    let webhook = Webhook { field_map: Some(&field_map), ..Webhook::new(&headers, body) };
    let envelope = (Cart::Generic.spec().envelope)(&webhook).unwrap();
    assert_eq!((envelope.order_id.as_str(), envelope.version), ("N-77", mapped.version));
}

#[test]
fn the_simple_signature_is_taken_too() {
    use carts::{Rejection, TimeCheck};
    let body = b"{\"source_id\":\"A-1\"}";
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"a secret of the store");
    let tag = ring::hmac::sign(&key, body);
    let hex: Vec<String> = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let check = |signature: String| {
        let headers: Headers = [("X-Signature", signature)].into_iter().collect();
        Cart::Generic.verify(&Webhook::new(&headers, body), &["a secret of the store"], TimeCheck::Near(now()))
    };
    assert_eq!(check(format!("sha256={}", hex.concat())), Ok(0));
    assert_eq!(check(hex.concat()), Err(Rejection::Unreadable("x-signature")));
    assert_eq!(check(format!("sha256={}", "00".repeat(32))), Err(Rejection::Mismatch));
}

#[test]
fn amounts_are_texts_or_numbers_and_a_text_that_is_none_is_named() {
    let order = json("generic/order.json");
    let numbers = set_all(&order, &[("order_items[0].price", "25"), ("shipping_total", "8.0"), ("tax_total", "4.50")]);
    assert_eq!(created(&map(Cart::Generic, &numbers).unwrap()), created(&map(Cart::Generic, &order).unwrap()));
    let wrong = map(Cart::Generic, &set_all(&order, &[("order_items[1].price", "\"12,50\"")]));
    let expected = MapError::Wrong { path: "order_items[1].price".into(), expected: "an amount" };
    assert_eq!(wrong, Err(expected));
}

#[test]
fn a_total_of_the_sender_that_is_not_the_sum_is_noted_to_the_currencys_unit() {
    for (currency, total, residual) in [
        ("USD", "69.75", Some("1")),
        ("USD", "68.75", None),
        ("JPY", "69", None),
        ("JPY", "70", Some("1")),
        ("KWD", "68.751", Some("0.001")),
        ("USD", "68.751", None),
    ] {
        let changes = [("currency", format!("\"{currency}\"")), ("order_total", format!("\"{total}\""))];
        let changes: Vec<(&str, &str)> = changes.iter().map(|(path, json)| (*path, json.as_str())).collect();
        let order = created(&map(Cart::Generic, &set_all(&json("generic/order.json"), &changes)).unwrap());
        assert_eq!(order.order_metadata.get("total_residual").map(String::as_str), residual, "{currency} {total}");
    }
}

#[test]
fn an_order_without_a_total_or_a_payment_has_its_own() {
    let order = set_all(&json("generic/order.json"), &[("order_total", "null"), ("payment_status", "null")]);
    let order = created(&map(Cart::Generic, &order).unwrap());
    assert_eq!((order.processor_balance.text(), order.payment_status.as_str()), ("68.75".into(), "Captured"));
}

#[test]
fn a_cancellation_is_told_by_status_or_event() {
    for change in [("status", "\"Cancelled\""), ("status", "\"canceled\""), ("event", "\"order.canceled\"")] {
        let mapped = map(Cart::Generic, &set_all(&json("generic/order.json"), &[change])).unwrap();
        assert_eq!(mapped.stage, Stage::Canceled, "{change:?}");
    }
}

#[test]
fn three_hundred_lines_are_items_and_a_thousand_and_one_are_refused() {
    let lines = |count: usize| {
        let line = r#"{"name":"Mug 🙂 كوب","price":"1.00","quantity":1}"#;
        set_all(&json("generic/order.json"), &[("order_items", &format!("[{}]", vec![line; count].join(",")))])
    };
    let order = created(&map(Cart::Generic, &lines(300)).unwrap());
    assert_eq!(order.order_items.len(), 300);
    // Lines without an id are known by their places.
    assert_ne!(order.order_items[0].metadata, order.order_items[1].metadata);
    assert!(matches!(map(Cart::Generic, &lines(1_001)), Err(MapError::TooLarge(_))));
}

#[test]
fn texts_that_are_too_long_are_cut_and_named() {
    let long = format!("\"{}\"", "é".repeat(2_000));
    let mapped = map(
        Cart::Generic,
        &set_all(
            &json("generic/order.json"),
            &[
                ("order_items[0].name", &long),
                ("order_items[0].code", &long),
                ("shipping.company", &long),
                ("email", &long),
            ],
        ),
    )
    .unwrap();
    let fields: Vec<String> = mapped.shortfalls.iter().map(carts::Shortfall::text).collect();
    assert_eq!(fields.len(), 4, "{fields:?}");
    assert_eq!(created(&mapped).order_items[0].name.chars().count(), 1_000);
    assert!(!mapped.needs_person());
}

#[test]
fn shipments_come_along_with_their_items() {
    let shipments = r#"[{"id":"s1","tracking_number":"1Z0000000000000019","order_items":[{"code":"TEE-BLU-M","quantity":1}]},
        {"tracking_number":"1Z0000000000000028","order_items":[{"id":"1","quantity":1},{"id":"2","quantity":1}]}]"#;
    let order =
        created(&map(Cart::Generic, &set_all(&json("generic/order.json"), &[("order_shipments", shipments)])).unwrap());
    let items: Vec<Vec<(&str, u32)>> = order
        .order_shipments
        .iter()
        .map(|shipment| shipment.order_items.iter().map(|item| (item.code.as_str(), item.quantity)).collect())
        .collect();
    assert_eq!(items, [vec![("TEE-BLU-M", 1)], vec![("TEE-BLU-M", 1), ("MUG", 1)]]);
}
