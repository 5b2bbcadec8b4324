//! The tables of calls: what each costs, and whether it depends on how many orders there are.

use std::fmt::Write;

use anyhow::Result;
use rust_decimal::Decimal;

use super::{mark, milliseconds};
use crate::calls::{Added, Cost, Costs};
use crate::growth::{Compared, Growth, Pace, SIZES};
use cloud::{reads_of, writes_of};

/// A call may take so much longer where there are ten times as many orders.
const MAX_PERCENT: u64 = 120;

/// What the limit may add to a call: one write unit.
const LIMIT: Added = Added { requests: 1, write_tenths: 10, read_tenths: 0 };

/// The requests, in the sequence of the table.
const KINDS: [&str; 7] =
    ["GetItem", "Query", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"];

/// What a call costs.
pub(super) fn costs(text: &mut String, costs: &Costs) -> Result<()> {
    let first = costs.limit_of_first;
    writeln!(
        text,
        "One call each, by a function that knows the store and its key. Of a store with its five folders, whose rate \
         limit is off; limit: what it adds when it is on. Orders are of about 2 KB and, where one is changed or shipped, \
         of the day before yesterday. In brackets: of it the indexes. Ten: so many entries in the call.\n"
    )?;
    writeln!(
        text,
        "Aim: the limit costs one write unit a call. A function's first call in a slot of time (of ten seconds, with the \
         usual limit) reads what the last one left as well: then it costs {} write and {} read in {} requests. Beside \
         all this, a function reads the store every ten seconds and its key every thirty (1 read unit each), and notes \
         once an hour that the key was used (1 write unit).\n",
        units_added(first.write_tenths),
        units_added(first.read_tenths),
        first.requests,
    )?;
    writeln!(text, "| call | of | {} | write units | read units | limit |", KINDS.join(" | "))?;
    writeln!(text, "|---|---|{}", "--:|".repeat(KINDS.len() + 3))?;
    for cost in &costs.calls {
        let requests = KINDS.map(|kind| cost.requests.get(kind).map_or(0, |units| units.requests).to_string());
        let (written, read) = (writes_of(&cost.requests), reads_of(&cost.requests));
        writeln!(
            text,
            "| `{} {}` | {} | {} | {} | {} | {} |",
            cost.method,
            cost.path,
            cost.what,
            requests.join(" | "),
            with_indexes(written.tenths, written.index_tenths),
            units(read.tenths),
            limit(cost),
        )?;
    }
    Ok(())
}

fn limit(cost: &Cost) -> String {
    let Added { requests, write_tenths, read_tenths } = cost.limit;
    match (write_tenths, read_tenths) {
        (0, 0) if requests == 0 => "none".to_owned(),
        (_, 0) => mark(format!("{} write", units_added(write_tenths)), cost.limit != LIMIT),
        _ => mark(format!("{} write, {} read", units_added(write_tenths), units_added(read_tenths)), true),
    }
}

fn with_indexes(tenths: u64, of_indexes: u64) -> String {
    if tenths == 0 { "0".to_owned() } else { format!("{} ({})", units(tenths), units(of_indexes)) }
}

fn units(tenths: u64) -> String {
    (Decimal::from(tenths) / Decimal::TEN).normalize().to_string()
}

fn units_added(tenths: i64) -> String {
    (Decimal::from(tenths) / Decimal::TEN).normalize().to_string()
}

/// Whether calls take as long in a store of many orders.
pub(super) fn growth(text: &mut String, growth: &Growth) -> Result<()> {
    let [small, large] = SIZES;
    let core = if growth.own_core { "a core of its own" } else { "a core it shares" };
    writeln!(
        text,
        "A store of {small} orders and one of {large} in the same table: five folders, an order every half minute, three \
         of each e-mail. One warm `serve-api` on {core}, each call {} times in each store, in turns by chance. DynamoDB: \
         while the one here was at work; both stores lie in its trees, but what the smaller one asks for is likelier to \
         be in the processor's cache. Without it: of what is left of each call when its DynamoDB's time is taken away. \
         Requests and read units: of the middle call.\n",
        growth.times
    )?;
    writeln!(text, "Aim: p99 of the larger store ≤ {MAX_PERCENT} % of the smaller one's.\n")?;
    writeln!(
        text,
        "| call | orders | p50 ms | of smaller | p99 ms | of smaller | DynamoDB p50 ms | DynamoDB p99 ms | of smaller | \
         without it p99 ms | of smaller | requests | read units |"
    )?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for call in &growth.calls {
        paces(text, call)?;
    }
    Ok(())
}

fn paces(text: &mut String, call: &Compared) -> Result<()> {
    let percent = |of: fn(&Pace) -> _| call.percent(of);
    let whole = percent(|pace| pace.p99_micros);
    let ratios = [
        format!("{} %", percent(|pace| pace.p50_micros)),
        mark(format!("{whole} %"), whole > MAX_PERCENT),
        format!("{} %", percent(|pace| pace.dynamodb_p99_micros)),
        format!("{} %", percent(|pace| pace.own_p99_micros)),
    ];
    let none = [const { String::new() }; 4];
    let rows = SIZES.into_iter().zip([(&call.small, none), (&call.large, ratios)]);
    for (size, (pace, [of_p50, of_p99, of_dynamodb, of_own])) in rows {
        let [p50, p99] = [pace.p50_micros, pace.p99_micros].map(milliseconds);
        let [dynamodb_p50, dynamodb_p99] = [pace.dynamodb_p50_micros, pace.dynamodb_p99_micros].map(milliseconds);
        writeln!(
            text,
            "| {} | {size} | {p50} | {of_p50} | {p99} | {of_p99} | {dynamodb_p50} | {dynamodb_p99} | {of_dynamodb} | {} | \
             {of_own} | {} | {} |",
            call.what,
            milliseconds(pace.own_p99_micros),
            pace.requests,
            units(pace.read_tenths),
        )?;
    }
    Ok(())
}
