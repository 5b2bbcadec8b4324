//! The order's wire form: what goes in, what comes out.

use std::collections::BTreeSet;

use domain::fields::{ORDER_FIELDS, Read};
use domain::{FolderId, HistoryLine, Order, OrderId, OrderItem, SortField, StoreId, time};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::{OrderView, read_new, read_new_all};
use crate::arbitrary;

/// The full example of the API reference, as a caller would send it (orderdesk-api 3.1).
const SAMPLE: &str = r#"{"id":"77","email":"mara@example.test","shipping_method":"Ground","quantity_total":99,
 "shipping_total":"6.90","handling_total":0.5,"tax_total":2.1,"order_total":1,
 "cc_number":"4111111111111881","cc_exp":"11/2029","processor_response":"Stripe: ch_0001","payment_type":"Visa",
 "customer_id":88,"ip_address":"203.0.113.9","source_name":"Shopify","source_id":5005,"folder_id":"2",
 "date_added":"2026-03-01T08:15:00.000Z","unknown":{"a":[1]},
 "shipping":{"first_name":"Mara","last_name":"Quill","address1":"5 Pier Rd","city":"Duluth","state":"MN","postal_code":55802,"country":"US","phone":null},
 "customer":[],"return_address":null,
 "checkout_data":{"Gift Message":"Enjoy"},"order_metadata":{"ship_notify_url":"https://shop.test/hooks/ship/5005"},
 "discount_list":[{"name":"Spring","code":"SPR5","amount":"-5.00"}],
 "order_notes":[{"username":"Ana","content":"Call before delivery"}],
 "order_shipments":[{"tracking_number":"1Z0000000000000019"}],
 "order_items":[{"id":"7001","name":"Tide Mug","price":"12.50","quantity":"3","weight":0.4,"code":"MUG-01","category_code":"DEFAULT","variation_list":{"Color":"Blue"},"metadata":{}}]}"#;

fn now() -> Timestamp {
    "2026-03-01T09:00:00.9Z".parse().unwrap()
}

fn made(body: &str) -> Order {
    let new = read_new(body, now()).unwrap();
    new.order(OrderId::new(1001).unwrap(), new.folder_id.unwrap_or(FolderId::new(1).unwrap()), 2)
}

fn written(order: &Order) -> String {
    serde_json::to_string_pretty(&OrderView::new(order, StoreId::new(42).unwrap())).unwrap()
}

#[test]
fn an_order_is_written_with_the_vendors_fields_types_and_order() {
    insta::assert_snapshot!(written(&made(SAMPLE)));
}

#[test]
fn the_row_form_leaves_out_what_is_empty_and_comes_back_whole() {
    let order = made(SAMPLE);
    let row = serde_json::to_string(&order).unwrap();
    assert_eq!(serde_json::from_str::<Order>(&row).unwrap(), order);
    insta::assert_snapshot!(row);
}

#[test]
fn totals_of_the_official_sample_obey_the_identity() {
    let order = made(
        r#"{"shipping":{"company":"X"},"shipping_total":11.17,"handling_total":0.5,"tax_total":1.2,
            "discount_list":[{"name":"a","amount":"1.70"}],"order_items":[{"price":"10"}]}"#,
    );
    assert_eq!(order.order_total().text(), "21.17");
    assert!(written(&order).contains("\"order_total\": 21.17,"));
}

#[test]
fn flat_names_stand_in_for_nested_ones_and_nested_wins() {
    let order = made(
        r#"{"shipping":{"first_name":"Nested"},"shipping_first_name":"Flat","shipping_city":"Duluth",
            "customer_last_name":"Quill","customer_id":"c-1","order_items":[{"name":"a"}]}"#,
    );
    assert_eq!((order.shipping.first_name.as_str(), order.shipping.city.as_str()), ("Nested", "Duluth"));
    assert_eq!((order.customer.last_name.as_str(), order.customer_id.as_str()), ("Quill", "c-1"));
}

#[test]
fn an_address_that_is_left_out_is_copied_from_the_other() {
    let order = made(r#"{"customer":{"company":"Harbor"},"order_items":[{"name":"a"}]}"#);
    assert_eq!(order.shipping.company, "Harbor");
}

#[test]
fn defaults_are_the_documented_ones() {
    let order = made(r#"{"shipping":{"company":"X"},"order_items":[{"name":"a","price":"2"}]}"#);
    assert_eq!((order.source_name.as_str(), order.source_id.as_str()), ("Order Desk", "1001"));
    assert_eq!((order.payment_status.as_str(), order.processor_balance.text().as_str()), ("Captured", "2"));
    assert_eq!((order.order_items[0].quantity, order.order_items[0].delivery_type.as_str()), (1, "ship"));
    assert_eq!(order.date_added, "2026-03-01T09:00:00Z".parse().unwrap());
}

#[test]
fn all_problems_come_at_once_and_each_names_its_field() {
    let problems = read_new(r#"{"order_items":[],"tax_total":"much","order_metadata":3}"#, now()).unwrap_err();
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["tax_total", "order_metadata", "order_items", "shipping"]);
}

#[test]
fn a_thousand_items_are_taken_and_one_more_is_refused() {
    let body =
        |count| format!("{{\"shipping\":{{\"company\":\"X\"}},\"order_items\":[{}]}}", vec!["{}"; count].join(","));
    assert_eq!(made(&body(1_000)).order_items.len(), 1_000);
    assert_eq!(read_new(&body(1_001), now()).unwrap_err()[0].field, "order_items");
}

#[test]
fn only_the_last_four_digits_of_a_card_are_kept() {
    let order = made(SAMPLE);
    assert_eq!(order.cc_number, "1881");
    assert!(!serde_json::to_string(&order).unwrap().contains("4111"));
}

#[test]
fn the_history_goes_with_the_order_when_it_is_asked_for() {
    let order = made(SAMPLE);
    let history = [HistoryLine::auto(now(), "Moved")];
    let view = OrderView::new(&order, StoreId::new(42).unwrap()).with_history(&history);
    let json = serde_json::to_value(view).unwrap();
    assert_eq!(json["order_history"][0]["note"], "Moved");
    assert_eq!(json["order_history"][0]["source_name"], "Auto");
}

/// The names of all that is written of an order, the lines of an address as `shipping.city`.
fn written_names(order: &Order) -> BTreeSet<String> {
    let history = [HistoryLine::auto(now(), "Moved")];
    let view = OrderView::new(order, StoreId::new(42).unwrap()).with_history(&history);
    let written = serde_json::to_value(view).unwrap();
    let mut names = BTreeSet::new();
    for (name, value) in written.as_object().unwrap() {
        names.insert(name.clone());
        if ["shipping", "customer", "return_address"].contains(&name.as_str()) {
            names.extend(value.as_object().unwrap().keys().map(|line| format!("{name}.{line}")));
        }
    }
    names
}

#[test]
fn what_is_written_of_an_order_is_what_the_table_of_fields_says() {
    let listed = ORDER_FIELDS.iter().filter(|field| field.is_written).map(|field| field.name.to_owned());
    assert_eq!(written_names(&made(SAMPLE)), listed.collect());
}

#[test]
fn every_scalar_that_the_api_writes_is_one_to_sort_by() {
    let order = made(SAMPLE);
    let written = serde_json::to_value(OrderView::new(&order, StoreId::new(42).unwrap())).unwrap();
    for (name, value) in written.as_object().unwrap() {
        let parts: Vec<String> = match value.as_object() {
            Some(_) if ["return_address", "checkout_data", "order_metadata"].contains(&name.as_str()) => vec![],
            Some(address) => address.keys().map(|part| format!("{name}_{part}")).collect(),
            None if value.is_array() => vec![],
            None => vec![name.clone()],
        };
        for part in parts {
            assert_eq!(SortField::named(&part).map(SortField::name), Some(part.as_str()));
        }
    }
}

/// All that somebody may say of an order, by name; as seconds have it, and without blanks at the ends.
fn values(order: &Order) -> Vec<(String, String)> {
    let blank = |letter: char| {
        letter.is_whitespace() || letter.is_control() || "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}".contains(letter)
    };
    let mut values = vec![];
    for field in ORDER_FIELDS.iter().filter(|field| field.is_writable()) {
        let value = match field.read {
            Read::Text(read) => read(order).trim_matches(blank).to_owned(),
            Read::Amount(read) => read(order).text(),
            Read::Date(read) => time::text(read(order)),
            Read::Map(read) => format!("{:?}", read(order)),
            _ => continue,
        };
        values.push((field.name.to_owned(), value));
    }
    values.push(("discount_list".to_owned(), format!("{:?}", order.discount_list)));
    let notes: Vec<_> = order.order_notes.iter().map(|note| (&note.username, &note.content)).collect();
    values.push(("order_notes".to_owned(), format!("{notes:?}")));
    let items = order.order_items.iter().map(|item| {
        let code = item.code.trim_matches(blank).to_owned();
        OrderItem { id: String::new(), code, ..item.clone() }
    });
    values.extend(items.map(|item| ("order_items".to_owned(), format!("{item:?}"))));
    values
}

proptest! {
    #[test]
    fn no_body_makes_the_reader_panic(body in ".*") {
        let _ = read_new(&body, now());
    }

    /// Catches a field that a file of JSON, as exports write it, loses on its way back in. Ids, dates of change, history and
    /// shipments are given anew, and blanks around what tells an order are cut off.
    #[test]
    fn orders_of_a_file_of_json_are_created_as_they_were(order in arbitrary::order()) {
        let mut order = order;
        order.order_items.push(OrderItem { quantity: 1, ..OrderItem::default() });
        // What is blank of these has a default in a new order, so no order of the desk has it blank.
        order.shipping.first_name.insert(0, 'x');
        order.customer.first_name.insert(0, 'x');
        order.payment_status.insert(0, 'x');
        order.source_name.insert(0, 'x');
        order.source_id.insert(0, 'x');
        order.order_items.iter_mut().for_each(|item| {
            item.name.insert(0, 'x');
            item.delivery_type.insert(0, 'x');
        });
        let file = format!("{{\"orders\": [\n{}\n]}}", written(&order));
        let new = read_new_all(&file, now()).unwrap().remove(0).map_err(|all| TestCaseError::fail(format!("{all:?}")))?;
        let back = new.order(order.id, order.folder_id, order.email_count);
        for (before, after) in values(&order).into_iter().zip(values(&back)) {
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn whatever_is_read_and_written_is_read_again_as_the_same(
        prices in prop::collection::vec((0_i64..1_000_000, 1_u32..100), 1..5), tax in 0_i64..10_000, name in "\\PC{1,20}",
    ) {
        let items: Vec<_> = prices.iter().map(|(price, quantity)| {
            serde_json::json!({"name": name, "price": format!("{}.{:02}", price / 100, price % 100), "quantity": quantity})
        }).collect();
        let tax = format!("{}.{:02}", tax / 100, tax % 100);
        let body = serde_json::json!({"shipping": {"company": "X"}, "order_items": items, "tax_total": tax});
        let first = made(&body.to_string());
        let again = made(&written(&first));
        prop_assert_eq!(first.order_total(), again.order_total());
        prop_assert_eq!(first.order_items.len(), again.order_items.len());
        let sum = first.product_total() + first.shipping_total + first.handling_total + first.tax_total - first.discount_total();
        prop_assert_eq!(first.order_total(), sum);
    }
}
