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
