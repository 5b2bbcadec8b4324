//! How many rules a second are held against orders.

use std::time::Instant;

use anyhow::{Result, ensure};
use domain::{Event, Order, OrderEvent, Store};
use rules::{Inventory, RuleBook};
use serde::Serialize;

use crate::figures::{Micros, per_second};
use crate::given;

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
}

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
    let (took, orders, rules) = (started.elapsed(), u64::try_from(orders.len())?, u64::try_from(given.len())?);
    Ok(Evaluated {
        rules,
        orders,
        evaluations_per_second: per_second(rules * orders, took),
        micros_per_order: Micros::from(took).divided(orders),
        nanos_per_match: u64::try_from(matching.as_nanos())? / orders.max(1),
        nanos_per_match_of_ten_times: u64::try_from(matching_of_many.as_nanos())? / orders.max(1),
        matched: u64::try_from(matched)?,
        ran: u64::try_from(ran)?,
    })
}
