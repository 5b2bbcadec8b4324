//! Our rule engine beside zen-engine: the same rules, the same orders, in one process and one thread, in turns.
//!
//! What is measured is which rules match. Neither reads an order from JSON meanwhile. Both must find the same rules.
#![allow(clippy::print_stdout, reason = "it is a command line: standard output is what it is for")]

#[allow(dead_code, reason = "the bench uses all of it")]
#[path = "../../bench/src/given.rs"]
mod given;
#[allow(dead_code, reason = "the bench uses all of it")]
#[path = "../../bench/src/orders.rs"]
mod orders;
mod zen;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use domain::{Event, Order, OrderEvent, Store};
use rules::{Inventory, RuleBook};

use given::Given;
use orders::Orders;

/// Every engine has so many turns; its best counts, as a turn in which the machine did something else tells nothing.
const TURNS: usize = 40;

/// So many orders a turn, each so many times: few enough to lie in the processor's cache, as an order does that was just
/// read.
const ORDERS_A_TURN: usize = 50;
const TIMES: usize = 20;

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let folder = std::env::temp_dir().join("waybill-rule-engines");
    std::fs::create_dir_all(&folder)?;
    let made = runtime.block_on(Orders::make(&folder))?;
    let orders = made.read()?;
    for times in [1, 10] {
        let given = given::many(times)?;
        compare(&runtime, &given, &made, &orders)?;
    }
    Ok(())
}

fn compare(runtime: &tokio::runtime::Runtime, given: &[Given], made: &Orders, orders: &[Order]) -> Result<()> {
    let documents = made.undated().zip(orders).map(|(sent, order)| zen::order(&sent, order));
    let documents = documents.collect::<Result<Vec<_>>>()?;
    let (table, mut expressions) = (zen::Table::of(given)?, zen::Expressions::of(given)?);
    let book = RuleBook::compile(&given::ours(given)?);
    ensure!(book.broken().count() == 0, "a rule can't run");
    let (folders, inventory) = (Store::default_folders(), Inventory::none());
    let circumstances = given::circumstances(jiff::Timestamp::UNIX_EPOCH, &folders, &inventory);
    // Both events the rules are for: as the others know none, each order meets every rule.
    let events: Vec<OrderEvent> = vec![Event::OrderImported.into(), Event::OrderDetailsChanged.into()];
    let ours = |order: &Order| -> Result<u64> {
        book.matching(&events, order, &circumstances).iter().map(|id| Ok(id.parse::<u64>()?)).sum()
    };
    let mut best = [Duration::MAX; 3];
    for turn in 0..TURNS {
        let from = turn * ORDERS_A_TURN % orders.len();
        let range = from..(from + ORDERS_A_TURN).min(orders.len());
        let (own, theirs) = (&orders[range.clone()], &documents[range]);
        let sums = [
            timed(&mut best[0], || repeated(own).map(ours).sum::<Result<u64>>())?,
            timed(&mut best[1], || {
                runtime.block_on(async {
                    let mut sum = 0;
                    for order in repeated(theirs) {
                        sum += table.matching(order).await?;
                    }
                    Ok(sum)
                })
            })?,
            timed(&mut best[2], || repeated(theirs).map(|order| expressions.matching(order)).sum::<Result<u64>>())?,
        ];
        ensure!(sums[0] == sums[1] && sums[0] == sums[2], "the engines found other rules: {sums:?}");
    }
    let orders = u128::try_from(ORDERS_A_TURN * TIMES)?;
    let [ours_nanos, zen_nanos, expressions_nanos] = best.map(|took| took.as_nanos() / orders);
    let rules = given.len();
    println!(
        r#"{{"rules":{rules},"ours_nanos":{ours_nanos},"zen_nanos":{zen_nanos},"expressions_nanos":{expressions_nanos}}}"#
    );
    Ok(())
}

fn repeated<T>(orders: &[T]) -> impl Iterator<Item = &T> {
    orders.iter().cycle().take(orders.len() * TIMES)
}

fn timed(best: &mut Duration, work: impl FnOnce() -> Result<u64>) -> Result<u64> {
    let started = Instant::now();
    let sum = work()?;
    *best = (*best).min(started.elapsed());
    Ok(sum)
}
