use std::collections::BTreeSet;

use super::*;
use crate::comparators;

/// Whether `comparator` holds between a metadata field of value `left` and `right`.
fn compare(left: &str, comparator: &str, right: &str, ignore_case: bool) -> bool {
    let mut order = order();
    order.order_metadata.insert("it".into(), left.into());
    holds(Filter { ignore_case, ..named_filter("order_metadata", "it", comparator, right) }, &order)
}

/// Comparator, left side, right side, whether it holds, whether it holds with `ignore_case`.
const COMPARED: &[(&str, &str, &str, bool, bool)] = &[
    ("equals", "East", "East", true, true),
    ("equals", "East", "east", false, true),
    ("equals", "East ", "East", false, false),
    ("equals", "01234", "1234", false, false),
    ("equals", "90.750", "90.75", false, false),
    ("equals", "5.00", "5", false, false),
    ("equals", "+5", "5", false, false),
    ("equals", "-0", "0", false, false),
    ("equals", "007", "007", true, true),
    ("equals", "1e2", "100", false, false),
    ("equals", "5", "five", false, false),
    ("equals", "12345678901234567890123456789012", "12345678901234567890123456789013", false, false),
    ("equals", "12345678901234567890123456789012", "12345678901234567890123456789012", true, true),
    ("equals", "ÄRGER", "ärger", false, true),
    ("equals", "", "", true, true),
    ("not_equal", "East", "east", true, false),
    ("not_equal", "01234", "1234", true, true),
    ("not_equal", "5", "5", false, false),
    ("contains", "ann@Gmail.com", "@gmail", false, true),
    ("contains", "ann@gmail.com", "@gmail", true, true),
    ("contains", "ann@gmail.com", "", true, true),
    ("does_not_contain", "ann@Gmail.com", "@gmail", true, false),
    ("starts_with", "MUG-RED", "MUG", true, true),
    ("starts_with", "MUG-RED", "mug", false, true),
    ("starts_with", "A-MUG", "MUG", false, false),
    ("ends_with", "MUG-RED", "-RED", true, true),
    ("ends_with", "MUG-RED", "-red", false, true),
    ("ends_with", "MUG-RED", "MUG", false, false),
    ("in_list", "CA", "US, CA\nMX", true, true),
    ("in_list", "MX", "US, CA\r\nMX\r\n", true, true),
    ("in_list", "ca", "US,CA", false, true),
    ("in_list", "C", "US,CA", false, false),
    ("in_list", "", "US,,CA", false, false),
    ("in_list", "New York, NY", "New York, NY", false, false),
    ("in_list", "Boston", " New York \n\tBoston\n, Salem", true, true),
    ("in_list", "New York", "New York, Boston", true, true),
    ("in_list", "5.0", "5,6", false, false),
    ("in_list", "0501", "501, 502", false, false),
    ("not_in_list", "0501", "501, 502", true, true),
    ("not_in_list", "ca", "US,CA", true, false),
    ("not_in_list", "", "US,CA", true, true),
    ("greater_than", "10", "9", true, true),
    ("greater_than", "9", "9", false, false),
    ("greater_than", " 10.01 ", "10", true, true),
    ("greater_than", "ten", "9", false, false),
    ("greater_than", "", "-1", false, false),
    ("less_than", "9", "10", true, true),
    ("less_than", "10", "10", false, false),
    ("less_than", "nine", "10", false, false),
    ("at_least", "10", "10.0", true, true),
    ("at_least", "9.99", "10", false, false),
    ("at_least", "x", "0", false, false),
    ("at_most", "10", "10.0", true, true),
    ("at_most", "10.01", "10", false, false),
    ("at_most", "x", "0", false, false),
    ("is_empty", "", "", true, true),
    ("is_empty", "0", "", false, false),
    ("is_empty", " ", "", false, false),
    ("is_not_empty", "0", "", true, true),
    ("is_not_empty", "", "", false, false),
    ("matches_regex", "order AB-12", r"AB-\d+$", true, true),
    ("matches_regex", "order ab-12", r"AB-\d+$", false, true),
    ("matches_regex", "order", r"^\d", false, false),
    ("does_not_match", "order ab-12", r"AB-\d+$", true, false),
    ("before", "2026-02-28 23:59:59", "2026-03-01", true, true),
    ("before", "2026-03-01", "2026-03-01 00:00:00", false, false),
    ("before", "2026-03-01 11:54:59", "-5 minutes", true, true),
    ("before", "2026-03-01 11:55:00", "-5 minutes", false, false),
    ("before", "soon", "+2 days", false, false),
    ("before", "", "now", false, false),
    ("after", "2026-03-03 12:00:01", "+2 days", true, true),
    ("after", "2026-03-03 12:00:00", "+2 days", false, false),
    ("after", "2026-03-01 12:00:01", "now", true, true),
    ("after", "soon", "-2 days", false, false),
];

#[test]
fn f024_every_comparator_works_as_section_1_3_says() {
    for (comparator, left, right, exactly, ignoring_case) in COMPARED.iter().copied() {
        assert_eq!(compare(left, comparator, right, false), exactly, "{left:?} {comparator} {right:?}");
        assert_eq!(compare(left, comparator, right, true), ignoring_case, "{left:?} {comparator} {right:?}, any case");
    }
}

#[test]
fn each_comparator_is_listed_once_with_its_doc_and_has_its_rows_here() {
    let names: Vec<_> = comparators().map(|comparator| comparator.name).collect();
    let tested: BTreeSet<_> = COMPARED.iter().map(|(comparator, ..)| *comparator).collect();
    assert_eq!(names.iter().copied().collect::<BTreeSet<_>>(), tested);
    assert_eq!(names.len(), tested.len());
    assert!(comparators().all(|comparator| comparator.doc.ends_with('.')));
    let without_value: Vec<_> = comparators().filter(|it| !it.takes_value).map(|it| it.name).collect();
    assert_eq!(without_value, ["is_empty", "is_not_empty"]);
}

#[test]
fn f004_text_is_compared_with_its_case_new_is_not_the_folder_new() {
    assert!(!holds(filter("folder_name", "equals", "new"), &order()));
    assert!(holds(Filter { ignore_case: true, ..filter("folder_name", "equals", "new") }, &order()));
}

#[test]
fn f023_equals_in_list_greater_less_before_and_after_work_on_text_numbers_and_times() {
    let mut order = Order { order_items: vec![item("MUG", 3)], ..order() };
    order.shipping.country = "US".into();
    for (field, comparator, value, expected) in [
        ("shipping.country", "equals", "US", true),
        ("shipping.country", "in_list", "CA,US", true),
        ("quantity_total", "equals", "3.0", true),
        ("quantity_total", "not_equal", "03", false),
        ("quantity_total", "in_list", "1, 3", true),
        ("quantity_total", "not_in_list", "1, 3", false),
        ("quantity_total", "less_than", "3", false),
        ("quantity_total", "greater_than", "2", true),
        ("date_added", "before", "2026-03-01 11:00:01", true),
        ("date_added", "before", "2026-03-01 11:00:00", false),
        ("date_added", "after", "-2 hours", true),
        ("date_added", "after", "-30 minutes", false),
    ] {
        assert_eq!(holds(filter(field, comparator, value), &order), expected, "{field} {comparator} {value}");
    }
}

#[test]
fn f025_a_distance_of_minus_5_minutes_works_against_the_order_date_updated() {
    let updated = |at: &str| Order { date_updated: domain::time::parse(at).unwrap(), ..order() };
    let settled = filter("date_updated", "before", "-5 minutes");
    assert!(holds(settled.clone(), &updated("2026-03-01 11:54:59")));
    assert!(!holds(settled, &updated("2026-03-01 11:55:01")));
}

#[test]
fn a_usual_expression_is_small_enough_and_a_bomb_is_refused() {
    assert!(compare("ann@example.com", "matches_regex", r"^[\w.+-]+@\w+\.\w{2,10}$", false));
    let problem = |pattern: &str| {
        let filters = vec![filter("email", "matches_regex", pattern)];
        let rule = rule("Bomb", Event::OrderImported, filters, vec![change_folder(NEW)]);
        crate::check(&rule, &folders()).pop().unwrap().to_string()
    };
    assert_eq!(problem("((a{99}){99}){99}"), "filters[0].value: is too big a regular expression");
    assert_eq!(problem("a("), "filters[0].value: is no regular expression: unclosed group");
}
