//! Merging by rules: who asks, with whom, and when nothing is said.

use domain::{OrderRequest, draft_shipment};

use super::*;

const ARCHIVE: u64 = 4;

fn merge(archive: Option<u64>) -> Action {
    Action::MergeOrders { archive_folder_id: archive.map(folder) }
}

fn addressed() -> Order {
    let mut order = order();
    order.shipping.first_name = "Ada".into();
    order.shipping.address1 = "12 Wharf Road".into();
    order
}

fn id(number: u64) -> OrderId {
    OrderId::new(number).unwrap()
}

fn run_with(actions: Vec<Action>, order: &Order, fellows: Option<&[OrderId]>) -> Outcome<'static> {
    let folders = folders();
    let circumstances = Circumstances { fellows, ..circumstances(&folders, Brake::default()) };
    let rules = [rule("Together", Event::OrderImported, vec![], actions)];
    RuleBook::compile(&rules).run(&[Event::OrderImported.into()], order, &circumstances).into_owned()
}

/// Catches a folder that is read where no rule asks, and a merge with orders that were never found.
#[test]
fn a_rule_asks_for_a_merge_before_anybody_looked_and_names_whom_once_somebody_did() {
    let asked = run_with(vec![merge(Some(ARCHIVE))], &addressed(), None);
    assert!(asked.asks_to_merge());
    let found = [id(7), id(9)];
    let outcome = run_with(vec![merge(Some(ARCHIVE))], &addressed(), Some(&found));
    let expected = OrderRequest::Merge { archive_folder_id: Some(folder(ARCHIVE)), order_ids: found.to_vec() };
    assert_eq!(outcome.requests, [(expected, "Together".to_owned())]);
    assert_eq!(outcome.history, ["Rule \"Together\" (Order is Imported): will merge the order with 2 others"]);
    assert_eq!(*outcome.order, addressed(), "it is merged once the rules are done");
    let of_one = run_with(vec![merge(None)], &addressed(), Some(&found[..1]));
    assert_eq!(of_one.history, ["Rule \"Together\" (Order is Imported): will merge the order with order 7"]);
}

/// Catches a line, and with it a write, for each order at each run of a custom event.
#[test]
fn without_a_fellow_and_where_it_cannot_be_merged_nothing_is_asked_and_nothing_said() {
    assert!(run_with(vec![merge(Some(ARCHIVE))], &addressed(), Some(&[])).did_nothing());
    let found = [id(7)];
    let cases: [fn(&mut Order); 4] = [
        |order| order.shipping.first_name.clear(),
        |order| order.shipping.address1 = " ".into(),
        |order| order.family.merged_to = OrderId::new(8),
        |order| order.order_shipments = vec![draft_shipment(now())],
    ];
    for (case, change) in cases.into_iter().enumerate() {
        let mut order = addressed();
        change(&mut order);
        for fellows in [None, Some(&found[..])] {
            let outcome = run_with(vec![merge(None)], &order, fellows);
            assert!(outcome.did_nothing() && !outcome.asks_to_merge(), "case {case}: {:?}", outcome.history);
        }
    }
}

/// An order is asked for as the actions before left it.
#[test]
fn an_order_that_is_given_its_address_by_the_rule_can_be_merged() {
    let set = set_field("shipping.address1", "12 Wharf Road");
    let mut order = addressed();
    order.shipping.address1.clear();
    assert!(!run_with(vec![merge(None), set.clone()], &order, None).asks_to_merge());
    assert!(run_with(vec![set, merge(None)], &order, None).asks_to_merge());
}

#[test]
fn an_archive_that_is_gone_is_refused_when_the_rule_is_saved_and_said_where_there_is_a_fellow() {
    let found = [id(7)];
    let outcome = run_with(vec![merge(Some(99))], &addressed(), Some(&found));
    assert_eq!(
        outcome.history,
        ["Rule \"Together\" (Order is Imported): did not merge the order: there is no folder 99"]
    );
    assert!(!outcome.asks_to_merge());
    assert!(run_with(vec![merge(Some(99))], &addressed(), Some(&[])).did_nothing());
    let problem = |archive| {
        let rule = rule("Fine", Event::CustomEvent, vec![], vec![merge(archive)]);
        crate::check(&Rule { event_id: "1".into(), ..rule }, &folders()).pop().map(|problem| problem.to_string())
    };
    assert_eq!((problem(None), problem(Some(ARCHIVE))), (None, None));
    assert_eq!(problem(Some(99)).as_deref(), Some("actions[0].archive_folder_id: there is no folder 99"));
}

#[test]
fn it_is_no_action_on_items() {
    let rule = Rule { applies_to: AppliesTo::Items, ..rule("I", Event::OrderImported, vec![], vec![merge(None)]) };
    assert_eq!(crate::check(&rule, &folders()).pop().unwrap().field, "actions[0].action");
}
