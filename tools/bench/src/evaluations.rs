//! How many rules a second are held against orders.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use domain::{Combine, Event, Filter, NewInventoryItem, Order, OrderEvent, Rule, Store, folded_code};
use jiff::Timestamp;
use rules::{Inventory, RuleBook};
use serde::Serialize;

use crate::figures::{Micros, per_second};
use crate::given::{self, Given};

/// What it came to.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Evaluated {
    pub(crate) rules: u64,
    pub(crate) orders: u64,
    /// Of the given rules, not of ours.
    pub(crate) evaluations_per_second: u64,
    pub(crate) micros_per_order: Micros,
    /// How long it takes to find the rules that match an order, when nothing is done.
    pub(crate) nanos_per_match: u64,
    /// The same with ten times as many rules, whose numbers differ.
    pub(crate) nanos_per_match_of_ten_times: u64,
    /// How many match, of all orders together.
    pub(crate) matched: u64,
    /// How many rules ran, that is, changed an order.
    pub(crate) ran: u64,
    pub(crate) asking: Asking,
}

/// The same rules and one that asks for the stock of an order's items.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Asking {
    pub(crate) nanos_per_match: u64,
    /// How many match, of all orders together.
    pub(crate) matched: u64,
    /// The codes of all orders that are looked up, each once an order.
    pub(crate) codes: u64,
    /// What looking them up costs.
    pub(crate) read_units: u64,
}

/// What a code costs: who has it, and the item (the call `GET /api/v2/inventory-items` by `code` shows it).
const READ_UNITS_PER_CODE: u64 = 2;

/// So many of each code are there, and of fewer a rule takes notice.
const STOCK: i64 = 7;
const LOW_STOCK: i64 = 8;

/// Holds all rules against all orders: which match, and then with all they do.
pub(crate) fn evaluate(orders: &[Order]) -> Result<Evaluated> {
    let given = given::given()?;
    let book = RuleBook::compile(&given::ours(&given)?);
    let broken: Vec<_> = book.broken().map(|(name, problem)| format!("{name}: {problem}")).collect();
    ensure!(broken.is_empty(), "rules that can't run: {}", broken.join("; "));
    let (folders, inventory) = (Store::default_folders(), Inventory::none());
    let circumstances = given::circumstances(runtime::system_clock().now(), &folders, &inventory);
    // Both events the rules are for, so that each order meets each of them.
    let events: Vec<OrderEvent> = vec![Event::OrderImported.into(), Event::OrderDetailsChanged.into()];
    let (started, mut matched) = (Instant::now(), 0);
    for order in orders {
        matched += book.matching(&events, order, &circumstances).len();
    }
    let matching = started.elapsed();
    let many = RuleBook::compile(&given::ours(&given::many(10)?)?);
    let started = Instant::now();
    let matched_of_many: usize = orders.iter().map(|order| many.matching(&events, order, &circumstances).len()).sum();
    let matching_of_many = started.elapsed();
    ensure!(matched_of_many > matched, "of ten times as many rules no more match");
    let (started, mut ran) = (Instant::now(), 0);
    for order in orders {
        ran += book.run(&events, order, &circumstances).history.len();
    }
    let ran_for = started.elapsed();
    let asking = ask_inventory(orders, &given, &events)?;
    ensure!(asking.matched > u64::try_from(matched)?, "no order has little in stock");
    let (took, orders, rules) = (ran_for, u64::try_from(orders.len())?, u64::try_from(given.len())?);
    Ok(Evaluated {
        rules,
        orders,
        evaluations_per_second: per_second(rules * orders, took),
        micros_per_order: Micros::from(took).divided(orders),
        nanos_per_match: u64::try_from(matching.as_nanos())? / orders.max(1),
        nanos_per_match_of_ten_times: u64::try_from(matching_of_many.as_nanos())? / orders.max(1),
        matched: u64::try_from(matched)?,
        ran: u64::try_from(ran)?,
        asking,
    })
}

/// Holds the given rules, and one that asks for the inventory, against all orders; of each order it has what is asked for.
fn ask_inventory(orders: &[Order], given: &[Given], events: &[OrderEvent]) -> Result<Asking> {
    let mut rules = given::ours(given)?;
    let last = rules.last().context("no rules were given")?.clone();
    let filter = Filter {
        field: "item.stock".to_owned(),
        comparator: "less_than".to_owned(),
        value: LOW_STOCK.to_string(),
        ..Filter::default()
    };
    let id = (rules.len() + 1).to_string();
    rules.push(Rule { id, combine: Combine::All, filters: vec![filter.into()], position: last.position + 1, ..last });
    let book = RuleBook::compile(&rules);
    ensure!(book.asks_inventory() && book.broken().count() == 0, "no rule asks for the inventory");
    let (folders, now) = (Store::default_folders(), runtime::system_clock().now());
    let known: Vec<Inventory> = orders.iter().map(|order| stock_of(order, now)).collect();
    let (started, mut matched) = (Instant::now(), 0);
    for (order, inventory) in orders.iter().zip(&known) {
        let circumstances = given::circumstances(now, &folders, inventory);
        matched += book.matching(events, order, &circumstances).len();
    }
    let took = started.elapsed();
    let codes = orders.iter().map(|order| codes_of(order).len()).sum::<usize>();
    let (codes, orders) = (u64::try_from(codes)?, u64::try_from(orders.len())?);
    Ok(Asking {
        nanos_per_match: u64::try_from(took.as_nanos())? / orders.max(1),
        matched: u64::try_from(matched)?,
        codes,
        read_units: codes * READ_UNITS_PER_CODE,
    })
}

fn codes_of(order: &Order) -> BTreeSet<String> {
    let codes = order.order_items.iter().map(|item| folded_code(&item.code));
    codes.filter(|code| !code.is_empty()).collect()
}

/// An inventory that has all codes of an order.
fn stock_of(order: &Order, now: Timestamp) -> Inventory {
    let item = |code: String| {
        let new = NewInventoryItem { name: code.clone(), code, stock: STOCK, ..NewInventoryItem::default() };
        new.item(1, now)
    };
    Inventory::of(codes_of(order).into_iter().map(item))
}
