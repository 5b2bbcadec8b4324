//! Filters on the inventory, and what rules take from it.

use domain::Money;

use super::*;

fn known() -> Inventory {
    let mut mug = in_inventory("Mug", 3, "Shelf 4");
    mug.manufacturer_sku = Some("MK-1".into());
    mug.metadata.insert("code_replace".into(), " CUP ".into());
    let mut set = in_inventory("SET", 0, "");
    set.metadata.insert("code_replace".into(), "A, B".into());
    Inventory::of([mug, set])
}

fn run_with(rules: &[Rule], order: &Order) -> Outcome<'static> {
    let (folders, inventory) = (folders(), known());
    let circumstances = Circumstances { inventory: &inventory, ..circumstances(&folders, Brake::default()) };
    RuleBook::compile(rules).run(&[Event::OrderImported.into()], order, &circumstances).into_owned()
}

fn has(of: Filter, codes: &[&str]) -> bool {
    let order = Order { order_items: codes.iter().map(|code| item(code, 1)).collect(), ..order() };
    !run_with(&[rule("R", Event::OrderImported, vec![of], vec![add_note("!")])], &order).did_nothing()
}

#[test]
fn a_filter_looks_at_what_the_inventory_has_for_an_items_code() {
    assert!(has(filter("item.stock", "less_than", "5"), &["mug "]));
    assert!(!has(filter("item.stock", "less_than", "3"), &["MUG"]));
    assert!(has(filter("item.stock", "equals", "0"), &["MUG", "set"]));
    assert!(has(filter("item.location", "equals", "Shelf 4"), &["MUG"]));
    assert!(has(filter("item.manufacturer_sku", "starts_with", "MK"), &["MUG"]));
    assert!(has(filter("item.manufacturer_sku", "is_empty", ""), &["SET"]));
    let all = Filter { quantifier: domain::Quantifier::All, ..filter("item.stock", "at_least", "1") };
    assert!(has(all.clone(), &["MUG"]));
    assert!(!has(all, &["MUG", "SET"]));
}

#[test]
fn of_a_code_it_does_not_know_there_is_no_stock_and_no_location() {
    for comparator in ["equals", "less_than", "at_least", "at_most"] {
        assert!(!has(filter("item.stock", comparator, "0"), &["OTHER", ""]), "{comparator}");
    }
    assert!(has(filter("item.location", "is_empty", ""), &["OTHER"]));
}

#[test]
fn a_book_asks_only_when_a_rule_does() {
    let asks = |rule: Rule| RuleBook::compile(&[rule]).asks_inventory();
    let of = |filters, actions| rule("R", Event::OrderImported, filters, actions);
    let stock = || filter("item.stock", "less_than", "1");
    assert!(!asks(of(vec![filter("item.code", "equals", "x")], vec![add_note("!")])));
    assert!(asks(of(vec![stock()], vec![add_note("!")])));
    assert!(asks(Rule { applies_to: AppliesTo::Items, ..of(vec![stock()], vec![Action::RemoveItem]) }));
    assert!(asks(of(vec![], vec![Action::SyncInventoryDetails])));
    assert!(asks(of(vec![], vec![add_item("x", "1")])));
    assert!(!asks(Rule { enabled: false, ..of(vec![stock()], vec![add_note("!")]) }));
}

#[test]
fn details_are_taken_from_the_inventory_of_each_item_or_of_one() {
    let order = Order { order_items: vec![item("mug", 2), item("OTHER", 1)], ..order() };
    let of_order = [rule("R", Event::OrderImported, vec![], vec![Action::SyncInventoryDetails])];
    let outcome = run_with(&of_order, &order);
    let mug = &outcome.order.order_items[0];
    assert_eq!((mug.name.as_str(), mug.price, mug.quantity), ("The Mug", Money::whole(5), 2));
    assert_eq!(mug.metadata["code_replace"], " CUP ");
    assert_eq!(outcome.order.order_items[1], order.order_items[1]);
    assert!(outcome.history[0].ends_with("took details of 1 of 2 items from the inventory"));
    let of_items = of_order.map(|rule| Rule { applies_to: AppliesTo::Items, ..rule });
    let each = run_with(&of_items, &order);
    assert_eq!(each.order, outcome.order);
    let line = "mug: took details from the inventory; OTHER: did not take details from the inventory: \
        the inventory has no such code";
    assert!(each.history[0].ends_with(line), "{:?}", each.history);
}

#[test]
fn a_code_is_replaced_by_the_one_the_inventory_names_and_not_by_several() {
    let items = vec![item("MUG", 1), item("SET", 1), item("OTHER", 1)];
    let replace = vec![Action::ReplaceCodeByInventoryMetadata];
    let rules = [Rule { applies_to: AppliesTo::Items, ..rule("R", Event::OrderImported, vec![], replace) }];
    let outcome = run_with(&rules, &Order { order_items: items, ..order() });
    let codes: Vec<_> = outcome.order.order_items.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(codes, ["CUP", "SET", "OTHER"]);
    assert!(outcome.history[0].contains("SET: did not replace the code: code_replace has several codes: A, B"));
}

#[test]
fn an_added_item_is_filled_in_by_the_inventory_but_for_what_the_rule_says() {
    let of = |price: &str| Action::AddItem {
        code: "mug".into(),
        name: String::new(),
        price: price.into(),
        quantity: String::new(),
    };
    for (price, expected) in [("", 5), ("0", 0)] {
        let outcome = run_with(&[rule("R", Event::OrderImported, vec![], vec![of(price)])], &order());
        let added = &outcome.order.order_items[0];
        assert_eq!((added.name.as_str(), added.price, added.quantity), ("The Mug", Money::whole(expected), 1));
        assert_eq!((added.id.as_str(), added.delivery_type.as_str()), ("100100001", "ship"));
    }
}
