//! Of how many entries of a list a filter must hold.

use domain::{Discount, Note, Quantifier};

use super::*;
use crate::fields;

fn of_all(filter: Filter) -> Filter {
    Filter { quantifier: Quantifier::All, ..filter }
}

fn with_items(codes: &[&str]) -> Order {
    Order { order_items: codes.iter().map(|code| item(code, 1)).collect(), ..order() }
}

/// Comparator, codes of the items, whether it holds of any item, whether of all; each with the value `MUG`.
const COMPARED: &[(&str, &[&str], bool, bool)] = &[
    ("equals", &["MUG", "MUG"], true, true),
    ("equals", &["MUG", "CAP"], true, false),
    ("equals", &["CAP", "MUG"], true, false),
    ("equals", &["CAP"], false, false),
    ("not_equal", &["CAP", "PEN"], true, true),
    ("not_equal", &["MUG", "CAP"], true, false),
    ("not_equal", &["MUG", "MUG"], false, false),
    ("starts_with", &["MUG-1", "MUG-2"], true, true),
    ("in_list", &["MUG", "mug"], true, false),
    ("is_not_empty", &["MUG", ""], true, false),
    ("is_empty", &["", ""], true, true),
    ("equals", &[], false, false),
    ("not_equal", &[], false, false),
    ("is_empty", &[], false, false),
    ("does_not_match", &[], false, false),
];

#[test]
fn a_filter_holds_of_any_item_or_of_all_and_of_none_where_there_is_none() {
    for (comparator, codes, of_any, all) in COMPARED {
        let (filter, order) = (filter("item.code", comparator, "MUG"), with_items(codes));
        assert_eq!(holds(filter.clone(), &order), *of_any, "{comparator} {codes:?}");
        assert_eq!(holds(of_all(filter), &order), *all, "{comparator} {codes:?}, all");
    }
}

#[test]
fn all_items_can_be_asked_for_numbers_and_entries_too() {
    let mut two = Order { order_items: vec![item("MUG", 2), item("CAP", 5)], ..order() };
    two.order_items[0].metadata.insert("print_sku".into(), "P-1".into());
    assert!(holds(of_all(filter("item.quantity", "at_least", "2")), &two));
    assert!(!holds(of_all(filter("item.quantity", "at_least", "3")), &two));
    let printed = named_filter("item.metadata", "print_sku", "is_not_empty", "");
    assert!(holds(printed.clone(), &two));
    assert!(!holds(of_all(printed), &two));
}

#[test]
fn without_discounts_or_notes_there_is_an_empty_one_whatever_the_quantifier() {
    let discount = |code: &str| Discount { code: code.into(), ..Discount::default() };
    let note = |content: &str| Note { date_added: now(), username: String::new(), content: content.into() };
    for field in ["discount.code", "note.content"] {
        assert!(holds(of_all(filter(field, "is_empty", "")), &order()), "{field}");
        assert!(!holds(of_all(filter(field, "starts_with", "!")), &order()), "{field}");
        let with = |texts: [&str; 2]| Order {
            discount_list: texts.map(discount).to_vec(),
            order_notes: texts.map(note).to_vec(),
            ..order()
        };
        assert!(holds(of_all(filter(field, "starts_with", "!")), &with(["!a", "!b"])), "{field}");
        assert!(!holds(of_all(filter(field, "starts_with", "!")), &with(["!a", "b"])), "{field}");
    }
}

#[test]
fn fields_of_lists_take_a_quantifier_and_no_others_do() {
    for field in fields() {
        let is_of_list = ["item.", "discount.", "note."].iter().any(|list| field.name.starts_with(list));
        assert_eq!(field.is_of_list(), is_of_list, "{}", field.name);
    }
    let problems = |filter: Filter| {
        let rule = rule("Fine", Event::OrderImported, vec![filter], vec![change_folder(PREPARED)]);
        crate::check(&rule, &folders()).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(problems(of_all(filter("item.code", "equals", "MUG"))), Vec::<String>::new());
    assert_eq!(
        problems(of_all(filter("email", "equals", "a"))),
        ["filters[0].quantifier: the field \"email\" has one value, and takes no quantifier"]
    );
}

#[test]
fn the_same_comparison_of_any_and_of_all_are_two_conditions() {
    let rules = [
        rule("Any", Event::OrderImported, vec![filter("item.code", "equals", "MUG")], vec![set_metadata("any", "1")]),
        rule(
            "All",
            Event::OrderImported,
            vec![of_all(filter("item.code", "equals", "MUG"))],
            vec![set_metadata("all", "1")],
        ),
    ];
    let outcome = run(&rules, &[Event::OrderImported], with_items(&["MUG", "CAP"]));
    let set: Vec<_> = outcome.order.order_metadata.keys().collect();
    assert_eq!(set, ["any"]);
}
