use proptest::prelude::*;

use super::*;
use crate::{MAX_FOLLOW_UP_EVENTS, comparators, fields};

/// An order with a text in some fields, as often a number as not.
fn orders() -> impl Strategy<Value = Order> {
    let text = || prop_oneof!["[a-cA-C]{0,3}", "[0-9]{1,2}(\\.[0-9]{1,2})?", ".{0,5}"];
    (text(), text(), text(), 0_u32..20, 0_i64..50).prop_map(|(email, country, route, email_count, total)| {
        let mut order = Order { email, email_count, shipping_total: domain::Money::whole(total), ..order() };
        order.shipping.country = country;
        order.order_metadata.insert("route".into(), route);
        order
    })
}

/// A filter on a field with exactly one value.
fn filters() -> impl Strategy<Value = (Filter, &'static str)> {
    let fields = prop_oneof![
        Just("email"),
        Just("shipping.country"),
        Just("order_metadata"),
        Just("checkout_data"),
        Just("email_count"),
        Just("shipping_total"),
        Just("folder_name"),
    ];
    let opposites = prop_oneof![
        Just(("equals", "not_equal")),
        Just(("in_list", "not_in_list")),
        Just(("contains", "does_not_contain")),
        Just(("is_empty", "is_not_empty")),
        Just(("matches_regex", "does_not_match")),
    ];
    let value = prop_oneof!["[a-cA-C]{0,3}", "[0-9]{1,2}(\\.0)?", "New"];
    (fields, opposites, value, any::<bool>()).prop_map(|(field, (comparator, opposite), value, ignore_case)| {
        (Filter { ignore_case, ..named_filter(field, "route", comparator, &value) }, opposite)
    })
}

fn moves() -> impl Strategy<Value = Vec<Rule>> {
    let events = prop_oneof![Just(Event::FolderChanged), Just(Event::NoteAdded), Just(Event::OrderImported)];
    let action = prop_oneof![
        (1_u64..=6).prop_map(change_folder),
        Just(add_note("!")),
        Just(post("https://example.com")),
        Just(set_metadata("x", "1")),
    ];
    let one = (events, prop::option::of(1_u64..=5), prop::collection::vec(action, 1..6), 0_u32..4);
    let one = one.prop_map(|(event, from, actions, position)| {
        let filters = from.map(|number| filter("folder_id", "equals", &number.to_string()));
        Rule { position, ..rule("Any", event, filters.into_iter().collect(), actions) }
    });
    prop::collection::vec(one, 0..20)
}

fn is_broken(rules: &[Rule]) -> bool {
    RuleBook::compile(rules).broken().next().is_some()
}

proptest! {
    #[test]
    fn a_comparator_and_its_opposite_never_agree_on_a_field_with_one_value(
        (first, opposite) in filters(),
        order in orders(),
    ) {
        let second = Filter { comparator: opposite.into(), ..first.clone() };
        let sound = !is_broken(&[rule("Only", Event::OrderImported, vec![first.clone()], vec![])]);
        prop_assume!(sound);
        prop_assert_ne!(holds(first, &order), holds(second, &order));
    }

    #[test]
    fn whatever_the_rules_a_run_ends_and_stays_within_its_limits(rules in moves(), times in 1_usize..4) {
        let events = [Event::OrderImported, Event::FolderChanged, Event::NoteAdded].repeat(times);
        let outcome = run(&rules, &events, order());
        let ran = outcome.history.iter().filter(|line| !line.ends_with("loop detected")).count();
        prop_assert!(ran <= rules.len() * events.len());
        prop_assert!(outcome.order.order_notes.len() <= MAX_FOLLOW_UP_EVENTS * rules.len());
        prop_assert!(outcome.jobs.len() <= crate::MAX_PLANNED_JOBS);
    }

    #[test]
    fn a_run_in_which_no_rule_matches_leaves_the_order_byte_for_byte(rules in moves(), order in orders()) {
        let never = filter("folder_name", "equals", "nowhere");
        let rules: Vec<_> = rules.into_iter().map(|rule| Rule { filters: vec![never.clone().into()], ..rule }).collect();
        let before = serde_json::to_string(&order).unwrap();
        let outcome = run(&rules, &Event::ALL, order);
        prop_assert!(outcome.did_nothing());
        prop_assert_eq!(serde_json::to_string(&outcome.order).unwrap(), before);
    }

    #[test]
    fn setting_metadata_that_was_not_there_adds_it_and_touches_nothing_else(
        name in "x.{0,20}",
        value in "x.{0,50}",
        order in orders(),
    ) {
        prop_assume!(!format!("{name}{value}").contains('{'));
        let rules = [rule("Set", Event::OrderImported, vec![], vec![set_metadata(&name, &value)])];
        let mut outcome = run(&rules, &[Event::OrderImported], order.clone());
        let set = outcome.order.to_mut().order_metadata.insert(name.clone(), "seen".into());
        prop_assert_eq!(set, Some(value));
        let mut expected = order;
        expected.order_metadata.insert(name, "seen".into());
        prop_assert_eq!(outcome.order.into_owned(), expected);
    }

    #[test]
    fn checking_and_compiling_agree_on_every_field_comparator_and_value(
        field in 0_usize..100,
        comparator in 0_usize..20,
        value in ".{0,8}",
    ) {
        let field = fields().nth(field % fields().count()).unwrap();
        let comparator = comparators().nth(comparator % comparators().count()).unwrap();
        let filter = named_filter(field.name, "it", comparator.name, &value);
        let rules = [rule("Any", Event::OrderImported, vec![filter], vec![change_folder(NEW)])];
        let problems = crate::check(&rules[0], &folders());
        prop_assert_eq!(!problems.is_empty(), is_broken(&rules));
        // Whatever it is, it runs without a panic.
        run(&rules, &[Event::OrderImported], Order { order_items: vec![item("MUG", 1)], ..order() });
    }
}
