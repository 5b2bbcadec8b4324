//! What the rules of one store may take: steps, memory, and room in the order's row.

use domain::Job;

use super::*;
use crate::{LeftOut, MAX_BOOK_BYTES, MAX_LINE_LENGTH, MAX_OUTCOME_BYTES, MAX_STEPS};

/// Accepted, and as slow as any in small letters. Steps are counted before they are made, so that texts here are of
/// capital ones, over which it is quick.
const SLOW: &str = r"(?:[a-m][a-z]{1,40}){1,25}[0-9]";

fn at(position: u32, rule: Rule) -> Rule {
    Rule { position, id: position.to_string(), ..rule }
}

/// An order with so many items, each with a name of so many letters.
fn with_names(items: usize, letters: usize) -> Order {
    let name: String = ('A'..='M').cycle().take(letters).collect();
    let item = OrderItem { name, ..item("MUG", 1) };
    Order { order_items: vec![item; items], ..order() }
}

fn searching(position: u32, pattern: &str) -> Rule {
    let filters = vec![filter("item.name", "matches_regex", pattern)];
    at(position, rule(&format!("Search {position}"), Event::OrderImported, filters, vec![set_metadata("found", "1")]))
}

fn innocent(position: u32) -> Rule {
    let filters = vec![filter("item.code", "equals", "MUG"), filter("item.name", "matches_regex", r"^[A-M]+$")];
    at(position, rule("Innocent", Event::OrderImported, filters, vec![change_folder(PREPARED)]))
}

#[test]
fn a_rule_that_would_take_more_steps_than_it_may_is_skipped_and_the_history_says_so() {
    let outcome = run(&[searching(1, SLOW), innocent(2)], &[Event::OrderImported], with_names(15, 4_000));
    assert_eq!(
        outcome.history,
        [
            "Rule \"Innocent\" (Order is Imported): moved to folder Prepared",
            "Rule \"Search 1\" (Order is Imported) was skipped: it would take more steps than rules may take on one order",
        ]
    );
    assert_eq!(outcome.overran, ["1"]);
    assert!(outcome.steps <= MAX_STEPS);
}

#[test]
fn many_slow_rules_leave_their_part_to_those_behind_them_and_are_all_blamed() {
    let slow = (1..=100).map(|position| searching(position, SLOW));
    let rules: Vec<_> = slow.chain([innocent(101)]).collect();
    // As text of any kind: one long name, many short ones, letters of three bytes.
    let wide = Order { order_items: vec![OrderItem { name: "日本".repeat(2_000), ..item("MUG", 1) }; 20], ..order() };
    for order in [with_names(1, 100_000), with_names(15, 4_000), with_names(1_000, 255), wide] {
        let outcome = run(&rules[..4], &[Event::OrderImported], order.clone());
        let outcome_of_all = run(&rules, &[Event::OrderImported], order);
        for outcome in [outcome, outcome_of_all] {
            assert!(outcome.steps <= MAX_STEPS, "{}", outcome.steps);
            assert!(outcome.history.len() <= 22, "{}", outcome.history.len());
            assert!(!outcome.overran.is_empty() && !outcome.overran.contains(&"101".to_owned()));
        }
    }
    let outcome = run(&rules, &[Event::OrderImported], with_names(15, 1_000));
    assert!(outcome.history.iter().any(|line| line.starts_with("Rule \"Innocent\"")), "{:#?}", outcome.history);
    assert!(outcome.history.last().unwrap().contains("more rules, each was skipped"), "{:#?}", outcome.history);
}

#[test]
fn a_record_that_comes_again_decides_the_same() {
    let rules: Vec<_> = (1..=20).map(|position| searching(position, SLOW)).chain([innocent(21)]).collect();
    let once = run(&rules, &[Event::OrderImported], with_names(30, 900));
    assert_eq!(run(&rules, &[Event::OrderImported], with_names(30, 900)), once);
    // Also where the rules are compiled and were used before.
    let book = RuleBook::compile(&rules);
    let folders = folders();
    let circumstances = circumstances(&folders, Brake::default());
    for _ in 0..3 {
        assert_eq!(book.run(&[Event::OrderImported.into()], &with_names(30, 900), &circumstances), once);
    }
}

#[test]
fn every_comparison_and_every_action_is_counted() {
    // Each filter another: what two of them ask alike is looked at once.
    let looks = |comparator: &str, value: &dyn Fn(u32) -> String, ignore_case| {
        let filter = |number| Filter { ignore_case, ..filter("item.name", comparator, &value(number)) };
        let look = |rule_number: u32| (0..50).map(|place| filter(50 * rule_number + place)).collect();
        let rule =
            |number| at(number, rule("Look", Event::OrderImported, look(number), vec![set_metadata("found", "1")]));
        (1..=400).map(rule).collect::<Vec<_>>()
    };
    let long = "q".repeat(90);
    for rules in [
        looks("contains", &|number| format!("{long}{number}"), false),
        looks("ends_with", &|number| format!("q{number}"), true),
        looks("in_list", &|number| format!("{}{number}", "q,r,".repeat(20)), true),
        looks("greater_than", &|number| format!("5{number}"), false),
    ] {
        let outcome = run(&rules, &[Event::OrderImported], with_names(1_000, 1_000));
        assert!(
            outcome.steps > MAX_STEPS / 2 && outcome.steps <= MAX_STEPS,
            "{} {}",
            rules[0].all_filters()[0].comparator,
            outcome.steps
        );
        assert!(!outcome.overran.is_empty());
    }
    let doing = rule("Do", Event::ShipmentAdded, vec![], vec![set_metadata("found", "1"); 50]);
    let rules: Vec<_> = (1..=400).map(|position| at(position, doing.clone())).collect();
    let shipments = (0..200).map(|number| OrderEvent::shipment_added(number.to_string()));
    let outcome = run_all(&rules, shipments.collect(), order());
    assert!(outcome.steps <= MAX_STEPS && !outcome.overran.is_empty());
}

#[test]
fn an_ordinary_store_is_far_from_the_budget() {
    let patterns = [r"^SKU-\d+$", r"(?i)gift|present", r"^\w+@\w+\.\w{2,3}$", r"\b(mug|cup)\b"];
    let rules: Vec<_> =
        (1..=50).zip(patterns.iter().cycle()).map(|(position, pattern)| searching(position, pattern)).collect();
    let outcome = run(&rules, &[Event::OrderImported], with_names(50, 40));
    assert!(outcome.overran.is_empty() && outcome.steps < MAX_STEPS / 2, "{}", outcome.steps);
}

#[test]
fn lines_and_addresses_are_bounded() {
    let long = format!("https://a.example/{}", "x".repeat(2_031));
    let rules = [
        at(1, rule("Posts", Event::OrderImported, vec![], vec![post(&long[..2_048]); 15])),
        at(2, rule("Too long", Event::OrderImported, vec![], vec![post(&long)])),
    ];
    let outcome = run(&rules, &[Event::OrderImported], order());
    assert_eq!(outcome.history[0].chars().count(), MAX_LINE_LENGTH);
    assert!(outcome.history[0].ends_with('…'));
    assert!(outcome.history[1].ends_with("did not post the order: its address is longer than 2048 bytes"));
    assert_eq!(outcome.jobs.len(), 15);
    // Two bytes a letter: metadata has room for it.
    let mut noticed = order();
    noticed.order_metadata.insert("ship_notify_url".into(), format!("https://a.example/{}", "ü".repeat(1_020)));
    let shipped = OrderEvent::shipment_added("7");
    let outcome = run_all(&[], vec![shipped], noticed);
    assert_eq!(outcome.history, ["Did not post shipment 7: its address is longer than 2048 bytes"]);
    assert!(outcome.jobs.is_empty());
}

#[test]
fn what_rules_add_to_an_order_is_bounded_and_what_is_beyond_is_named() {
    let many = rule(&"N".repeat(200), Event::OrderImported, vec![], vec![set_metadata(&"漢".repeat(100), "1"); 40]);
    let rules: Vec<_> = (1..=1_000).map(|position| at(position, many.clone())).collect();
    let bytes = |outcome: &Outcome<'_>| {
        let jobs = outcome.jobs.iter().map(|planned| planned.job.url().len() + planned.rule.len()).sum::<usize>();
        outcome.history.iter().map(String::len).sum::<usize>() + jobs
    };
    let outcome = run(&rules, &[Event::OrderImported], order());
    assert!(bytes(&outcome) < 2 * MAX_OUTCOME_BYTES, "{}", bytes(&outcome));
    assert!(outcome.history.iter().any(|line| line.ends_with("could not be saved: the order would be too large")));
    // So are broken rules, and posts of shipments.
    let broken = at(1, rule("Broken", Event::OrderImported, vec![filter(&"f".repeat(9_000), "equals", "")], vec![]));
    let broken: Vec<_> = (1..=1_000).map(|position| Rule { name: position.to_string(), ..broken.clone() }).collect();
    assert!(bytes(&run(&broken, &[Event::OrderImported], order())) < 2 * MAX_OUTCOME_BYTES);
    let mut noticed = order();
    noticed.order_metadata.insert("ship_notify_url".into(), format!("https://a.example/{}", "x".repeat(1_900)));
    let shipments = (0..5_000).map(|number| OrderEvent::shipment_added(number.to_string()));
    let outcome = run_all(&[], shipments.collect(), noticed);
    assert!(bytes(&outcome) < 2 * MAX_OUTCOME_BYTES);
    assert_eq!(outcome.history.last().unwrap(), "Did not post further shipments: the order would be too large");
}

#[test]
fn the_rules_that_wrote_most_are_left_out_first_and_the_others_run() {
    let small = at(1, rule("Small", Event::OrderImported, vec![], vec![change_folder(PREPARED)]));
    let url = format!("https://a.example/{}", "x".repeat(2_000));
    let large = at(2, rule("Large", Event::OrderImported, vec![], vec![post(&url); 15]));
    let after = at(3, rule("After", Event::OrderImported, vec![], vec![post("https://b.example/")]));
    let rules = [small, large, after];
    let (book, folders) = (RuleBook::compile(&rules), folders());
    let circumstances = circumstances(&folders, Brake::default());
    let order = order();
    let again = |left_out: &LeftOut| book.run_without(left_out, &[Event::OrderImported.into()], &order, &circumstances);
    let mut left_out = LeftOut::default();
    let outcome = again(&left_out);
    assert!(left_out.leave_out_largest(&outcome, 100));
    let outcome = again(&left_out);
    assert_eq!(outcome.order.folder_id, folder(PREPARED));
    assert!(
        matches!(outcome.jobs.as_slice(), [planned] if matches!(&planned.job, Job::PostOrderJson { url, .. } if url == "https://b.example/"))
    );
    assert_eq!(
        outcome.history.last().unwrap(),
        "Rule \"Large\" (Order is Imported) could not be saved: the order would be too large"
    );
    assert!(left_out.leave_out_largest(&outcome, usize::MAX));
    assert!(!left_out.leave_out_largest(&again(&left_out), usize::MAX), "none is left");
}

#[test]
fn rules_that_would_take_too_much_memory_cannot_run_and_say_so() {
    // A hundred expressions of nearly the largest size there is.
    let large = |position| searching(position, &format!("(?i)^[à-ž]{{8}}[а-я]{{1,40}}-{position}[a-m][a-z]{{1,400}}"));
    let rules: Vec<_> = (1..=100).map(large).collect();
    let lists = (101..=200).map(|position| {
        let entries: Vec<_> = (0..2_000).map(|entry| format!("{entry:x}")).collect();
        let filters =
            (0..50).map(|place| filter("item.code", "in_list", &format!("{},{position}-{place}", entries.join(","))));
        let filters = filters.collect();
        at(position, rule("List", Event::OrderImported, filters, vec![change_folder(PREPARED)]))
    });
    for rules in [rules, lists.collect()] {
        let book = RuleBook::compile(&rules);
        assert!(book.bytes() > MAX_BOOK_BYTES / 2 && book.bytes() <= MAX_BOOK_BYTES, "{}", book.bytes());
        let problems: Vec<_> = book.broken().map(|(_, problem)| problem.to_string()).collect();
        assert!(problems.iter().all(|problem| problem == "filters: the rules of a store may take 8 MB of memory"));
        assert!(!problems.is_empty() && problems.len() < 100, "{}", problems.len());
    }
}
