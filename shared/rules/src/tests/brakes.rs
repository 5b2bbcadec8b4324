//! What an order caused in an hour already.

use domain::Job;

use super::*;

fn full(told: bool) -> Brake {
    Brake::default().at(now()).counting(100, told)
}

#[expect(clippy::needless_pass_by_value, reason = "tests make both in place")]
fn braked(rules: &[Rule], events: Vec<OrderEvent>, order: Order, brake: Brake) -> Outcome<'static> {
    let folders = folders();
    let circumstances = circumstances(&folders, brake);
    RuleBook::compile(rules).run(&events, &order, &circumstances).into_owned()
}

fn sending() -> Vec<Rule> {
    let url = "https://a.example/in";
    vec![rule("Send", Event::OrderDetailsChanged, vec![], vec![post(url), add_note("seen"), post(url)])]
}

fn changed() -> Vec<OrderEvent> {
    vec![Event::OrderDetailsChanged.into()]
}

#[test]
fn a_post_too_many_in_an_hour_is_not_planned_and_the_rest_of_its_rule_is_done() {
    let outcome = braked(&sending(), changed(), order(), full(false));
    assert!(outcome.jobs.is_empty() && outcome.is_braked);
    assert_eq!(outcome.order.order_notes.len(), 1);
    assert_eq!(outcome.history.len(), 2, "{:?}", outcome.history);
    assert!(outcome.history[0].starts_with("Not posted by rule "), "{:?}", outcome.history);
    let again = braked(&sending(), changed(), order(), full(true));
    assert!(!again.is_braked && again.jobs.is_empty());
    assert_eq!(again.history.len(), 1, "the rule's own line");
    let last = braked(&sending(), changed(), order(), Brake::default().at(now()).counting(99, false));
    assert_eq!((last.jobs.len(), last.is_braked), (1, true));
}

#[test]
fn a_rule_that_only_posts_does_nothing_once_that_is_told() {
    let mut rules = sending();
    rules[0].actions.remove(1);
    assert!(braked(&rules, changed(), order(), full(true)).did_nothing());
}

#[test]
fn the_notices_of_one_change_are_all_planned_unless_there_were_too_many_before() {
    let mut notified = order();
    notified.order_metadata.insert("ship_notify_url".into(), "https://a.example/n".into());
    let event = |number: u32| OrderEvent::shipment_added(number.to_string());
    let shipped: Vec<_> = (0..120).map(event).collect();
    let planned = |brake| braked(&[], shipped.clone(), notified.clone(), brake);
    assert_eq!(planned(Brake::default().at(now()).counting(99, false)).jobs.len(), 120);
    let refused = planned(full(false));
    assert!(refused.jobs.iter().all(|planned| !matches!(planned.job, Job::ShipNotify { .. })));
    assert_eq!(refused.history.len(), 1, "{:?}", refused.history);
}
