//! Groups of filters: AND and OR inside each other.

use domain::{FilterGroup, MAX_GROUP_DEPTH};

use super::*;

fn group(combine: Combine, filters: Vec<FilterEntry>) -> FilterEntry {
    FilterEntry::Group(FilterGroup { combine, filters })
}

fn email(value: &str) -> FilterEntry {
    filter("email", "equals", value).into()
}

fn nested(depth: usize) -> FilterEntry {
    (0..depth).fold(email("a"), |inner, _| group(Combine::All, vec![inner]))
}

fn with(filters: Vec<FilterEntry>) -> Rule {
    Rule { filters, ..rule("Only", Event::OrderImported, vec![], vec![set_metadata("ran", "1")]) }
}

#[test]
fn a_group_holds_by_its_own_way_inside_that_of_its_rule() {
    let source = |value: &str| FilterEntry::from(filter("source_name", "equals", value));
    let either = group(Combine::Any, vec![email("a"), group(Combine::All, vec![email("b"), source("Etsy")])]);
    let rules = [with(vec![source("Etsy"), either])];
    for (source_name, email, expected) in
        [("Etsy", "a", true), ("Etsy", "b", true), ("Etsy", "c", false), ("Shopify", "a", false)]
    {
        let order = Order { source_name: source_name.into(), email: email.into(), ..order() };
        let outcome = run(&rules, &[Event::OrderImported], order);
        assert_eq!(!outcome.did_nothing(), expected, "{source_name} {email}");
    }
}

#[test]
fn groups_are_nested_five_deep_at_most_have_a_filter_and_count_together() {
    let problems =
        |filters| crate::check(&with(filters), &folders()).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(problems(vec![nested(MAX_GROUP_DEPTH)]), Vec::<String>::new());
    let deep = problems(vec![nested(MAX_GROUP_DEPTH + 1)]);
    assert_eq!(
        deep,
        [
            "filters[0].filters[0].filters[0].filters[0].filters[0].filters[0].filters: groups may be nested 5 deep at most"
        ]
    );
    assert_eq!(problems(vec![email("a"), group(Combine::Any, vec![])]), ["filters[1].filters: a group needs a filter"]);
    let many = |count| group(Combine::Any, vec![email("a"); count]);
    assert_eq!(problems(vec![many(25), many(25)]), Vec::<String>::new());
    assert_eq!(problems(vec![many(25), many(26)]), ["filters: there are 51; at most 50 are allowed"]);
    let bad = group(Combine::All, vec![email("a"), filter("emil", "equals", "").into()]);
    assert_eq!(problems(vec![bad]), ["filters[0].filters[1].field: there is no field \"emil\""]);
}

#[test]
fn a_rule_with_one_level_is_kept_in_the_bytes_it_ever_was() {
    let rule = with(vec![email("a")]);
    let kept = serde_json::to_string(&rule).unwrap();
    assert!(kept.contains(r#""filters":[{"field":"email","comparator":"equals","value":"a"}]"#), "{kept}");
    assert_eq!(serde_json::from_str::<Rule>(&kept).unwrap(), rule);
    let grouped = with(vec![nested(2), email("b")]);
    assert_eq!(serde_json::from_str::<Rule>(&serde_json::to_string(&grouped).unwrap()).unwrap(), grouped);
}
