//! The index: rules that can't match are not looked at.

use domain::Money;

use super::*;

/// So many rules, each for one cart.
fn of_carts(count: usize) -> Vec<Rule> {
    let of = |number: usize| {
        let filters = vec![filter("source_name", "equals", &format!("Cart {number}"))];
        Rule { id: (number + 1).to_string(), ..rule(&format!("R{number}"), Event::OrderImported, filters, vec![]) }
    };
    (0..count).map(of).collect()
}

fn from_cart(number: usize) -> Order {
    Order { source_name: format!("Cart {number}"), ..order() }
}

#[test]
fn of_five_hundred_rules_for_other_carts_none_is_looked_at() {
    let (folders, book) = (folders(), RuleBook::compile(&of_carts(500)));
    let circumstances = circumstances(&folders, Brake::default());
    let events = [Event::OrderImported.into()];
    assert_eq!(book.matching(&events, &from_cart(7), &circumstances), ["8"]);
    assert_eq!(book.matching(&events, &from_cart(500), &circumstances), Vec::<&str>::new());
    let (one, none) = (from_cart(7), from_cart(500));
    let [one, none] = [&one, &none].map(|order| book.run(&events, order, &circumstances).steps);
    assert!(none < 100 && one < none + 100, "{none} steps where none matches, {one} where one does");
}

#[test]
fn a_table_that_would_be_too_large_is_left_out() {
    let (folders, book) = (folders(), RuleBook::compile(&of_carts(3_000)));
    let circumstances = circumstances(&folders, Brake::default());
    let events = [Event::OrderImported.into()];
    assert_eq!(book.matching(&events, &from_cart(2_999), &circumstances), ["3000"]);
    let order = from_cart(2_999);
    assert!(book.run(&events, &order, &circumstances).steps > 3_000, "each is looked at");
}

#[test]
fn numbers_too_close_for_one_between_them_have_no_table() {
    let folders = folders();
    let circumstances = circumstances(&folders, Brake::default());
    let close = ["7.0000000000000000000000000001", "7.0000000000000000000000000002"];
    let rules: Vec<Rule> = close
        .iter()
        .enumerate()
        .map(|(place, value)| {
            let filters = vec![filter("tax_total", "less_than", value)];
            Rule { id: (place + 1).to_string(), ..rule("R", Event::OrderImported, filters, vec![]) }
        })
        .collect();
    let order = Order { tax_total: Money::whole(7), ..order() };
    let matching = RuleBook::compile(&rules).matching(&[Event::OrderImported.into()], &order, &circumstances).len();
    assert_eq!(matching, 2);
}

#[test]
fn what_is_too_much_to_find_out_for_all_rules_is_left_to_each() {
    let folders = folders();
    let circumstances = circumstances(&folders, Brake::default());
    let asking = [
        ("item.quantity", "equals", "70"),
        ("item.quantity", "greater_than", "70"),
        ("email", "contains", "b"),
        ("email", "contains", "c"),
        ("email", "equals", "b"),
        ("tax_total", "at_least", "1"),
        ("tax_total", "at_least", "2"),
    ];
    let rules: Vec<Rule> = asking
        .iter()
        .enumerate()
        .map(|(place, (field, comparator, value))| {
            let filters = vec![filter(field, comparator, value), filter("tax_total", "less_than", "9")];
            Rule { id: (place + 1).to_string(), ..rule("R", Event::OrderImported, filters, vec![]) }
        })
        .collect();
    let book = RuleBook::compile(&rules);
    let matching = |order: &Order| -> Vec<String> {
        let ids = book.matching(&[Event::OrderImported.into()], order, &circumstances);
        ids.into_iter().map(str::to_owned).collect()
    };
    // More items than are looked at for all rules, and a text longer than is.
    let order_items = (1..=70).map(|quantity| item("MUG", quantity)).collect();
    let email = format!("{}b", "a".repeat(1_000_000));
    let order = Order { order_items, email, tax_total: Money::whole(1), ..order() };
    assert_eq!(matching(&order), ["1", "3", "6"]);
    assert_eq!(matching(&Order { tax_total: Money::whole(9), ..order }), Vec::<&str>::new());
}
