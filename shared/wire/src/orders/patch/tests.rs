//! Parts of orders as they are sent.

use domain::{ChangeError, Discount, FolderId, Money, Order, OrderId, Variations};
use proptest::prelude::*;

use super::*;
use crate::arbitrary;
use crate::orders::read_new;

fn now() -> Timestamp {
    "2026-03-02T12:00:00.5Z".parse().unwrap()
}

fn stored() -> Order {
    let body = r#"{"email":"mara@example.test","cc_number":"1881","tax_total":2,"shipping":{"first_name":"Mara","city":"Duluth"},
        "checkout_data":{"Gift":"yes","Wrap":"no"},"discount_list":[{"name":"a","amount":1}],
        "order_items":[{"name":"a","code":"A","price":2,"quantity":3},{"name":"b","code":"B"}]}"#;
    let new = read_new(body, now()).unwrap();
    new.order(OrderId::new(1_001).unwrap(), FolderId::new(1).unwrap(), 2)
}

/// The problems of a change that would be wrong.
fn invalid(error: ChangeError) -> Vec<Problem> {
    match error {
        ChangeError::Invalid(problems) => problems,
        ChangeError::UsedUp(used_up) => panic!("{used_up}"),
    }
}

fn patch(body: &str, order: &Order) -> Result<Order, Vec<Problem>> {
    let mut order = order.clone();
    read_patch(body, now())?.apply(&mut order).map_err(invalid)?;
    Ok(order)
}

#[test]
fn only_what_is_named_changes_and_null_blanks_it() {
    let old = stored();
    assert_eq!(patch("{}", &old), Ok(old.clone()));
    let body = r#"{"email":null,"tax_total":"3.5","cc_number":"4242424242424242","processor_balance":0,"date_added":"2026-01-01",
        "shipping":{"city":null,"phone":"1"},"return_address":{"title":"t"},"discount_list":null,"folder_id":2}"#;
    let mut expected = old.clone();
    expected.email = String::new();
    expected.tax_total = Money::parse("3.5").unwrap();
    expected.cc_number = "4242".into();
    expected.processor_balance = Money::default();
    expected.date_added = "2026-01-01T00:00:00Z".parse().unwrap();
    (expected.shipping.city, expected.shipping.phone) = (String::new(), "1".into());
    expected.return_address.title = "t".into();
    expected.discount_list = vec![];
    expected.folder_id = FolderId::new(2).unwrap();
    assert_eq!(patch(body, &old), Ok(expected));
}

#[test]
fn maps_are_merged_key_by_key_and_the_limit_is_that_of_the_sum() {
    let old = stored();
    let merged = patch(r#"{"checkout_data":{"Gift":null,"Wrap":"yes","New":1}}"#, &old).unwrap().checkout_data;
    let expected = [("Wrap", "yes"), ("New", "1")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(merged, Variations::from_iter(expected));
    assert!(patch(r#"{"checkout_data":null}"#, &old).unwrap().checkout_data.is_empty());
    let long = "x".repeat(1_500);
    let half = patch(&format!(r#"{{"order_metadata":{{"a":"{long}"}}}}"#), &old).unwrap();
    let problems = patch(&format!(r#"{{"order_metadata":{{"b":"{long}"}}}}"#), &half).unwrap_err();
    assert_eq!(problems[0].field, "order_metadata");
    assert!(patch(&format!(r#"{{"order_metadata":{{"a":null,"b":"{long}"}}}}"#), &half).is_ok());
}

#[test]
fn lists_are_replaced_by_the_rules_of_a_whole_replacement() {
    let old = stored();
    let first = &old.order_items[0].id;
    let body = format!(
        r#"{{"discount_list":[{{"name":"b","amount":"-3"}}],"order_notes":[{{"content":"n"}}],"order_items":[{{"id":"{first}","name":"c"}},{{"name":"d"}}]}}"#
    );
    let new = patch(&body, &old).unwrap();
    assert_eq!(new.discount_list, [Discount { name: "b".into(), code: String::new(), amount: Money::whole(3) }]);
    assert_eq!(new.order_notes[0].date_added, whole_seconds(now()));
    let items: Vec<_> = new.order_items.iter().map(|item| (item.id.as_str(), item.name.as_str())).collect();
    assert_eq!(items, [(first.as_str(), "c"), ("100100003", "d")]);
    assert_eq!(patch(r#"{"order_items":[{"id":"5"}]}"#, &old).unwrap_err()[0].field, "order_items[0].id");
}

#[test]
fn what_is_unknown_or_cannot_be_written_or_blank_is_refused_by_name() {
    for (body, field) in [
        (r#"{"e_mail":"a"}"#, "e_mail"),
        (r#"{"shipping_first_name":"a"}"#, "shipping_first_name"),
        (r#"{"order_total":1}"#, "order_total"),
        (r#"{"id":"1001"}"#, "id"),
        (r#"{"order_shipments":[]}"#, "order_shipments"),
        (r#"{"shipping":{"town":"a"}}"#, "shipping.town"),
        (r#"{"customer":{"address3":"a"}}"#, "customer.address3"),
        (r#"{"discount_list":[{"ammount":1}]}"#, "discount_list[0].ammount"),
        (r#"{"order_notes":[{"text":"a"}]}"#, "order_notes[0].text"),
        (r#"{"order_items":[{"sku":"a"}]}"#, "order_items[0].sku"),
        (r#"{"order_items":3}"#, "order_items"),
        (r#"{"source_name":null}"#, "source_name"),
        (r#"{"source_id":""}"#, "source_id"),
        (r#"{"folder_id":null}"#, "folder_id"),
        (r#"{"date_added":null}"#, "date_added"),
        (r#"{"date_added":"0000-00-00 00:00:00"}"#, "date_added"),
        (r#"{"date_added":"soon"}"#, "date_added"),
        (r#"{"tax_total":"much"}"#, "tax_total"),
        (r#"{"checkout_data":"a"}"#, "checkout_data"),
        (r#"{"order_items":[null]}"#, "order_items"),
        (r#"{"order_items":""}"#, "order_items"),
        (r#"{"shipping":null,"customer":null}"#, "shipping"),
    ] {
        let problems = patch(body, &stored()).unwrap_err();
        assert_eq!((problems[0].field.as_str(), problems.len()), (field, 1), "{body} {problems:?}");
    }
}

#[test]
fn a_patch_that_fails_leaves_the_order_as_it_is() {
    let mut order = stored();
    let patch = read_patch(r#"{"email":"x","order_items":[{"name":"n"},{"id":"5"}]}"#, now()).unwrap();
    assert!(patch.apply(&mut order).is_err());
    assert_eq!(order, stored());
}

proptest! {
    #[test]
    fn no_body_makes_the_reader_panic_and_an_empty_patch_changes_nothing(body in ".*", order in arbitrary::order()) {
        let _ = patch(&body, &order);
        prop_assert_eq!(patch("{}", &order), Ok(order));
    }
}
