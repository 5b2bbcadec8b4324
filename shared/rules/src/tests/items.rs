//! Item rules (orderdesk-app 1.1, F006).

use domain::Money;

use super::*;
use crate::check;

fn item_rule(name: &str, filters: Vec<Filter>, actions: Vec<Action>) -> Rule {
    Rule { applies_to: AppliesTo::Items, ..rule(name, Event::OrderImported, filters, actions) }
}

fn with_items() -> Order {
    let mut poster = item("POSTER", 1);
    poster.metadata.insert("size".into(), "A3".into());
    Order { order_items: vec![item("MUG", 2), poster, item("MUG-XL", 5)], ..order() }
}

fn category(value: &str) -> Action {
    Action::SetCategoryCode { value: value.into() }
}

#[test]
fn f006_an_item_rule_changes_each_item_that_passes_and_no_other() {
    let before = with_items();
    let rules = [item_rule("Mugs", vec![filter("item.code", "starts_with", "MUG")], vec![category("mugs")])];
    let outcome = run(&rules, &[Event::OrderImported], before.clone());
    let items = &outcome.order.order_items;
    assert_eq!([&items[0], &items[2]].map(|item| item.category_code.as_str()), ["mugs", "mugs"]);
    assert_eq!(items[1], before.order_items[1]);
    assert_eq!(outcome.history, ["Rule \"Mugs\" (Order is Imported): MUG, MUG-XL: set category_code to \"mugs\""]);
}

#[test]
fn filters_of_an_item_rule_are_of_one_item_together_and_of_the_order() {
    let filters = vec![
        filter("item.code", "starts_with", "MUG"),
        filter("item.quantity", "greater_than", "3"),
        filter("folder_name", "equals", "New"),
    ];
    let rules = [item_rule("Many mugs", filters.clone(), vec![category("many")])];
    let outcome = run(&rules, &[Event::OrderImported], with_items());
    let codes: Vec<_> = outcome.order.order_items.iter().map(|item| item.category_code.as_str()).collect();
    assert_eq!(codes, ["", "", "many"]);
    let elsewhere = Order { folder_id: folder(PREPARED), ..with_items() };
    assert!(run(&rules, &[Event::OrderImported], elsewhere).did_nothing());
    assert!(run(&rules, &[Event::OrderImported], order()).did_nothing());
}

#[test]
fn the_item_is_in_templates_and_each_action_sees_what_the_one_before_it_did() {
    let actions = vec![
        Action::SetItemName { value: "{{ item.code|lower }} of {{ order.id }}".into() },
        Action::SetItemMetadata { name: "label".into(), value: "{{ item.name }} ({{ item.metadata.size }})".into() },
        Action::SetItemQuantity { value: "{{ item.quantity + 1 }}".into() },
        Action::SetItemPrice { value: "2.50".into() },
        Action::SetItemWeight { value: "0.125".into() },
        Action::SetDeliveryType { value: "download".into() },
        Action::SetFulfillmentMethod { value: "Printer".into() },
        Action::SetItemCode { value: " {{ item.code }}-2 ".into() },
        Action::SetItemVariation { name: String::new(), value: "Size|A4".into() },
    ];
    let rules = [item_rule("All", vec![filter("item.code", "equals", "POSTER")], actions)];
    let outcome = run(&rules, &[Event::OrderImported], with_items());
    let mut expected = with_items();
    let poster = &mut expected.order_items[1];
    (poster.name, poster.code, poster.quantity) = ("poster of 1001".into(), "POSTER-2".into(), 2);
    poster.metadata.insert("label".into(), "poster of 1001 (A3)".into());
    (poster.price, poster.weight) = (Money::parse("2.50").unwrap(), Money::parse("0.125").unwrap());
    (poster.delivery_type, poster.fulfillment_method) = ("download".into(), "Printer".into());
    poster.variation_list.insert("Size".into(), "A4".into());
    assert_eq!(*outcome.order, expected);
}

#[test]
fn which_items_pass_is_decided_before_one_is_changed() {
    let filters = vec![filter("quantity_total", "equals", "8"), filter("item.quantity", "greater_than", "1")];
    let rules = [item_rule("One each", filters, vec![Action::SetItemQuantity { value: "1".into() }])];
    let outcome = run(&rules, &[Event::OrderImported], with_items());
    assert_eq!(outcome.order.quantity_total(), 3);
}

#[test]
fn an_item_that_is_removed_has_nothing_more_done_and_the_others_keep_theirs() {
    let actions = vec![Action::RemoveItem, category("gone")];
    let rules = [item_rule("No mugs", vec![filter("item.code", "starts_with", "MUG")], actions)];
    let outcome = run(&rules, &[Event::OrderImported], with_items());
    assert_eq!(outcome.order.order_items, [with_items().order_items[1].clone()]);
    assert_eq!(outcome.history, ["Rule \"No mugs\" (Order is Imported): MUG, MUG-XL: removed"]);
}

#[test]
fn a_variation_is_removed_where_it_is_blank() {
    let mut order = with_items();
    order.order_items[0].variation_list.insert("Gift".into(), " ".into());
    order.order_items[1].variation_list.insert("Gift".into(), "yes".into());
    let rules = [item_rule("Clean", vec![], vec![Action::RemoveItemVariation { name: "Gift".into() }])];
    let outcome = run(&rules, &[Event::OrderImported], order);
    let has: Vec<_> = outcome.order.order_items.iter().map(|item| item.variation_list.len()).collect();
    assert_eq!(has, [0, 1, 0]);
    let line = "MUG: removed variation Gift; POSTER: left variation Gift; MUG-XL: had no variation Gift";
    assert_eq!(outcome.history, [format!("Rule \"Clean\" (Order is Imported): {line}")]);
}

#[test]
fn what_does_not_fit_leaves_the_item_and_says_so() {
    for (action, why) in [
        (Action::SetItemQuantity { value: "1.5".into() }, "did not set quantity: \"1.5\" is no whole number"),
        (Action::SetItemQuantity { value: "1000001".into() }, "did not set quantity: \"1000001\" is no whole number"),
        (Action::SetItemPrice { value: "much".into() }, "did not set price: \"much\" is no amount"),
        (Action::SetItemCode { value: "x".repeat(256) }, "did not set code: code: must be at most 255 characters"),
        (
            Action::SetItemMetadata { name: "x".into(), value: "y".repeat(10_000) },
            "did not set metadata x: metadata may have 10000 characters",
        ),
    ] {
        let order = Order { order_items: vec![item("MUG", 2)], ..order() };
        let outcome = run(&[item_rule("R", vec![], vec![action])], &[Event::OrderImported], order.clone());
        assert_eq!(*outcome.order, order);
        assert!(outcome.history[0].contains(&format!("MUG: {why}")), "{:?}", outcome.history);
    }
}

#[test]
fn changed_items_are_an_event_once_and_a_rule_that_answers_itself_is_stopped() {
    let more = Action::SetItemQuantity { value: "{{ item.quantity + 1 }}".into() };
    let again = Rule { event: Event::OrderItemsChanged, id: "2".into(), ..item_rule("Again", vec![], vec![more]) };
    let counts = Rule {
        id: "3".into(),
        ..rule("Counts", Event::OrderItemsChanged, vec![], vec![set_metadata("changes", "++")])
    };
    let rules = [item_rule("Mugs", vec![], vec![category("x")]), again, counts];
    let outcome = run(&rules, &[Event::OrderImported], with_items());
    let quantities: Vec<_> = outcome.order.order_items.iter().map(|item| item.quantity).collect();
    assert_eq!(quantities, [3, 2, 6]);
    assert_eq!(outcome.order.order_metadata["changes"], "1");
    assert!(outcome.history.contains(&"Rule \"Again\" was stopped: loop detected".to_owned()), "{:?}", outcome.history);
}

#[test]
fn an_order_rule_behind_it_sees_what_an_item_rule_changed() {
    let none = || rule("None", Event::OrderImported, vec![filter("item_count", "equals", "0")], vec![change_folder(2)]);
    let rules = [
        Rule { id: "1".into(), position: 1, ..none() },
        Rule { position: 2, id: "2".into(), ..item_rule("All go", vec![], vec![Action::RemoveItem]) },
        Rule { id: "3".into(), position: 3, ..none() },
    ];
    let outcome = run(&rules, &[Event::OrderImported], with_items());
    assert_eq!(outcome.order.folder_id, folder(PREPARED));
    assert_eq!(outcome.history.len(), 2);
}

#[test]
fn nothing_changed_is_no_event() {
    let rules = [
        item_rule("Same", vec![], vec![Action::SetItemCode { value: "{{ item.code }}".into() }]),
        Rule { id: "2".into(), ..rule("Any", Event::OrderItemsChanged, vec![], vec![add_note("!")]) },
    ];
    assert_eq!(run(&rules, &[Event::OrderImported], with_items()).order.order_notes, []);
}

#[test]
fn an_action_that_does_not_fit_the_rule_is_refused_by_name_and_so_is_a_quantifier() {
    let said = |rule: &Rule| check(rule, &folders()).iter().map(ToString::to_string).collect::<Vec<_>>();
    let of_order = rule("O", Event::OrderImported, vec![], vec![add_note("!"), category("x")]);
    assert_eq!(
        said(&of_order),
        ["actions[1].action: \"set_category_code\" is an action on items, and this is an order rule"]
    );
    let of_items = item_rule("I", vec![], vec![change_folder(PREPARED), Action::StopProcessing]);
    assert_eq!(
        said(&of_items),
        ["actions[0].action: \"change_folder\" is an action on orders, and this is an item rule"]
    );
    assert_eq!(RuleBook::compile(&[of_items, of_order]).broken().count(), 2);
    let of_all = Filter { quantifier: domain::Quantifier::All, ..filter("item.code", "equals", "MUG") };
    assert_eq!(
        said(&item_rule("I", vec![of_all], vec![category("x")])),
        ["filters[0].quantifier: an item rule looks at each item by itself, and takes no quantifier"]
    );
}

#[test]
fn a_rule_that_would_change_too_many_items_too_often_is_passed_over_as_a_whole() {
    let actions = (0..50).map(|_| category("{{ item.code }}")).collect();
    let order = Order { order_items: (0..1_000).map(|n| item(&n.to_string(), 1)).collect(), ..order() };
    let outcome = run(&[item_rule("Many", vec![], actions)], &[Event::OrderImported], order.clone());
    assert_eq!(*outcome.order, order);
    assert!(outcome.history[0].ends_with(crate::outcome::OVERRAN), "{:?}", outcome.history);
}
