//! Setting fields of an order, tags, discounts, and stopping the rules behind.

use domain::fields::{Read, Write, plain_fields};
use domain::limits::MAX_DISCOUNTS;
use domain::{Discount, Money};

use super::*;
use crate::conditions::Part;

/// An order to a company, so that its address may change.
fn sent() -> Order {
    let mut order = order();
    order.shipping.company = "Harbor".into();
    order.customer.company = "Harbor".into();
    order
}

#[test]
fn every_text_and_every_amount_that_is_written_as_it_is_kept_can_be_set() {
    assert!(plain_fields().count() > 40);
    for field in plain_fields() {
        let (changed, note) = apply(set_field(field.name, "12.50"), sent());
        let (value, expected) = match field.read {
            Read::Text(read) => (read(&changed).to_owned(), "12.50"),
            Read::Amount(read) => (read(&changed).text(), "12.5"),
            _ => panic!("{} is neither", field.name),
        };
        assert_eq!(value, expected, "{}", field.name);
        assert_eq!(note, format!("set {} to \"{expected}\"", field.name));
        // Nothing else changes.
        let mut back = changed;
        match field.write {
            Write::Text(_, write) => write(&mut back).clone_from(write(&mut sent())),
            Write::Amount(write) => *write(&mut back) = *write(&mut sent()),
            _ => panic!("{} is neither", field.name),
        }
        assert_eq!(back, sent(), "{}", field.name);
    }
}

#[test]
fn the_number_of_the_cart_can_have_something_in_front() {
    let before = Order { source_id: "77".into(), ..sent() };
    let (changed, note) = apply(set_field("source_id", "W-{{ source_id }}"), before);
    assert_eq!((changed.source_id.as_str(), note.as_str()), ("W-77", "set source_id to \"W-77\""));
}

#[test]
fn what_would_break_a_limit_of_a_field_is_not_done_and_said() {
    let long = "x".repeat(256);
    for (field, value, why) in [
        ("shipping_method", long.as_str(), "shipping_method: must be at most 255 characters"),
        ("tax_total", "much", "\"much\" is no amount"),
        ("source_id", " ", "it can't be blank"),
        ("shipping.city", "{{ 1 / 0 }}", "line 1 of the template: "),
    ] {
        let (unchanged, note) = apply(set_field(field, value), sent());
        assert_eq!(unchanged, sent(), "{field}");
        assert!(note.starts_with(&format!("did not set {field}: {why}")), "{note}");
    }
    let nobody = Order { shipping: domain::Address::default(), ..sent() };
    let (unchanged, note) = apply(set_field("customer.company", ""), nobody.clone());
    assert_eq!(unchanged, nobody);
    assert!(note.starts_with("did not set customer.company: shipping: a first name"), "{note}");
}

#[test]
fn a_blank_amount_is_zero_and_blanks_around_an_email_go() {
    let before = Order { tax_total: Money::whole(3), ..sent() };
    let (changed, note) = apply(set_field("tax_total", ""), before);
    assert_eq!((changed.tax_total, note.as_str()), (Money::default(), "set tax_total to \"0\""));
    assert_eq!(apply(set_field("email", " ada@example.com "), sent()).0.email, "ada@example.com");
}

#[test]
fn a_line_of_an_address_that_changes_causes_an_event_and_another_does_not() {
    for (field, value, is_event) in [
        ("shipping.city", "Lyon", true),
        ("customer.city", "Lyon", true),
        ("shipping.company", "Harbor", false),
        ("return_address.city", "Lyon", false),
        ("email", "ada@example.com", false),
    ] {
        let rules = [
            rule("Set", Event::OrderImported, vec![], vec![set_field(field, value)]),
            rule("Seen", Event::OrderAddressChanged, vec![], vec![change_folder(PREPARED)]),
        ];
        let outcome = run(&rules, &[Event::OrderImported], sent());
        assert_eq!(outcome.order.folder_id == folder(PREPARED), is_event, "{field}");
    }
}

#[test]
fn a_tag_is_removed_and_an_order_without_one_stays_as_it_is() {
    let (changed, note) = apply(Action::RemoveTag, Order { tag_name: "error".into(), ..order() });
    assert_eq!((changed, note.as_str()), (order(), "removed the tag"));
    let (unchanged, note) = apply(Action::RemoveTag, order());
    assert_eq!((unchanged, note.as_str()), (order(), "had no tag"));
}

#[test]
fn a_discount_is_added_without_its_sign_and_counts_in_the_total() {
    let before = Order { shipping_total: Money::whole(10), email: "ada@example.com".into(), ..order() };
    let (changed, note) = apply(discount("Tea for {{ email }}", "T", "-{{ shipping_total / 4 }}"), before);
    let amount = Money::parse("2.5").unwrap();
    let expected = Discount { name: "Tea for ada@example.com".into(), code: "T".into(), amount };
    assert_eq!(changed.discount_list, [expected]);
    assert_eq!(changed.order_total(), Money::parse("7.5").unwrap());
    assert_eq!(note, "added the discount \"Tea for ada@example.com\" of 2.5");
}

#[test]
fn a_discount_that_is_none_or_one_too_many_is_not_added_and_said() {
    let (unchanged, note) = apply(discount("Tea", "", "a bit"), order());
    assert_eq!((unchanged, note.as_str()), (order(), "did not add a discount: \"a bit\" is no amount"));
    let (_, note) = apply(discount("Tea", &"x".repeat(256), "1"), order());
    assert!(note.starts_with("did not add a discount: discount_list[0].code: must be at most"), "{note}");
    let full = Order { discount_list: vec![Discount::default(); MAX_DISCOUNTS], ..order() };
    let (unchanged, note) = apply(discount("Tea", "", "1"), full.clone());
    assert_eq!(unchanged, full);
    assert!(note.starts_with("did not add a discount: discount_list: must have at most 1000"), "{note}");
}

#[test]
fn no_later_rule_of_the_event_runs_after_one_that_stops_them_but_those_of_other_events_do() {
    let stopping = vec![Action::StopProcessing, change_folder(PREPARED)];
    let rules = [
        rule("Stop", Event::OrderImported, vec![], stopping),
        rule("Later", Event::OrderImported, vec![], vec![set_metadata("later", "1")]),
        rule("Moved", Event::FolderChanged, vec![], vec![set_metadata("moved", "1")]),
    ];
    let outcome = run(&rules, &[Event::OrderImported], order());
    assert_eq!(
        outcome.history,
        [
            "Rule \"Stop\" (Order is Imported): stopped the rules behind it; moved to folder Prepared",
            "Rule \"Moved\" (Folder is Changed): set order metadata moved to \"1\"",
        ]
    );
    // One whose filters don't hold stops nothing.
    let never = filter("email", "equals", "nobody@example.com");
    let rules = [rule("Stop", Event::OrderImported, vec![never], vec![Action::StopProcessing]), rules[1].clone()];
    assert_eq!(run(&rules, &[Event::OrderImported], order()).history.len(), 1);
}

/// What each field of rules reads of `order`.
fn values(order: &Order) -> Vec<(&'static str, Vec<String>)> {
    let folders = folders();
    let circumstances = circumstances(&folders, Brake::default());
    let value = |field: &'static crate::FieldEntry| {
        let mut texts = vec![];
        let read = field.holds("route", domain::Quantifier::Any, order, &circumstances, |value| {
            texts.push(format!("{value:?}"));
            Ok(false)
        });
        assert_eq!(read, Ok(false));
        (field.name, texts)
    };
    crate::fields().map(value).collect()
}

#[test]
fn whatever_an_action_changes_is_read_by_every_field_that_changes_with_it() {
    let plain = plain_fields().map(|field| (field.name, set_field(field.name, "12.50")));
    let others = [
        ("folder_id", change_folder(PREPARED)),
        ("order_metadata", set_metadata("route", "new")),
        ("checkout_data", Action::SetCheckoutData { name: "route".into(), value: "new".into() }),
        ("order_notes", add_note("new")),
        ("discount_list", discount("New", "N", "5")),
        ("order_items", add_item("NEW", "5")),
        ("order_shipments", add_shipment("1Z12345E1505270457")),
    ];
    for (part, action) in plain.chain(others) {
        let (before, after) = (values(&sent()), values(&apply(action, sent()).0));
        let changed = before.iter().zip(&after).filter(|(before, after)| before != after);
        let changed: Vec<_> = changed.map(|(before, _)| before.0).collect();
        // Some fields can be set that rules have no filter for.
        for field in changed {
            assert!(Part::read_by(field).contains(&Part::named(part).unwrap()), "{field} changes with {part}");
        }
    }
}
