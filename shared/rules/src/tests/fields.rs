use std::collections::BTreeSet;

use domain::{Address, Discount, Family, Money, Note, ReturnAddress};

use super::*;
use crate::fields;

fn pairs(name: &str, value: &str) -> domain::Variations {
    [(name.to_owned(), value.to_owned())].into_iter().collect()
}

fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

fn address(of: &str) -> Address {
    let part = |name: &str| format!("{of} {name}");
    Address {
        first_name: part("first_name"),
        last_name: part("last_name"),
        company: part("company"),
        address1: part("address1"),
        address2: part("address2"),
        address3: part("address3"),
        address4: part("address4"),
        city: part("city"),
        state: part("state"),
        postal_code: part("postal_code"),
        country: part("country"),
        phone: part("phone"),
    }
}

fn ids(numbers: &[u64]) -> Vec<OrderId> {
    numbers.iter().filter_map(|number| OrderId::new(*number)).collect()
}

/// An order with a different value in each field.
fn full_order() -> Order {
    let return_address = ReturnAddress {
        title: "return_address title".into(),
        name: "return_address name".into(),
        company: "return_address company".into(),
        address1: "return_address address1".into(),
        address2: "return_address address2".into(),
        city: "return_address city".into(),
        state: "return_address state".into(),
        postal_code: "return_address postal_code".into(),
        country: "return_address country".into(),
        phone: "return_address phone".into(),
    };
    let mug = OrderItem {
        id: "7".into(),
        name: "Mug".into(),
        price: money("10.25"),
        quantity: 2,
        weight: money("0.4"),
        code: "MUG-RED".into(),
        delivery_type: "ship".into(),
        category_code: "HOME".into(),
        fulfillment_method: "print".into(),
        variation_list: pairs("Size", "L"),
        metadata: pairs("print_sku", "P-1"),
        original_item_id: String::new(),
        supplier_id: String::new(),
    };
    let shipment =
        serde_json::json!({ "id": "71", "tracking_number": "1Z", "date_shipped": now(), "date_added": now() });
    Order {
        email: "ann@example.com".into(),
        shipping_method: "UPS Ground".into(),
        shipping_total: money("5"),
        handling_total: money("1.5"),
        tax_total: money("0.75"),
        processor_response: "Stripe: ch_1".into(),
        payment_type: "Visa".into(),
        payment_status: "Captured".into(),
        processor_balance: money("99"),
        refund_total: money("3"),
        customer_id: "C-1".into(),
        email_count: 4,
        ip_address: "203.0.113.9".into(),
        source_name: "Shopify".into(),
        source_id: "S-5005".into(),
        fulfillment_name: "Printful".into(),
        fulfillment_id: "F-9".into(),
        tag_name: "info".into(),
        shipping: address("shipping"),
        customer: address("customer"),
        return_address,
        checkout_data: pairs("Gift Note", "Hello"),
        order_metadata: pairs("route", "east"),
        family: Family { split_to: ids(&[8, 9]), merged_from: ids(&[5]), ..Family::default() },
        discount_list: vec![Discount { name: "Spring".into(), code: "SAVE".into(), amount: money("2") }],
        order_notes: vec![Note { date_added: now(), username: "Ann".into(), content: "Call first".into() }],
        order_shipments: vec![serde_json::from_value(shipment).unwrap()],
        order_items: vec![mug, OrderItem { weight: money("1"), price: money("3"), ..item("CAP", 1) }],
        ..order()
    }
}

/// Field, name in it, comparator, value that it has in [`full_order`].
const SEEN: &[(&str, &str, &str, &str)] = &[
    ("folder_id", "", "equals", "1"),
    ("folder_name", "", "equals", "New"),
    ("source_name", "", "equals", "Shopify"),
    ("source_id", "", "equals", "S-5005"),
    ("email", "", "equals", "ann@example.com"),
    ("shipping_method", "", "equals", "UPS Ground"),
    ("payment_type", "", "equals", "Visa"),
    ("payment_status", "", "equals", "Captured"),
    ("processor_response", "", "equals", "Stripe: ch_1"),
    ("processor_balance", "", "equals", "99"),
    ("customer_id", "", "equals", "C-1"),
    ("ip_address", "", "equals", "203.0.113.9"),
    ("tag_name", "", "equals", "info"),
    ("fulfillment_name", "", "equals", "Printful"),
    ("fulfillment_id", "", "equals", "F-9"),
    ("order_total", "", "equals", "28.75"),
    ("product_total", "", "equals", "23.5"),
    ("shipping_total", "", "equals", "5"),
    ("handling_total", "", "equals", "1.5"),
    ("tax_total", "", "equals", "0.75"),
    ("discount_total", "", "equals", "2"),
    ("refund_total", "", "equals", "3"),
    ("quantity_total", "", "equals", "3"),
    ("weight_total", "", "equals", "1.8"),
    ("email_count", "", "equals", "4"),
    ("item_count", "", "equals", "2"),
    ("shipment_count", "", "equals", "1"),
    ("has_tracking_number", "", "equals", "yes"),
    ("split_count", "", "equals", "2"),
    ("is_merged", "", "equals", "yes"),
    ("is_first_of_customer", "", "equals", "no"),
    ("date_added", "", "before", "2026-03-01 11:00:01"),
    ("date_updated", "", "after", "2026-03-01 10:59:59"),
    ("checkout_data", "Gift Note", "equals", "Hello"),
    ("order_metadata", "route", "equals", "east"),
    ("discount.name", "", "equals", "Spring"),
    ("discount.code", "", "equals", "SAVE"),
    ("note.content", "", "equals", "Call first"),
    ("item.name", "", "equals", "Mug"),
    ("item.code", "", "equals", "CAP"),
    ("item.price", "", "equals", "10.25"),
    ("item.quantity", "", "equals", "2"),
    ("item.weight", "", "equals", "0.4"),
    ("item.category_code", "", "equals", "HOME"),
    ("item.delivery_type", "", "equals", "ship"),
    ("item.fulfillment_method", "", "equals", "print"),
    ("item.variation_list", "Size", "equals", "L"),
    ("item.metadata", "print_sku", "equals", "P-1"),
];

/// `shipping.city` is "shipping city" in [`full_order`]; so for every part of the three addresses.
fn is_of_an_address(field: &str) -> bool {
    ["shipping.", "customer.", "return_address."].iter().any(|address| field.starts_with(address))
}

/// Those have their rows in `clock.rs`.
fn is_of_the_clock(field: &str) -> bool {
    crate::clock::CLOCK_FIELDS.iter().any(|known| known.name == field)
}

/// Those have theirs in `inventory.rs`.
fn is_of_the_inventory(field: &str) -> bool {
    crate::inventory::INVENTORY_FIELDS.iter().any(|known| known.name == field)
}

#[test]
fn each_field_reads_its_own_value_and_no_other() {
    let full = full_order();
    let other = Order { folder_id: folder(ON_HOLD), date_added: now(), date_updated: Timestamp::UNIX_EPOCH, ..order() };
    let of_addresses = fields().filter(|field| is_of_an_address(field.name));
    let of_addresses: Vec<_> = of_addresses.map(|field| (field.name, field.name.replacen('.', " ", 1))).collect();
    assert_eq!(of_addresses.len(), 12 + 12 + 10);
    let of_addresses = of_addresses.iter().map(|(field, value)| (*field, "", "equals", value.as_str()));
    for (field, name, comparator, value) in SEEN.iter().copied().chain(of_addresses) {
        let filter = named_filter(field, name, comparator, value);
        assert!(holds(filter.clone(), &full), "{field}");
        assert!(!holds(filter, &other), "{field}");
    }
}

#[test]
fn each_field_is_listed_once_with_its_doc_and_has_its_row_here() {
    let listed: Vec<_> = fields().collect();
    let names: BTreeSet<_> = listed.iter().map(|field| field.name).collect();
    assert_eq!(names.len(), listed.len());
    let tested: BTreeSet<_> = SEEN.iter().map(|(field, ..)| *field).collect();
    let is_tested = |name: &str| {
        tested.contains(name) || is_of_an_address(name) || is_of_the_clock(name) || is_of_the_inventory(name)
    };
    let untested: Vec<_> = names.into_iter().filter(|name| !is_tested(name)).collect();
    assert_eq!(untested, Vec::<&str>::new());
    for field in listed {
        assert!(field.doc.ends_with(['.', '…']), "{}", field.name);
        assert!(field.comparators().count() >= 2, "{}", field.name);
    }
}

#[test]
fn fields_are_offered_in_this_order_and_called_this() {
    let listed: Vec<String> = fields().map(|field| format!("{}: {}", field.name, field.doc)).collect();
    insta::assert_snapshot!(listed.join("\n"));
}

#[test]
fn f021_folder_can_be_filtered_by_id_equals_and_in_list_and_by_name() {
    assert!(holds(filter("folder_id", "equals", "1"), &order()));
    assert!(!holds(filter("folder_id", "equals", "2"), &order()));
    assert!(holds(filter("folder_id", "in_list", "3, 1"), &order()));
    assert!(!holds(filter("folder_id", "in_list", "3, 11"), &order()));
    assert!(holds(filter("folder_name", "equals", "New"), &order()));
    assert!(!holds(filter("folder_name", "equals", "Prepared"), &order()));
}

#[test]
fn a_folder_that_is_no_more_has_the_empty_name() {
    let order = Order { folder_id: folder(99), ..order() };
    assert!(holds(filter("folder_name", "is_empty", ""), &order));
}

#[test]
fn a_folder_id_keeps_all_its_digits() {
    let order = Order { folder_id: folder(9_007_199_254_740_992), ..order() };
    assert!(holds(filter("folder_id", "equals", "9007199254740992"), &order));
    assert!(!holds(filter("folder_id", "equals", "9007199254740991"), &order));
}

#[test]
fn f022_metadata_checkout_data_item_metadata_and_variations_can_be_used_in_filters() {
    let full = full_order();
    for (field, name, value) in [
        ("order_metadata", "route", "east"),
        ("checkout_data", "Gift Note", "Hello"),
        ("item.metadata", "print_sku", "P-1"),
        ("item.variation_list", "Size", "L"),
    ] {
        assert!(holds(named_filter(field, name, "equals", value), &full), "{field}");
        assert!(!holds(named_filter(field, name, "equals", "other"), &full), "{field}");
        assert!(
            !holds(named_filter(field, &name.to_uppercase(), "equals", value), &full),
            "{field}: names have a case"
        );
    }
}

#[test]
fn an_entry_that_is_not_there_is_the_empty_string() {
    let full = full_order();
    for field in ["order_metadata", "checkout_data", "item.metadata", "item.variation_list"] {
        assert!(holds(named_filter(field, "none", "equals", ""), &full), "{field}");
        assert!(holds(named_filter(field, "none", "not_equal", "x"), &full), "{field}");
        assert!(holds(named_filter(field, "none", "is_empty", ""), &full), "{field}");
        assert!(!holds(named_filter(field, "none", "equals", "x"), &full), "{field}");
        assert!(!holds(named_filter(field, "none", "less_than", "5"), &full), "{field}");
    }
}

#[test]
fn an_item_field_holds_when_any_item_satisfies_the_comparator_to_the_letter() {
    let two = Order { order_items: vec![item("MUG", 1), item("CAP", 5)], ..order() };
    assert!(holds(filter("item.code", "equals", "CAP"), &two));
    assert!(holds(filter("item.quantity", "greater_than", "4"), &two));
    // Some item is no mug, though another is.
    assert!(holds(filter("item.code", "not_equal", "MUG"), &two));
    let mugs = Order { order_items: vec![item("MUG", 1)], ..order() };
    assert!(!holds(filter("item.code", "not_equal", "MUG"), &mugs));
}

#[test]
fn an_order_without_items_satisfies_no_item_field() {
    for comparator in ["equals", "not_equal", "is_empty", "is_not_empty"] {
        assert!(!holds(filter("item.code", comparator, "MUG"), &order()), "{comparator}");
    }
}

#[test]
fn without_discounts_or_notes_there_is_an_empty_one() {
    for field in ["discount.name", "discount.code", "note.content"] {
        assert!(holds(filter(field, "is_empty", ""), &order()), "{field}");
        assert!(holds(filter(field, "not_equal", "x"), &order()), "{field}");
        assert!(!holds(filter(field, "is_not_empty", ""), &order()), "{field}");
    }
    let note = |content: &str| Note { date_added: now(), username: String::new(), content: content.into() };
    let noted = Order { order_notes: vec![note("one"), note("!hold this")], ..order() };
    assert!(holds(filter("note.content", "starts_with", "!hold"), &noted));
}
