//! Splitting and duplicating by rules.

use domain::{SplitBy, SplitRule};

use super::*;

fn split(by: SplitBy, values: &[&str]) -> Action {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Action::SplitOrder { by, name: String::new(), values }
}

fn of_two_vendors() -> Order {
    let of = |code: &str, vendor: &str| OrderItem { id: code.into(), category_code: vendor.into(), ..item(code, 1) };
    Order { order_items: vec![of("A", "X"), of("B", "Y"), of("C", "Y")], ..order() }
}

fn codes(order: &Order) -> Vec<&str> {
    order.order_items.iter().map(|item| item.code.as_str()).collect()
}

/// F050, F052: what stays is what later rules see, and its event follows.
#[test]
fn a_rule_splits_an_order_and_the_rules_behind_see_what_stays() {
    let has_b = vec![filter("item.code", "equals", "B")];
    let rules = [
        rule("Before", Event::OrderImported, has_b.clone(), vec![add_note("before")]),
        rule("Split", Event::OrderImported, vec![], vec![split(SplitBy::CategoryCode, &["Y", "Z"])]),
        rule("Behind", Event::OrderImported, has_b, vec![add_note("behind")]),
        rule(
            "Count",
            Event::ItemsRemovedAfterSplit,
            vec![filter("split_count", "equals", "1")],
            vec![add_note("left")],
        ),
    ];
    let outcome = run(&rules, &[Event::OrderImported], of_two_vendors());
    let [made] = outcome.offshoots.as_slice() else { panic!("{:?}", outcome.offshoots) };
    assert_eq!((codes(&outcome.order), codes(&made.draft)), (vec!["A"], vec!["B", "C"]));
    let notes: Vec<_> = outcome.order.order_notes.iter().map(|note| note.content.as_str()).collect();
    assert_eq!(notes, ["before", "left"]);
    assert_eq!(made.event, Event::OrderSplit);
    assert!(made.draft.order_notes.is_empty());
}

/// What was planned leaves nothing to do: the same rules over what they left make nothing more.
#[test]
fn an_order_that_was_split_is_not_split_again_by_the_same_rule() {
    let rules = [rule("Split", Event::OrderImported, vec![], vec![split(SplitBy::CategoryCode, &[])])];
    let first = run(&rules, &[Event::OrderImported], of_two_vendors());
    assert_eq!(first.offshoots.len(), 1);
    let again = run(&rules, &[Event::OrderImported], first.order.into_owned());
    assert!(again.offshoots.is_empty());
    assert!(
        again.history[0].ends_with("did not split the order: all its items belong together"),
        "{:?}",
        again.history
    );
}

#[test]
fn a_rule_duplicates_an_order_and_never_a_duplicate() {
    let rules = [rule("Twice", Event::OrderImported, vec![], vec![Action::DuplicateOrder])];
    let first = run(&rules, &[Event::OrderImported], of_two_vendors());
    assert_eq!((first.offshoots.len(), first.order.family.duplicates.len()), (1, 1));
    let again = run(&rules, &[Event::OrderImported], first.offshoots[0].draft.clone());
    assert!(again.offshoots.is_empty(), "{:?}", again.history);
}

#[test]
fn a_split_that_cannot_be_meant_is_refused_when_the_rule_is_saved() {
    let problem = |by, values: &[&str]| {
        let rule = rule("Fine", Event::OrderImported, vec![], vec![split(by, values)]);
        crate::check(&rule, &folders()).pop().map(|problem| problem.field)
    };
    assert_eq!(problem(SplitBy::Code, &["A"]), None);
    assert_eq!(problem(SplitBy::Variation, &[]).as_deref(), Some("actions[0].name"));
    assert_eq!(problem(SplitBy::EachUnit, &["A"]).as_deref(), Some("actions[0].values"));
    let rule = SplitRule { by: SplitBy::Metadata, name: "bin".into(), values: vec![] };
    assert_eq!(rule.check(), []);
}
