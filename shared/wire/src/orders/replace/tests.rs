//! Orders as they are sent back.

use domain::{Address, ChangeError, FolderId, Money, Order, OrderId, OrderItem, StoreId, time};
use proptest::prelude::*;

use super::*;
use crate::arbitrary;
use crate::orders::{OrderView, read_new};

fn now() -> Timestamp {
    "2026-03-02T12:00:00.5Z".parse().unwrap()
}

fn stored() -> Order {
    let body = r#"{"email":"mara@example.test","cc_number":"1881","payment_status":"Pending","tax_total":2,"source_name":"Shopify",
        "source_id":"S-1","folder_id":3,"date_added":"2026-03-01","shipping":{"first_name":"Mara","address3":"c"},
        "checkout_data":{"Gift":"yes"},"order_notes":[{"username":"Ana","content":"Call"}],
        "order_items":[{"name":"a","code":"A","price":2,"quantity":3,"metadata":{"x":"y"}},{"name":"b","code":"B"}],
        "order_shipments":[{"tracking_number":"1Z0000000000000019"}]}"#;
    let new = read_new(body, now()).unwrap();
    new.order(OrderId::new(1_001).unwrap(), new.folder_id.unwrap(), 2)
}

/// The problems of a change that would be wrong.
fn invalid(error: ChangeError) -> Vec<Problem> {
    match error {
        ChangeError::Invalid(problems) => problems,
        ChangeError::UsedUp(used_up) => panic!("{used_up}"),
    }
}

fn put(body: &str, order: &Order) -> Result<Order, Vec<Problem>> {
    let mut order = order.clone();
    read_replacement(body, now())?.apply(&mut order).map_err(invalid)?;
    Ok(order)
}

fn written(order: &Order) -> String {
    serde_json::to_string(&OrderView::new(order, StoreId::new(42).unwrap())).unwrap()
}

#[test]
fn what_is_absent_becomes_blank_but_for_what_cannot_be() {
    let old = stored();
    let new = put(r#"{"shipping":{"company":"Harbor"}}"#, &old).unwrap();
    let mut expected = Order::new(old.id, old.folder_id, old.date_added);
    expected.date_updated = old.date_updated;
    (expected.source_name, expected.source_id) = (old.source_name.clone(), old.source_id.clone());
    expected.shipping.company = "Harbor".into();
    expected.customer.company = "Harbor".into();
    (expected.order_items, expected.order_shipments) = (old.order_items.clone(), old.order_shipments.clone());
    (expected.serial, expected.email_count) = (old.serial, old.email_count);
    assert_eq!(new, expected);
}

#[test]
fn a_balance_of_zero_that_php_left_out_stays_zero() {
    assert_ne!(stored().processor_balance, Money::default());
    let new = put(r#"{"shipping":{"company":"X"}}"#, &stored()).unwrap();
    assert_eq!(new.processor_balance, Money::default());
}

#[test]
fn the_folder_and_the_date_change_when_they_are_sent() {
    let body = r#"{"shipping":{"company":"X"},"folder_id":"4","date_added":"2014-01-02","source_id":"S-2"}"#;
    let replacement = read_replacement(body, now()).unwrap();
    assert_eq!(replacement.folder_id, FolderId::new(4));
    let new = put(body, &stored()).unwrap();
    assert_eq!((new.folder_id.number(), new.source_id.as_str()), (4, "S-2"));
    assert_eq!(time::text(new.date_added), "2014-01-02 00:00:00");
    assert_eq!(read_replacement(r#"{"folder_id":0}"#, now()).unwrap().folder_id, None);
    assert_eq!(
        read_replacement(r#"{"folder_id":1e12,"tax_total":1}"#, now()).unwrap().folder_id.map(FolderId::number),
        Some(1_000_000_000_000)
    );
}

#[test]
fn the_list_of_items_is_the_new_truth() {
    let old = stored();
    let first = &old.order_items[0].id;
    let body = format!(
        r#"{{"shipping":{{"company":"X"}},"order_items":[{{"name":"new","id":0}},{{"id":{first},"name":"changed"}},{{"id":""}}]}}"#
    );
    let new = put(&body, &old).unwrap();
    let ids: Vec<&str> = new.order_items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["100100004", first.as_str(), "100100005"]);
    let changed = OrderItem {
        id: first.clone(),
        name: "changed".into(),
        quantity: 1,
        delivery_type: "ship".into(),
        ..OrderItem::default()
    };
    assert_eq!((&new.order_items[1], new.serial), (&changed, 5));
    assert_eq!(put(r#"{"shipping":{"company":"X"},"order_items":[]}"#, &old).unwrap().order_items, []);
    assert_eq!(put(r#"{"shipping":{"company":"X"},"order_items":null}"#, &old).unwrap().order_items, old.order_items);
}

#[test]
fn an_item_that_is_unknown_or_listed_twice_is_refused_and_nothing_is_changed() {
    let old = stored();
    let first = &old.order_items[0].id;
    let body = format!(
        r#"{{"email":"x@y.test","shipping":{{"company":"X"}},"order_items":[{{"name":"n"}},{{"id":7}},{{"id":{first}}},{{"id":{first}}}]}}"#
    );
    let mut order = old.clone();
    let problems = invalid(read_replacement(&body, now()).unwrap().apply(&mut order).unwrap_err());
    let messages: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        ["order_items[1].id: the order has no item 7", "order_items[3].id: 100100001 is listed twice"]
    );
    assert_eq!(order, old);
}

#[test]
fn an_order_keeps_a_name_or_a_company() {
    let problems = put(r#"{"shipping":{"city":"Duluth"}}"#, &stored()).unwrap_err();
    assert_eq!(problems[0].field, "shipping");
    assert_eq!(put("{}", &stored()).unwrap_err()[0].field, "shipping");
    let copied = put(r#"{"customer":{"last_name":"Quill"},"shipping":[]}"#, &stored()).unwrap();
    assert_eq!((copied.shipping.last_name.as_str(), copied.customer.last_name.as_str()), ("Quill", "Quill"));
}

#[test]
fn the_cards_digits_stay_when_only_the_masked_number_comes_back() {
    for (body, digits) in [
        (r#""cc_number_masked":"xxxxxxxxxxxx1881""#, "1881"),
        (r#""cc_number_masked":"xxxxxxxxxxxx9999""#, "1881"),
        (r#""cc_number":"4242","cc_number_masked":"xxxxxxxxxxxx1881""#, "4242"),
        (r#""cc_number":"4111111111114242""#, "4242"),
        (r#""cc_number_masked":"""#, ""),
        (r#""tax_total":1"#, ""),
    ] {
        let new = put(&format!("{{\"shipping\":{{\"company\":\"X\"}},{body}}}"), &stored()).unwrap();
        assert_eq!(new.cc_number, digits, "{body}");
    }
}

#[test]
fn notes_that_are_sent_again_keep_their_date_and_new_ones_get_todays() {
    let mut old = stored();
    old.order_notes[0].date_added = "2026-03-01T09:00:00.25Z".parse().unwrap();
    let body = r#"{"shipping":{"company":"X"},"order_notes":[{"content":"new"},{"date_added":"2026-03-01 09:00:00","username":"Ana","content":"Call"}]}"#;
    let notes = put(body, &old).unwrap().order_notes;
    assert_eq!((notes[0].date_added, &notes[1]), (whole_seconds(now()), &old.order_notes[0]));
}

#[test]
fn an_order_without_items_and_one_with_a_blank_customer_come_back_as_they_are() {
    let mut order = stored();
    order.order_items.clear();
    order.customer = Address::default();
    assert_eq!(put(&written(&order), &order), Ok(order));
}

proptest! {
    #[test]
    fn what_was_read_and_is_sent_back_changes_nothing(order in arbitrary::order()) {
        prop_assert_eq!(put(&written(&order), &order), Ok(order));
    }

    #[test]
    fn no_body_makes_the_reader_panic(body in ".*", order in arbitrary::order()) {
        let _ = put(&body, &order);
    }
}
