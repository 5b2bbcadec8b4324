//! The rows of orderdesk-app 1.3, each with the fields and comparators it is here.

use std::collections::BTreeSet;

use super::*;
use crate::{comparators, fields};

/// A row of the list of filters, and our fields for it. What is ours under its name stands for itself.
const FILTERS: &[(&str, &[&str])] = &[
    ("folder_id", &["folder_id"]),
    ("folder_name", &["folder_name"]),
    ("source_name", &["source_name"]),
    ("source_id", &["source_id"]),
    ("email", &["email"]),
    ("shipping_method", &["shipping_method"]),
    ("payment_type", &["payment_type"]),
    ("payment_status", &["payment_status"]),
    ("processor_response", &["processor_response"]),
    ("processor_balance", &["processor_balance"]),
    ("customer_id", &["customer_id"]),
    ("ip_address", &["ip_address"]),
    ("tag_name", &["tag_name"]),
    ("fulfillment_name", &["fulfillment_name"]),
    ("fulfillment_id", &["fulfillment_id"]),
    ("order_total", &["order_total"]),
    ("product_total", &["product_total"]),
    ("shipping_total", &["shipping_total"]),
    ("handling_total", &["handling_total"]),
    ("tax_total", &["tax_total"]),
    ("discount_total", &["discount_total"]),
    ("refund_total", &["refund_total"]),
    ("quantity_total", &["quantity_total"]),
    ("weight_total", &["weight_total"]),
    ("email_count", &["email_count"]),
    ("date_added", &["date_added"]),
    ("date_updated", &["date_updated"]),
    ("checkout_data[name]", &["checkout_data"]),
    ("order_metadata[name]", &["order_metadata"]),
    ("discount code/name", &["discount.code", "discount.name"]),
    ("note content", &["note.content"]),
    ("line count (number of distinct items)", &["item_count"]),
    ("shipment count", &["shipment_count"]),
    ("has-tracking-number", &["has_tracking_number"]),
    ("split count", &["split_count"]),
    ("is-merged", &["is_merged"]),
    ("first-time customer (none earlier with same email)", &["is_first_of_customer"]),
    ("item name", &["item.name"]),
    ("item code", &["item.code"]),
    ("item price", &["item.price"]),
    ("item quantity", &["item.quantity"]),
    ("item weight", &["item.weight"]),
    ("item category_code", &["item.category_code"]),
    ("item delivery_type", &["item.delivery_type"]),
    ("item fulfillment_method", &["item.fulfillment_method"]),
    ("item variation_list[name]", &["item.variation_list"]),
    ("item metadata[name]", &["item.metadata"]),
    ("inventory stock of the item's code", &["item.stock"]),
    ("inventory location", &["item.location"]),
    ("inventory manufacturer SKU", &["item.manufacturer_sku"]),
    ("current hour", &["current_hour"]),
    ("day of week", &["day_of_week"]),
    ("day of month", &["day_of_month"]),
    ("current date", &["current_date"]),
];

/// The lines of the three addresses.
const ADDRESSES: &[(&str, &str)] = &[
    (
        "shipping",
        "first_name last_name company address1 address2 address3 address4 city state postal_code country phone",
    ),
    (
        "customer",
        "first_name last_name company address1 address2 address3 address4 city state postal_code country phone",
    ),
    ("return_address", "title name company address1 address2 city state postal_code country phone"),
];

/// A row of the list of comparators, and ours for it.
const COMPARATORS: &[(&str, &[&str])] = &[
    ("Equals / Not Equal", &["equals", "not_equal"]),
    ("Contains / Does Not Contain", &["contains", "does_not_contain"]),
    ("Starts With / Ends With", &["starts_with", "ends_with"]),
    ("In List / Not In List", &["in_list", "not_in_list"]),
    ("Greater Than / Less Than / ≥ / ≤", &["greater_than", "less_than", "at_least", "at_most"]),
    ("Is Empty / Is Not Empty", &["is_empty", "is_not_empty"]),
    ("Matches Regex / Does Not Match", &["matches_regex", "does_not_match"]),
    ("Before / After (time)", &["before", "after"]),
];

#[test]
fn every_row_of_the_list_of_filters_is_a_field_and_every_field_is_in_a_row() {
    let of_rows = FILTERS.iter().flat_map(|(_, fields)| fields.iter().map(|field| (*field).to_owned()));
    let of_addresses =
        ADDRESSES.iter().flat_map(|(address, lines)| lines.split(' ').map(move |line| format!("{address}.{line}")));
    let listed: BTreeSet<_> = of_rows.chain(of_addresses).collect();
    assert_eq!(listed, fields().map(|field| field.name.to_owned()).collect());
}

#[test]
fn every_row_of_the_list_of_comparators_is_here_and_no_other() {
    let listed: BTreeSet<_> = COMPARATORS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    assert_eq!(listed, comparators().map(|comparator| comparator.name).collect());
}

/// A text field, or an entry of a map, and an order that has `value` there.
fn texts(value: &str) -> Vec<(Filter, Order)> {
    let pairs = || [("it".to_owned(), value.to_owned())].into_iter().collect();
    let line = OrderItem { code: value.into(), variation_list: pairs(), metadata: pairs(), ..OrderItem::default() };
    let mut full = Order {
        source_id: value.into(),
        order_items: vec![line],
        checkout_data: pairs(),
        order_metadata: pairs(),
        ..order()
    };
    (full.shipping.postal_code, full.customer.phone) = (value.into(), value.into());
    let fields = [
        "source_id",
        "shipping.postal_code",
        "customer.phone",
        "checkout_data",
        "order_metadata",
        "item.code",
        "item.variation_list",
        "item.metadata",
    ];
    fields.map(|field| (named_filter(field, "it", "equals", ""), full.clone())).to_vec()
}

#[test]
fn codes_postal_codes_phones_and_entries_are_never_compared_as_numbers() {
    for (left, right) in [("01234", "1234"), ("90.750", "90.75"), ("5.00", "5"), ("+49", "49"), ("1e2", "100")] {
        for (equals, order) in texts(left) {
            let with = |comparator: &str, value: &str| {
                let filter = Filter { comparator: comparator.into(), value: value.into(), ..equals.clone() };
                holds(filter, &order)
            };
            let field = &equals.field;
            assert!(!with("equals", right) && with("equals", left), "{field} {left}");
            assert!(with("not_equal", right) && !with("not_equal", left), "{field} {left}");
            assert!(!with("in_list", &format!("x, {right}")) && with("in_list", &format!("x,\n {left} \n")), "{field}");
            assert!(with("not_in_list", right) && !with("not_in_list", left), "{field} {left}");
        }
    }
}

#[test]
fn number_fields_are_compared_as_decimals() {
    let order = Order {
        shipping_total: domain::Money::parse("90.75").unwrap(),
        order_items: vec![OrderItem { quantity: 1_234, ..OrderItem::default() }],
        ..order()
    };
    for (field, comparator, value, expected) in [
        ("shipping_total", "equals", "90.750", true),
        ("shipping_total", "not_equal", "90.750", false),
        ("shipping_total", "in_list", "1,\n90.750\n", true),
        ("shipping_total", "not_in_list", "1, 90.750", false),
        ("shipping_total", "greater_than", "90.7", true),
        ("shipping_total", "greater_than", "100", false),
        ("item.quantity", "equals", "01234", true),
        ("item.quantity", "at_most", "1234.0", true),
    ] {
        assert_eq!(holds(filter(field, comparator, value), &order), expected, "{field} {comparator} {value}");
    }
}

#[test]
fn a_yes_or_no_is_equal_to_yes_or_no() {
    // What callers write into the metadata decides nothing.
    let merged = |ids: &str| {
        let mut order = order();
        order.order_metadata.insert(domain::MERGED_FROM.into(), "8,9".into());
        order.family.merged_from = ids.split(',').filter_map(|id| id.parse().ok()).collect();
        order
    };
    for (ids, comparator, value, expected) in [
        ("8,9", "equals", "yes", true),
        ("8,9", "equals", "No", false),
        ("8,9", "not_equal", "no", true),
        ("", "equals", "no", true),
        ("", "not_equal", "no", false),
    ] {
        assert_eq!(holds(filter("is_merged", comparator, value), &merged(ids)), expected, "{ids} {comparator} {value}");
    }
    let problem = |comparator: &str, value: &str| {
        let filters = vec![filter("is_merged", comparator, value)];
        let rule = rule("Fine", Event::OrderImported, filters, vec![add_note("!")]);
        crate::check(&rule, &folders()).pop().unwrap().to_string()
    };
    assert_eq!(problem("equals", "1"), "filters[0].value: is neither `yes` nor `no`");
    assert_eq!(problem("in_list", "yes"), "filters[0].comparator: \"in_list\" does not fit the field \"is_merged\"");
}
