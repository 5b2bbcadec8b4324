//! Stock that rules take from the inventory and give back (orderdesk-app 1.4).

use std::collections::BTreeMap;

use domain::{SplitBy, StockDirection};

use super::*;

const TAKE: Action = Action::AdjustInventory { direction: StockDirection::Take };
const GIVE_BACK: Action = Action::AdjustInventory { direction: StockDirection::GiveBack };

fn known() -> Inventory {
    let mug = InventoryItem { id: 5, ..in_inventory("MUG", 3, "") };
    let cup = InventoryItem { id: 8, ..in_inventory("CUP", 1, "") };
    Inventory::of([mug, cup])
}

fn of_items(rule: Rule) -> Rule {
    Rule { applies_to: AppliesTo::Items, ..rule }
}

fn one(action: Action) -> Rule {
    rule("One", Event::OrderImported, vec![], vec![action])
}

fn run_with(rules: &[Rule], order: &Order) -> Outcome<'static> {
    let (folders, inventory) = (folders(), known());
    let circumstances = Circumstances { inventory: &inventory, ..circumstances(&folders, Brake::default()) };
    RuleBook::compile(rules).run(&[Event::OrderImported.into()], order, &circumstances).into_owned()
}

fn of(items: &[(&str, u32)]) -> Order {
    let items = items.iter().map(|(code, quantity)| item(code, *quantity)).collect();
    Order { order_items: items, ..order() }.under(OrderId::new(1001).unwrap())
}

fn moved(outcome: &Outcome<'_>) -> Vec<(u64, i64)> {
    outcome.stock.iter().map(|(id, change)| (*id, change.taken)).collect()
}

/// Its part of the only history line.
fn said<'a>(outcome: &'a Outcome<'_>) -> &'a str {
    let [line] = outcome.history.as_slice() else { panic!("{:?}", outcome.history) };
    line.strip_prefix("Rule \"One\" (Order is Imported): ").unwrap()
}

#[test]
fn an_order_rule_takes_what_the_inventory_knows_and_names_what_it_does_not() {
    let before = of(&[("mug", 2), ("CUP", 1), ("NONE", 4), ("", 1), ("MUG", 1)]);
    let outcome = run_with(&[one(TAKE)], &before);
    assert_eq!(moved(&outcome), [(5, 3), (8, 1)]);
    assert_eq!(said(&outcome), "took 3 of MUG, 1 of CUP from the stock, the inventory has no NONE");
    let again = run_with(&[one(TAKE)], &outcome.order);
    assert_eq!((moved(&again), said(&again)), (vec![], "moved no stock, the inventory has no NONE"));
    let back = run_with(&[one(GIVE_BACK)], &outcome.order);
    assert_eq!((moved(&back), said(&back)), (vec![(5, -3), (8, -1)], "gave 3 of MUG, 1 of CUP back to the stock"));
    assert_eq!(*back.order, before);
    assert_eq!(said(&run_with(&[one(GIVE_BACK)], &back.order)), "moved no stock");
}

#[test]
fn an_item_rule_takes_for_the_items_that_pass_and_causes_no_event() {
    let filters = vec![filter("item.quantity", "at_least", "2")];
    let take = of_items(rule("One", Event::OrderImported, filters, vec![TAKE]));
    let changed = rule("Changed", Event::OrderItemsChanged, vec![], vec![add_note("changed")]);
    let outcome = run_with(&[take, changed], &of(&[("MUG", 2), ("CUP", 1), ("NONE", 2)]));
    assert_eq!(moved(&outcome), [(5, 2)]);
    let expected = "MUG: took 2 of MUG from the stock; NONE: moved no stock, the inventory has no NONE";
    assert_eq!(said(&outcome), expected);
}

/// Items that come again without their ids are new ones: what was taken for the old ones is not taken twice.
#[test]
fn items_in_the_place_of_others_take_nothing_more() {
    for of_level in [|rule| rule, of_items] {
        let mut order = run_with(&[one(TAKE)], &of(&[("MUG", 2)])).order.into_owned();
        order.order_items[0].id = "another".into();
        let outcome = run_with(&[of_level(one(TAKE))], &order);
        assert_eq!(moved(&outcome), []);
        let order = Order { order_items: vec![item("CUP", 1)], ..order };
        let outcome = run_with(&[of_level(one(TAKE))], &order);
        assert_eq!(moved(&outcome), [(5, -2), (8, 1)], "{:?}", outcome.history);
        assert_eq!(outcome.order.stock_taken.len(), 1);
    }
}

#[test]
fn filters_behind_see_the_stock_that_is_left() {
    let behind = |value: &str| {
        let left = rule("Left", Event::OrderImported, vec![filter("item.stock", "equals", value)], vec![add_note("!")]);
        let of_items = of_items(Rule { actions: vec![Action::SetItemName { value: "!".into() }], ..left.clone() });
        [left, of_items]
    };
    let asks_before =
        rule("Asks", Event::OrderImported, vec![filter("item.stock", "equals", "3")], vec![add_note("?")]);
    for of_level in [|rule| rule, of_items] {
        let [order_rule, item_rule] = behind("-1");
        let rules = [asks_before.clone(), of_level(one(TAKE)), order_rule, item_rule];
        let outcome = run_with(&rules, &of(&[("MUG", 4)]));
        assert_eq!(outcome.history.len(), 4, "{:?}", outcome.history);
        let [order_rule, item_rule] = behind("3");
        let outcome = run_with(&[of_level(one(TAKE)), order_rule, item_rule], &of(&[("MUG", 4)]));
        assert_eq!(outcome.history.len(), 1, "{:?}", outcome.history);
    }
}

#[test]
fn what_rules_of_a_run_move_is_summed_up_and_a_split_takes_its_part_along() {
    let split = Action::SplitOrder { by: SplitBy::Code, name: String::new(), values: vec!["CUP".into()] };
    let rules = [one(TAKE), rule("Split", Event::OrderImported, vec![], vec![split]), one(GIVE_BACK), one(TAKE)];
    let outcome = run_with(&rules, &of(&[("MUG", 2), ("CUP", 1)]));
    assert_eq!(moved(&outcome), [(5, 2), (8, 1)]);
    let held = |order: &Order| order.stock_taken.values().map(|it| (it.code.clone(), it.quantity)).collect::<Vec<_>>();
    assert_eq!(held(&outcome.order), [("MUG".to_owned(), 2)]);
    assert_eq!(held(&outcome.offshoots[0].draft), [("CUP".to_owned(), 1)]);
    assert!(run_with(&[one(TAKE), one(GIVE_BACK)], &of(&[("MUG", 2)])).stock.is_empty());
}

#[test]
fn nothing_is_moved_for_an_order_that_is_in_a_merged_one() {
    for action in [TAKE, GIVE_BACK] {
        for of_level in [|rule| rule, of_items] {
            let mut order = run_with(&[one(TAKE)], &of(&[("MUG", 1)])).order.into_owned();
            order.family.merged_to = OrderId::new(2_000_000_000);
            order.order_items.push(OrderItem { id: "new".into(), ..item("CUP", 1) });
            let outcome = run_with(&[of_level(one(action.clone()))], &order);
            assert!(said(&outcome).contains("did not move stock: the order was merged into order 2000000000"));
            assert_eq!((&outcome.stock, &*outcome.order), (&BTreeMap::new(), &order));
        }
    }
}

#[test]
fn a_book_that_takes_stock_asks_for_the_inventory_and_one_that_gives_back_does_not() {
    assert!(RuleBook::compile(&[one(TAKE)]).asks_inventory());
    assert!(!RuleBook::compile(&[one(GIVE_BACK)]).asks_inventory());
}
